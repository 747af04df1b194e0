"""Wishes that one organisation shares with another: for the learner, who leads, and both organisations' people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from wraparound.accounts import queries as accounts
from wraparound.sharing.models import ShareWish
from wraparound.sharing.policy_withholding import Kind
from wraparound.sharing.queries.grants import names, standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class WishLine:
    """A wish as a page shows it; `kind` is None until it is answered."""

    id: UUID
    learner: Learner
    of: str
    to: str
    what: str
    why: str
    wished_by: str
    made: datetime
    kind: Kind | None
    words: str
    answered: datetime | None
    how: str
    settled: datetime | None
    may_answer: bool
    may_settle: bool

    @property
    def is_refused(self) -> bool:
        """Whether it is a refusal that is not settled: it is listed."""
        return self.kind not in (None, Kind.SHARED) and self.settled is None


@dataclass(frozen=True, slots=True)
class Withheld:
    """How often one organisation did not share with another, for one kind of reason: numbers, of nobody."""

    of: str
    to: str
    kind: Kind
    waiting: int
    settled: int


def wishes(viewer: Person, learner: Learner) -> list[WishLine]:
    """The wishes about a learner that the viewer may know of: refusals that stand first, then what waits."""
    found = _rows(viewer, learner=learner)
    order = {True: 0, False: 1}
    return sorted(found, key=lambda w: (order[w.is_refused], w.kind is not None, -w.made.timestamp()))


def wish(viewer: Person, key: UUID) -> WishLine | None:
    """One of these."""
    return next(iter(_rows(viewer, pk=key)), None)


def wish_row(viewer: Person, key: UUID) -> ShareWish | None:
    """The same, for an action."""
    return ShareWish.objects.select_related("learner", "of_organisation", "to_organisation").filter(pk=key).first()


def my_organisations(viewer: Person) -> frozenset[int]:
    """The keys of the organisations of the viewer."""
    return frozenset(m.organisation for m in accounts.memberships_of(viewer))


def withheld(viewer: Person, organisation: Organisation) -> list[Withheld]:
    """How often an organisation of the viewer's did not share, or others did not share with it; by kind."""
    with connection.cursor() as cursor:
        cursor.execute("select of_name, to_name, kind, waiting, settled from app.withheld(%s)", [organisation.pk])
        return [Withheld(of, to, Kind(kind), open_, over) for of, to, kind, open_, over in cursor.fetchall()]


def _rows(viewer: Person, **which: object) -> list[WishLine]:
    found = ShareWish.objects.filter(**which).select_related(
        "learner", "of_organisation", "to_organisation", "answer", "settled"
    )
    rows, mine = list(found.order_by("-made", "pk")), my_organisations(viewer)
    known = names(viewer, {row.by_id for row in rows})
    decides: dict[int, bool] = {}
    for row in rows:
        if row.learner_id not in decides:
            who = standing(viewer, row.learner)
            decides[row.learner_id] = who.is_the_learner or who.is_lead
    return [_line(row, known, mine, settles=decides[row.learner_id]) for row in rows]


def _line(row: ShareWish, known: Mapping[int, str], mine: frozenset[int], *, settles: bool) -> WishLine:
    answer, settled = getattr(row, "answer", None), getattr(row, "settled", None)
    return WishLine(
        id=row.pk,
        learner=row.learner,
        of=row.of_organisation.name,
        to=row.to_organisation.name,
        what=row.what,
        why=row.why,
        wished_by=known.get(row.by_id, _("somebody")),
        made=row.made,
        kind=Kind(answer.kind) if answer else None,
        words=answer.words if answer else "",
        answered=answer.at if answer else None,
        how=settled.how if settled else "",
        settled=settled.at if settled else None,
        may_answer=answer is None and row.of_organisation_id in mine,
        may_settle=settled is None and settles,
    )
