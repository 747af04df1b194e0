"""A transition report: of what is open to the viewer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wraparound.core import clock
from wraparound.documents.content.parts import TASKS
from wraparound.documents.content.transition import TransitionFacts
from wraparound.documents.queries.gathering import part_of, plan_facts
from wraparound.plans import queries as plans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Person
    from wraparound.documents.content.parts import Part
    from wraparound.learners.models import Learner
    from wraparound.plans.queries import LineView

SETTLED = timedelta(days=60)  # after the move, when everything should be there
A_YEAR = timedelta(days=365)


def transition_facts(viewer: Person, learner: Learner) -> TransitionFacts:
    """Today beside the time after the next move; beside a year from now where nobody said when somebody leaves."""
    today, name = clock.today(), str(learner)
    rows = list(plans.leaving(viewer, learner))
    then = next((row.on + SETTLED for row in rows if row.on >= today), today + A_YEAR)
    sides = plans.now_and_then(viewer, learner, today, then)
    beside = tuple((str(one.kind.label), _part(viewer, one.now, name), _part(viewer, one.then, name)) for one in sides)
    before = {row.organisation.name for row in rows} | {now.organisation for _kind, now, _then in beside if now}
    after = [then.organisation for _kind, _now, then in beside if then]
    facts = plan_facts(viewer, learner)
    told = plans.destinations(viewer, learner)
    where = ((str(w.label), f"{kind.label}. {words}".strip()) for w, (kind, words, _at) in told.items())
    return TransitionFacts(
        plan=facts,
        leaves=tuple((row.organisation.name, row.on) for row in rows),
        then=then,
        goes_to=tuple(dict.fromkeys(one for one in after if one and one not in before)),
        beside=beside,
        talk_to=_talk_to(facts.live),
        after=tuple(where),
    )


def _part(viewer: Person, view: LineView | None, name: str) -> Part | None:
    return part_of(viewer, view, name) if view else None


def _talk_to(parts: Iterable[Part]) -> tuple[tuple[str, str, str], ...]:
    """Everybody who leads a part or stands in for its lead."""
    found: dict[tuple[str, str], list[str]] = {}
    for part in (p for p in parts if p.kind not in TASKS):
        for who in filter(None, (part.lead, part.deputy)):
            found.setdefault((who, part.organisation), []).append(part.title)
    return tuple((who, of, "\n".join(titles)) for (who, of), titles in found.items())
