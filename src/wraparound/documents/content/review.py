"""A review as a document. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.documents.content.tree import Block, Easy, Facts, Heading, Look, Paragraph, Points

if TYPE_CHECKING:
    from collections.abc import Iterator

CALENDAR, PEOPLE, TALK, STAR, DECIDED, CHOSE = "1f5d3", "1f465", "1f4ac", "2b50", "2705", "1f441"


@dataclass(frozen=True, slots=True)
class Progress:
    """What was noted for one outcome: (which part of the way, words, who said it and when)."""

    outcome: str
    notes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """All of a review that is open to a viewer. `decided`: each decision with the part of the plan that it became;
    `to_talk_about`: each thing with the reasons, in sentences."""

    title: str
    facts: tuple[tuple[str, str], ...]
    day: str
    is_planned: bool
    took_part: str
    took_part_words: str
    people: tuple[str, ...]
    to_talk_about: tuple[tuple[str, tuple[str, ...]], ...]
    progress: tuple[Progress, ...]
    notes: str
    decided: tuple[tuple[str, str], ...]


def blocks(facts: ReviewFacts, name: str, look: Look) -> Iterator[Block]:
    """The review of the plan of a learner who is called `name`."""
    if look is Look.EASY:
        yield from _easy(facts, name)
        return
    yield Facts(tuple(pair for pair in facts.facts if pair[1]))
    if facts.took_part:
        yield Heading(_("How %(name)s took part") % {"name": name})
        yield Paragraph(f"{facts.took_part}.")
        if facts.took_part_words:
            yield Paragraph(facts.took_part_words, voice=name)
    yield Heading(_("Who was there") if not facts.is_planned else _("Who comes"))
    yield Points(facts.people) if facts.people else Paragraph(_("Nobody is written down yet."))
    if facts.is_planned:
        yield Heading(_("What to talk about"))
        told = tuple((what, "\n".join(whys)) for what, whys in facts.to_talk_about)
        yield Facts(told) if told else Paragraph(_("Nothing is open in this plan."))
    yield from _progress(facts)
    if facts.notes:
        yield Heading(_("Notes"))
        yield Paragraph(facts.notes)
    if facts.is_planned and not facts.decided:
        return
    yield Heading(_("What was decided"))
    decided = tuple(
        f"{words}\n{_('In the plan: %(line)s') % {'line': line}}" if line else words for words, line in facts.decided
    )
    yield Points(decided) if decided else Paragraph(_("Nothing yet."))


def _progress(facts: ReviewFacts) -> Iterator[Block]:
    if facts.progress:
        yield Heading(_("How it goes, outcome by outcome"))
    for one in facts.progress:
        yield Heading(one.outcome, 2)
        if not one.notes:
            yield Paragraph(_("Nobody has noted anything yet."))
        else:
            yield Facts(tuple((stage, f"{words}\n{who}" if who else words) for stage, words, who in one.notes))


def _easy(facts: ReviewFacts, name: str) -> Iterator[Block]:
    meets = _("People meet on %(day)s.") if facts.is_planned else _("People met on %(day)s.")
    yield Easy(
        CALENDAR, (meets % {"day": facts.day}, _("They talk about the plan of %(name)s.") % {"name": name}), facts.title
    )
    yield from (Easy(CALENDAR, (f"{value}.",), heading=label) for label, value in facts.facts[1:] if value)
    if facts.took_part:
        words = (
            (f"{facts.took_part}.", f"“{facts.took_part_words}”") if facts.took_part_words else (f"{facts.took_part}.",)
        )
        yield Easy(STAR, words, heading=_("How %(name)s took part") % {"name": name})
    if facts.people:
        yield Easy(PEOPLE, facts.people, heading=_("Who was there") if not facts.is_planned else _("Who comes"))
    if facts.is_planned and facts.to_talk_about:
        yield Heading(_("What to talk about"))
        yield from (Easy(TALK, whys, heading=what) for what, whys in facts.to_talk_about)
    if facts.progress:
        yield Heading(_("How it goes"))
    for one in facts.progress:
        said = tuple(f"{stage}: {words}" for stage, words, _who in one.notes)
        yield Easy(STAR, said or (_("Nobody has noted anything yet."),), heading=one.outcome)
    if facts.notes:
        yield Easy(TALK, (facts.notes,), heading=_("Notes"))
    if facts.is_planned and not facts.decided:
        return
    yield Heading(_("What was decided"))
    for decided, line in facts.decided:
        yield Easy(DECIDED, (decided, _("It is in the plan now: %(line)s.") % {"line": line}) if line else (decided,))
    if not facts.decided:
        yield Easy(TALK, (_("Nothing yet."),))
