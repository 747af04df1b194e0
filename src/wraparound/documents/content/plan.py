"""The plan as a document. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.jinja import in_words, week_span
from wraparound.documents.content import drawn
from wraparound.documents.content.parts import TASKS, not_agreed
from wraparound.documents.content.tree import Block, Easy, Facts, Heading, Look, Paragraph, Points, Table
from wraparound.plans.kinds import Answer, Area, LineState, OutcomeState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.documents.content.parts import Part, PlanFacts, Said

WANTS, TIME, PEOPLE, TALK, AGREED, WAITS, OVER = "2b50", "1f5d3", "1f465", "1f4ac", "2705", "1f914", "1f3c1"


def blocks(facts: PlanFacts, name: str, look: Look) -> Iterator[Block]:
    """The plan of a learner who is called `name`."""
    if look is Look.EASY:
        yield from _easy(facts, name)
        return
    yield from _wanted(facts, name)
    yield from drawn.the_pathway(facts, look)
    yield from drawn.the_week(facts, look)
    yield Heading(_("What is planned"))
    if not facts.live:
        yield Paragraph(_("Nothing is planned yet."))
    for part in facts.live:
        yield from of_part(part)
    yield from _not_agreed(facts, name)
    if facts.over:
        yield Heading(_("Done, stopped or not possible"))
        yield Points(
            tuple(
                f"{p.title} ({p.organisation}): {p.standing}" if p.organisation else f"{p.title}: {p.standing}"
                for p in facts.over
            )
        )
    yield from _who(facts, name)


def _wanted(facts: PlanFacts, name: str) -> Iterator[Block]:
    if not facts.wanted:
        return
    yield Heading(_("What %(name)s wants") % {"name": name})
    for area in Area:
        rows = [w for w in facts.wanted if w.area is area]
        if rows:
            yield Heading(str(area.label), 2)
        for one in rows:
            yield Paragraph(one.words, voice=name)
            pairs = [(_("Why it matters"), one.why), (_("How we will know"), one.how_we_know)]
            if one.state is not OutcomeState.WORKING:
                pairs.append((_("How far it is"), str(one.state.label)))
            if told := tuple(pair for pair in pairs if pair[1]):
                yield Facts(told)


def of_part(part: Part) -> Iterator[Block]:
    """One part of a plan, with its heading."""
    yield Heading(part.title, 2)
    if part.details:
        yield Paragraph(part.details)
    needs = "\n".join(
        f"{need}: {_('in place') if in_place else _('not in place yet')}" for need, in_place in part.needs
    )
    pairs = (
        (_("What sort"), str(part.kind.label)),
        (_("Organisation"), part.organisation or _("Not taken yet")),
        (_("Who leads"), part.lead or _("Nobody yet")),
        (_("Deputy"), part.deputy),
        (_("When"), part.when),
        (_("Times of the week"), part.times),
        (_("Where"), part.place if part.place != part.organisation else ""),
        (_("What it is for"), "\n".join(part.purposes)),
        (_("What comes first"), "\n".join(title for _key, title in part.after)),
        (_("What must be in place"), needs),
        (_("How far it is"), part.standing),
        *((one.who, _answer(one)) for one in part.said),
    )
    yield Facts(tuple(pair for pair in pairs if pair[1]))


def _answer(said: Said) -> str:
    words = f"{said.answer.label}: “{said.words}”" if said.words else str(said.answer.label)
    return f"{words}\n{_('It changed after this was said.')}" if said.is_before else words


def _not_agreed(facts: PlanFacts, name: str) -> Iterator[Block]:
    yield Heading(_("What is not agreed yet"))
    rows = not_agreed(facts.live, name, asks_learner=facts.version is None)
    if rows:
        yield Points(tuple(f"{part.title}: {why}." for part, why in rows))
    else:
        yield Paragraph(_("Everything that you can see here is agreed."))


def _who(facts: PlanFacts, name: str) -> Iterator[Block]:
    if facts.version is not None and facts.version.signed:
        yield Heading(_("Who has agreed to this version"))
        rows = tuple((who, day or _("Not yet")) for who, day in facts.version.signed)
        yield Table(_("Who has agreed, and when"), (_("Who"), _("When")), rows)
    if facts.people:
        yield Heading(_("Who is part of this plan"))
        yield Table(_("People around %(name)s") % {"name": name}, (_("Name"), _("What they are")), facts.people)


# -------------------------------------------------------------------------------------------------- Easy Read


def _easy(facts: PlanFacts, name: str) -> Iterator[Block]:
    """The same facts in short sentences."""
    if facts.wanted:
        yield Heading(_("What %(name)s wants") % {"name": name})
        for one in facts.wanted:
            said = [one.words, one.why]
            if one.how_we_know:
                said.append(_("How we will know: %(words)s") % {"words": one.how_we_know})
            if one.state is not OutcomeState.WORKING:
                said.append(str(one.state.label) + ".")
            yield Easy(WANTS, tuple(filter(None, said)), heading=str(one.area.label))
    yield from drawn.the_week(facts, Look.EASY)
    yield Heading(_("The parts of the plan"))
    if not facts.live:
        yield Easy(TALK, (_("The plan is empty."), _("You make it together.")))
    for part in facts.live:
        yield easy_part(part, name)
    waits = not_agreed(facts.live, name, asks_learner=facts.version is None)
    yield Heading(_("What we must still agree"))
    for part, why in waits:
        yield Easy(WAITS, tuple(f"{one[:1].upper()}{one[1:]}." for one in why.split("; ")), heading=part.title)
    if not waits:
        yield Easy(AGREED, (_("We agreed all of this."),))
    if facts.over:
        yield Heading(_("Over now"))
        yield from (Easy(part.kind.symbol, (f"{part.standing}.",), heading=part.title) for part in facts.over)
    yield from _easy_who(facts)


def _easy_who(facts: PlanFacts) -> Iterator[Block]:
    if facts.version is not None and facts.version.signed:
        yield Heading(_("Who said yes to this plan"))
        for who, day in facts.version.signed:
            yield Easy(
                AGREED if day else WAITS, (_("Said yes on %(day)s.") % {"day": day} if day else _("Not yet."),), who
            )
    if facts.people:
        yield Heading(_("Who helps with the plan"))
        yield from (Easy(PEOPLE, (f"{what}.",), heading=who) for who, what in facts.people)


def easy_part(part: Part, name: str) -> Easy:
    """One part in short sentences."""
    said = [part.details, *_easy_when(part)]
    if part.place or part.organisation:
        said.append(_("Where: %(place)s.") % {"place": part.place or part.organisation})
    if part.organisation and part.place and part.place != part.organisation:
        said.append(_("It is from %(organisation)s.") % {"organisation": part.organisation})
    if part.lead:
        said.append(_("With %(name)s.") % {"name": part.lead})
    if part.deputy:
        said.append(_("If not there: %(name)s.") % {"name": part.deputy})
    said += [_("It is for this: %(words)s") % {"words": words} for words in part.purposes]
    said += [_("This comes first: %(title)s.") % {"title": title} for _key, title in part.after]
    for need, in_place in part.needs:
        said.append(
            (
                _("It needs this: %(need)s. It is there.")
                if in_place
                else _("It needs this: %(need)s. It is not there yet.")
            )
            % {"need": need}
        )
    said += [_easy_said(one) for one in part.said]
    if part.kind not in TASKS or part.state is LineState.ACCEPTED:
        said.append(_("We agreed this.") if part.agreed else _("Not agreed yet."))
    return Easy(part.kind.symbol, tuple(filter(None, said)), heading=part.title)


def _easy_when(part: Part) -> Iterator[str]:
    yield from (f"{week_span(span)}." for span in part.sessions)
    if part.times and not part.sessions:
        yield f"{part.times}."
    if part.starts:
        yield _("It starts on %(day)s.") % {"day": in_words(part.starts)}
    if part.ends:
        yield _("It ends on %(day)s.") % {"day": in_words(part.ends)}


def _easy_said(said: Said) -> str:
    told = {"who": said.who, "answer": str(said.answer.label), "words": said.words}
    if said.answer is Answer.NOTHING:
        return ""
    return (_("%(who)s said: %(answer)s. “%(words)s”") if said.words else _("%(who)s said: %(answer)s.")) % told
