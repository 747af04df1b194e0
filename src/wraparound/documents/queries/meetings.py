"""A review for a document: of what is open to the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.jinja import in_words
from wraparound.documents.content.review import Progress, ReviewFacts
from wraparound.passport.policy import SaidBy
from wraparound.plans import queries as plans
from wraparound.plans.kinds_of_reviews import ReviewKind, ReviewState, TookPart
from wraparound.plans.troubles import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Review
    from wraparound.plans.queries import Note


def review_facts(viewer: Person, learner: Learner, row: Review) -> ReviewFacts:
    """What of a review a document tells."""
    who, state = plans.names(viewer, learner), ReviewState(row.state)
    titles = {line.pk: line.title for line in plans.lines(viewer, learner)}
    facts = (
        (_("When"), in_words(row.on)),
        (_("How far it is"), f"{state.label}: {row.because}" if row.because else str(state.label)),
        (_("Run by"), row.organisation.name),
        (_("Lead"), who.get(row.lead_id or 0, "")),
        (_("Where"), row.place),
    )
    in_plan = _("a part of the plan")
    return ReviewFacts(
        title=_("%(kind)s, %(day)s") % {"kind": ReviewKind(row.kind).label, "day": in_words(row.on)},
        facts=facts,
        day=in_words(row.on),
        is_planned=state is ReviewState.PLANNED,
        took_part=str(TookPart(row.took_part).label) if row.took_part else "",
        took_part_words=row.took_part_words,
        people=tuple(_people(row, who)),
        to_talk_about=tuple(_agenda(viewer, learner, row)) if state is ReviewState.PLANNED else (),
        progress=tuple(_progress(viewer, learner)),
        notes=row.notes,
        decided=tuple((d.words, titles.get(d.line_id, in_plan) if d.line_id else "") for d in row.decisions.all()),
    )


def _people(row: Review, who: dict[int, str]) -> Iterator[str]:
    for one in row.attendees.all():
        name = one.name or who.get(one.person_id or 0) or _("Somebody")
        yield name if one.was_there else _("%(name)s (sent word)") % {"name": name}


def _agenda(viewer: Person, learner: Learner, row: Review) -> Iterator[tuple[str, tuple[str, ...]]]:
    found: dict[object, tuple[str, list[str]]] = {}
    for item in plans.talk_about(viewer, learner, row):
        label = str(item.about.label)
        whys = [str(WORDS[slug]) for slug in item.slugs] or [label if label.endswith("?") else f"{label}."]
        found.setdefault(item.row, (item.title or _("A flag"), []))[1].extend(whys)
    yield from ((title, tuple(whys)) for title, whys in found.values())


def _progress(viewer: Person, learner: Learner) -> Iterator[Progress]:
    notes = plans.progress(viewer, learner)
    for outcome in plans.outcomes(viewer, learner):
        yield Progress(outcome.words, tuple(_note(n, str(learner)) for n in notes.get(outcome.pk, ())))


def _note(note: Note, name: str) -> tuple[str, str, str]:
    who = name if note.said_by is SaidBy.LEARNER else note.who
    said = _("%(name)s, %(day)s") % {"name": who, "day": in_words(note.at)} if who else in_words(note.at)
    return str(note.stage.label), note.words, said
