"""A transition report: from where to where, what is there now and then, what need not be done again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.jinja import in_words
from wraparound.documents.content import drawn
from wraparound.documents.content.plan import easy_part, of_part
from wraparound.documents.content.tree import Block, Easy, Facts, Heading, Look, Paragraph, Points, Table
from wraparound.plans.kinds import LineKind, LineState, OutcomeState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wraparound.documents.content.parts import Part, PlanFacts

WAY, HOME, DONE, PEOPLE = "1f9ed", "1f3eb", "2705", "1f465"


@dataclass(frozen=True, slots=True)
class TransitionFacts:
    """`leaves`: organisation and day. `beside`: what sort, what there is today, what there is on `then`. `talk_to`:
    name, organisation, what about. `after`: when, and where somebody was.
    """

    plan: PlanFacts
    leaves: tuple[tuple[str, date], ...]
    then: date
    goes_to: tuple[str, ...]
    beside: tuple[tuple[str, Part | None, Part | None], ...]
    talk_to: tuple[tuple[str, str, str], ...]
    after: tuple[tuple[str, str], ...]

    @property
    def accompanied(self) -> tuple[Part, ...]:
        """Tasters and handovers that still count."""
        return tuple(p for p in self.plan.live if p.kind in (LineKind.TASTER, LineKind.HANDOVER))

    @property
    def done(self) -> tuple[str, ...]:
        """What was finished and what was reached."""
        parts = [
            f"{p.title} ({p.organisation})" if p.organisation else p.title
            for p in self.plan.parts
            if p.state is LineState.DONE
        ]
        return (*parts, *(w.words for w in self.plan.wanted if w.state is OutcomeState.REACHED))


def blocks(facts: TransitionFacts, name: str, look: Look) -> Iterator[Block]:
    """The report for a learner who is called `name`."""
    if look is Look.EASY:
        yield from _easy(facts, name)
        return
    yield Heading(_("From where to where"))
    yield Facts((*_from_to(facts), *facts.after))
    yield Heading(_("Support now beside support then"))
    if facts.beside:
        heads = (_("What"), _("Now"), _("On %(day)s") % {"day": in_words(facts.then)})
        rows = tuple(
            (kind, _side(now, _("Nothing like it yet")), _side(then, _("Nothing planned: ask about it")))
            for kind, now, then in facts.beside
        )
        yield Table(
            _("What there is today, beside what is planned for %(day)s") % {"day": in_words(facts.then)}, heads, rows
        )
    else:
        yield Paragraph(_("Nothing is planned for these days."))
    yield Heading(_("Tasters and handovers"))
    if not facts.accompanied:
        yield Paragraph(_("None are planned. Ask both sides for a taster, and for somebody who comes along."))
    for part in facts.accompanied:
        yield from of_part(part)
    yield Heading(_("What is done already"))
    yield Paragraph(_("This need not be learned again in the new place."))
    yield Points(facts.done) if facts.done else Paragraph(_("Nothing is marked as done yet."))
    if facts.talk_to:
        yield Heading(_("Who to talk to"))
        yield Table(
            _("People who lead a part of the plan"), (_("Name"), _("Organisation"), _("About what")), facts.talk_to
        )
    yield from drawn.the_pathway(facts.plan, look)


def _from_to(facts: TransitionFacts) -> tuple[tuple[str, str], ...]:
    came = "\n".join(
        _("%(organisation)s, until %(day)s") % {"organisation": o, "day": in_words(d)} for o, d in facts.leaves
    )
    return (
        (_("From"), came or _("Nobody has said when somebody leaves.")),
        (_("To"), "\n".join(facts.goes_to) or _("Not said yet")),
    )


def _side(part: Part | None, empty: str) -> str:
    if part is None:
        return empty
    told = [part.title, part.organisation, _("With %(name)s") % {"name": part.lead} if part.lead else ""]
    return "\n".join([*filter(None, told), "" if part.agreed else _("Not agreed yet")]).strip()


def _easy(facts: TransitionFacts, name: str) -> Iterator[Block]:
    yield Heading(_("What changes"))
    for organisation, day in facts.leaves:
        yield Easy(
            WAY, (_("%(name)s leaves on %(day)s.") % {"name": name, "day": in_words(day)},), heading=organisation
        )
    for organisation in facts.goes_to:
        yield Easy(HOME, (_("%(name)s goes here next.") % {"name": name},), heading=organisation)
    if not facts.goes_to:
        yield Easy(HOME, (_("We do not know yet where %(name)s goes next.") % {"name": name},))
    yield from (Easy(HOME, (f"{where}.",), heading=when) for when, where in facts.after)
    yield Heading(_("Help now, and help then"))
    for kind, now, then in facts.beside:
        symbol = (now or then).kind.symbol if now or then else WAY  # type: ignore[union-attr]  # one of them is there
        yield Easy(symbol, tuple(_easy_sides(facts, now, then)), heading=kind)
    if facts.accompanied:
        yield Heading(_("Try it first"))
        yield from (easy_part(part, name) for part in facts.accompanied)
    yield Heading(_("What is done already"))
    if facts.done:
        yield Easy(DONE, (*(f"{one}." for one in facts.done), _("You need not learn this again.")))
    else:
        yield Easy(DONE, (_("Nothing is marked as done yet."),))
    if facts.talk_to:
        yield Heading(_("Who to talk to"))
        yield from (
            Easy(PEOPLE, tuple(f"{one}." for one in (of, *about.split("\n")) if one), heading=who)
            for who, of, about in facts.talk_to
        )


def _easy_sides(facts: TransitionFacts, now: Part | None, then: Part | None) -> Iterator[str]:
    if now is not None and now == then:
        yield _("This stays: %(what)s.") % {"what": now.title}
    else:
        yield _("Now: %(what)s.") % {"what": now.title if now else _("nothing like it")}
        yield _("Then: %(what)s.") % {"what": then.title if then else _("nothing yet, ask about it")}
    for part in dict.fromkeys(p for p in (now, then) if p is not None):
        if part.organisation:
            yield _("%(what)s is from %(organisation)s.") % {"what": part.title, "organisation": part.organisation}
        if part.lead:
            yield _("With %(name)s.") % {"name": part.lead}
        if not part.agreed:
            yield _("Not agreed yet.")
