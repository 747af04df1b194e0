"""Disagreements about a learner: for whoever is in them, the learner and who leads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.learners import queries as learners
from wraparound.sharing.models import Disagreement
from wraparound.sharing.policy_disagreements import CLOSES, WENT_ON, About, Step, hearers, steps_for
from wraparound.sharing.policy_looks import Hearer
from wraparound.sharing.queries.grants import open_categories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class StepLine:
    """Something that was said or tried."""

    kind: Step
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Side:
    """One side: whose, and what they say; "" where they have not said anything yet."""

    name: str
    words: tuple[str, ...]
    is_learner: bool


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """A disagreement as a page shows it. `sides`: the learner's first, then whoever raised it."""

    id: UUID
    learner: UUID
    name: str
    about: About
    subject: UUID | None
    words: str
    wanted: str
    raised_by: str
    made: datetime
    hears: str
    by_date: date
    sides: tuple[Side, ...]
    steps: tuple[StepLine, ...]
    closed: Step | None
    may_add: tuple[Step, ...]
    is_own: bool
    knows: bool  # the viewer knows the learner: there is a page of theirs to go back to
    people: tuple[int, ...]

    @property
    def is_overdue(self) -> bool:
        """Whether nobody has heard it by its date."""
        heard = any(step.kind is Step.HEARD for step in self.steps)
        return self.closed is None and not heard and self.by_date < clock.today()

    @property
    def went_on(self) -> bool:
        """Whether it went on to mediation or a tribunal."""
        return self.closed in WENT_ON

    @property
    def tried(self) -> tuple[StepLine, ...]:
        """What happened, but for what the sides say."""
        return tuple(step for step in self.steps if step.kind is not Step.SAID)


def disagreements(viewer: Person, learner: Learner) -> list[DisagreementView]:
    """Those about a learner that the viewer may know of: open ones first, the newest first."""
    found = _views(viewer, Disagreement.objects.filter(learner=learner).order_by("-made", "pk"))
    return sorted(found, key=lambda one: one.closed is not None)


def disagreement(viewer: Person, key: UUID) -> DisagreementView | None:
    """One of these."""
    return next(iter(_views(viewer, Disagreement.objects.filter(pk=key))), None)


def waiting(viewer: Person) -> list[DisagreementView]:
    """Those that the viewer is to hear and that are open."""
    found = _views(viewer, Disagreement.objects.filter(hears=viewer).order_by("by_date", "pk"))
    return [one for one in found if one.closed is None]


def knows(viewer: Person, learner: Learner) -> bool:
    """Whether the viewer knows who the learner is."""
    return Category.IDENTITY in open_categories(viewer, learner)


def who_may_hear(viewer: Person, learner: Learner, with_whom: Collection[int] = ()) -> list[Hearer]:
    """Who can hear a disagreement of the viewer's: nobody with whom they disagree; the nearest first."""
    with connection.cursor() as cursor:
        cursor.execute("select near, person, name, organisation, place from app.who_may_hear(%s)", [learner.pk])
        return hearers([Hearer(*row) for row in cursor.fetchall()], with_whom)


def with_whom(viewer: Person, learner: Learner) -> dict[int, str]:
    """Whose side may be heard too: everybody of the circle, and the learner; by key."""
    found = {place.person_id: place.person.name for place in learners.places(viewer, learner) if place.person_id}
    if learner.person_id is not None:
        found[learner.person_id] = str(learner)
    found.pop(viewer.pk, None)
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _views(viewer: Person, found: Iterable[Disagreement]) -> list[DisagreementView]:
    query: Any = found
    rows = list(query.prefetch_related("parties", "steps"))
    if not rows:
        return []
    with connection.cursor() as cursor:
        asked = [row.pk for row in rows]
        cursor.execute("select disagreement, learner, name, own, people from app.disagreement_facts(%s)", [asked])
        facts = {row[0]: row[1:] for row in cursor.fetchall()}
    known = {one.pk for one in learners.my_learners(viewer).filter(pk__in={row.learner_id for row in rows})}
    return [_view(viewer, row, *facts[row.pk], knows=row.learner_id in known) for row in rows if row.pk in facts]


def _view(
    viewer: Person, row: Disagreement, learner: UUID, name: str, own: int | None, people: str, *, knows: bool
) -> DisagreementView:
    called: Mapping[int, str] = {int(key): value for key, value in json.loads(people).items()}
    steps = sorted(row.steps.all(), key=lambda s: (s.at, str(s.pk)))
    last = next((Step(s.kind) for s in reversed(steps) if s.kind in CLOSES), None)
    parties = [party.person_id for party in row.parties.all()]
    order = sorted({row.raised_by_id, *parties}, key=lambda p: (p != own, p != row.raised_by_id, called.get(p, "")))
    said = {p: [s.words for s in steps if s.kind == Step.SAID and s.by_id == p] for p in order}
    said[row.raised_by_id].insert(0, row.words)
    raised, is_side = viewer.pk == row.raised_by_id, viewer.pk in parties or viewer.pk == own
    mine = {"raised": raised, "hears": viewer.pk == row.hears_id, "is_side": is_side}
    somebody = _("somebody")
    return DisagreementView(
        id=row.pk,
        learner=learner,
        name=name,
        about=About(row.about),
        subject=row.subject,
        words=row.words,
        wanted=row.wanted,
        raised_by=called.get(row.raised_by_id, somebody),
        made=row.made,
        hears=called.get(row.hears_id, somebody),
        by_date=row.by_date,
        sides=tuple(Side(called.get(p, somebody), tuple(said[p]), p == own) for p in order),
        steps=tuple(StepLine(Step(s.kind), s.words, called.get(s.by_id, somebody), s.at) for s in steps),
        closed=last,
        may_add=steps_for(closed=last is not None, **mine),
        is_own=viewer.pk == own,
        knows=knows or viewer.pk == own,
        people=tuple({row.raised_by_id, row.hears_id, *parties}),
    )
