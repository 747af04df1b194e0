"""What is kept of whom and until when, and what is to be erased. Names only where they are open to the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.accounts import queries as accounts
from wraparound.accounts.policy import administers as administers_it
from wraparound.accounts.roles import CirclePart, OrganisationKind
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.learners import queries as learners
from wraparound.records.models import Erasure
from wraparound.records.policy_keeping import (
    Because,
    ErasureFacts,
    Facts,
    Retention,
    Said,
    State,
    due,
    may_answer,
    may_confirm,
    may_take_back,
    rule_for,
    state_of,
)
from wraparound.records.schedule import schedule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.utils.functional import _StrOrPromise as Words

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner

BY_NUMBER = {c.number: c for c in Category}
NOT_OPEN = gettext_lazy("A learner whose name is not open to you")
GONE = gettext_lazy("this is not there any more")
ALREADY = gettext_lazy("this is proposed already")


@dataclass(frozen=True, slots=True)
class Kept:
    """One category of a learner: how many rows, and from when on it is due (None: not yet to be said)."""

    category: Category
    rows: int
    last: date
    rule: Retention
    due: date | None

    @property
    def is_due(self) -> bool:
        """Whether its time is over."""
        return self.due is not None and self.due <= clock.today()


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something that is due: of whom, as far as the viewer may know."""

    learner: UUID | None  # their public id, where who they are is open to the viewer
    name: Words
    kept: Kept


@dataclass(frozen=True, slots=True)
class ErasureView:
    """An erasure as a page shows it, and what the viewer can do about it."""

    id: UUID
    learner: UUID | None
    name: Words
    category: Category | None
    organisation: str
    because: Because
    proposed: Any
    proposed_by: str
    not_before: date
    state: State
    is_mine: bool
    may_keep: bool
    may_let_go: bool
    may_confirm: bool
    why_not: str  # for an administrator
    may_take_back: bool
    rows: int
    tables: int
    done: Any

    @property
    def what(self) -> str:
        """The category, or everything."""
        return str(self.category.label) if self.category else _("Everything")


def my_schedule(viewer: Person) -> list[tuple[Category, list[Retention]]]:
    """The schedule: each category with its lines."""
    return [(c, [one for one in schedule() if one.category is c]) for c in Category]


def kept(viewer: Person, learner: Learner) -> list[Kept]:
    """What is kept of one learner: all for the learner, what is open to them for who leads; nothing for others."""
    found: dict[Category, Kept] = {}
    for key, kind in _leading(viewer, learner).items():
        for who, one in _kept_by(key, kind, learner.pk):
            before = found.get(one.category)  # where two organisations lead, the longer time counts
            if who is not None and (before is None or _later(one, before)):
                found[one.category] = one
    return [found[c] for c in Category if c in found]


def due_of(viewer: Person, organisation: Organisation) -> list[DueLine]:
    """What is due of those for whom an organisation leads: all for its administrators, what is open to them for leads.

    Whose it is stands there only where that very part is open to the viewer.
    """
    found = [(who, one) for who, one in _kept_by(organisation.pk, OrganisationKind(organisation.kind)) if one.is_due]
    names = _names(viewer, {who for who, _one in found if who is not None})
    lines = []
    for who, one in found:
        learner, name = names.get(who, (None, NOT_OPEN)) if who is not None else (None, NOT_OPEN)
        lines.append(DueLine(learner, name, one))
    return sorted(lines, key=lambda line: (str(line.kept.due), str(line.name), line.kept.category.number))


def my_places(viewer: Person) -> list[Organisation]:
    """The organisations for which the viewer sees what is due: they administer, or lead for somebody."""
    mine = accounts.memberships_of(viewer)
    keys = {m.organisation for m in mine if administers_it(mine, m.organisation)} | _lead_for(viewer)
    return list(accounts.organisations(viewer).filter(pk__in=keys))


def proposing(viewer: Person, learner: Learner) -> int | None:
    """The organisation (its key) for which the viewer leads for this learner today; None: for none."""
    mine = {key for part, key in learners.my_places(viewer, learner) if part is CirclePart.LEAD and key is not None}
    return next((one.organisation for one in accounts.memberships_of(viewer) if one.organisation in mine), None)


def said_keep(viewer: Person, learner: Learner) -> dict[Category | None, date]:
    """When the learner last said "keep it", by category (None: everything)."""
    rows = Erasure.objects.filter(learner=learner, answer=Said.KEEP, answered__isnull=False).order_by("answered")
    return {_category(row.category): row.answered.astimezone(clock.HERE).date() for row in rows if row.answered}


def is_proposed(viewer: Person, learner: Learner, category: Category | None) -> bool:
    """Whether this is proposed already, and not settled."""
    number = None if category is None else category.number
    return any(
        row.category == number and facts(viewer, row).state.is_open for row in Erasure.objects.filter(learner=learner)
    )


def erasures(viewer: Person, learner: Learner) -> list[ErasureView]:
    """Those of one learner, the newest first."""
    return _views(viewer, Erasure.objects.filter(learner=learner))


def erasures_of(viewer: Person, organisation: Organisation) -> list[ErasureView]:
    """Those of an organisation that the viewer may know of: what waits first, then the newest."""
    found = _views(viewer, Erasure.objects.filter(organisation=organisation))
    return sorted(found, key=lambda one: not one.state.is_open)


def erasure(viewer: Person, key: UUID) -> ErasureView | None:
    """One, for the learner, who leads and administrators of the organisation."""
    return next(iter(_views(viewer, Erasure.objects.filter(pk=key))), None)


def erasure_row(viewer: Person, key: UUID) -> Erasure | None:
    """The row of one."""
    return Erasure.objects.filter(pk=key).first()


def counts(viewer: Person, key: UUID) -> tuple[int, int]:
    """How many rows, in how many tables, would go with one that is not done."""
    rows = _rows("select tab, n from app.erasure_counts(%s)", [key])
    return sum(n for _tab, n in rows), len(rows)


def facts(viewer: Person, row: Erasure) -> ErasureFacts:
    """What decisions about it need."""
    state = state_of(
        answer=row.answer,
        taken_back=row.taken_back is not None,
        done=row.done is not None,
        not_before=row.not_before,
        today=clock.today(),
    )
    return ErasureFacts(state, row.proposed_by_id, row.organisation_id, row.not_before, row.answer)


def mine_or_led(viewer: Person, row: Erasure) -> tuple[bool, bool]:
    """Whether the viewer is its learner, and whether they lead for them."""
    is_mine, leads = _rows(
        "select %s = any(app.my_own_learners()), %s = any(app.learners_i_lead())", [row.learner_id, row.learner_id]
    )[0]
    return bool(is_mine), bool(leads)


def administers(viewer: Person) -> frozenset[int]:
    """The keys of the organisations that the viewer administers."""
    mine = accounts.memberships_of(viewer)
    return frozenset(m.organisation for m in mine if administers_it(mine, m.organisation))


def _views(viewer: Person, rows: Any) -> list[ErasureView]:
    found = list(rows.select_related("organisation").order_by("-proposed", "pk"))
    names = _names(viewer, {row.learner_id for row in found})
    asked = ("my_own_learners", "learners_i_lead", "my_keys")
    mine, led, keys = map(set, _rows(f"select {', '.join(f'app.{name}()' for name in asked)}", [])[0])
    people = _people({row.proposed_by_id for row in found})
    over = administers(viewer)
    said = (over, people, keys)
    return [_view(viewer, row, names, row.learner_id in mine, row.learner_id in led, *said) for row in found]


def _view(
    viewer: Person,
    row: Erasure,
    names: dict[int, tuple[UUID, str]],
    is_mine: bool,
    leads: bool,
    over: frozenset[int],
    people: dict[int, str],
    keys: set[int],
) -> ErasureView:
    its = facts(viewer, row)
    confirm = may_confirm(its, me=viewer.pk, administers=over)
    learner, name = names.get(row.learner_id, (None, NOT_OPEN))
    if not (is_mine or row.learner_id * 16 + (row.category or 0) in keys):
        learner, name = None, NOT_OPEN
    done = sum(map(int, row.counts.values())), len(row.counts)
    return ErasureView(
        id=row.pk,
        learner=learner,
        name=name,
        category=_category(row.category),
        organisation=row.organisation.name,
        because=Because(row.because),
        proposed=row.proposed,
        proposed_by=people.get(row.proposed_by_id) or _("somebody"),
        not_before=row.not_before,
        state=its.state,
        is_mine=is_mine,
        may_keep=may_answer(its, Said.KEEP, is_the_learner=is_mine, leads=leads).allowed,
        may_let_go=is_mine and its.state is State.TOLD,
        may_confirm=confirm.allowed,
        why_not="" if confirm.allowed or row.organisation_id not in over else str(confirm.because),
        may_take_back=not is_mine and may_take_back(its, leads=leads, administers=over).allowed,
        rows=done[0] if row.done else 0,
        tables=done[1] if row.done else 0,
        done=row.done,
    )


def _category(number: int | None) -> Category | None:
    return None if number is None else BY_NUMBER[number]


def _leading(viewer: Person, learner: Learner) -> dict[int, OrganisationKind]:
    """The organisations that lead for a learner (their keys), with their kinds."""
    keys = set(learners.leads(viewer, learner).values_list("organisation_id", flat=True)) - {None}
    return {o.pk: OrganisationKind(o.kind) for o in accounts.organisations(viewer).filter(pk__in=keys)}


def _lead_for(viewer: Person) -> set[int]:
    """The organisations (their keys) for which the viewer leads for anybody today."""
    return {key for (key,) in _rows("select unnest(app.organisations_i_lead_for())", [])}


def _later(one: Kept, other: Kept) -> bool:
    return one.due is None or (other.due is not None and one.due > other.due)


def _kept_by(organisation: int, kind: OrganisationKind, one: int | None = None) -> list[tuple[int | None, Kept]]:
    """What is kept and when it is due, each with whose it is, where that part is open to who acts."""
    found = []
    query = "select learner, category, kept, last, plan_open, plan_ended, summer_of_25 from app.kept_by(%s, %s)"
    for who, number, rows, last, is_open, ended, summer in _rows(query, [organisation, one]):
        rule = rule_for(schedule(), BY_NUMBER[number], kind)
        its = Facts(last, None if is_open else ended or last, summer)
        found.append((who, Kept(BY_NUMBER[number], rows, last, rule, due(rule, its))))
    return found


def _names(viewer: Person, keys: Iterable[int]) -> dict[int, tuple[UUID, str]]:
    """Address and name of those whose identity is open to the viewer."""
    return {one.pk: (one.public_id, str(one)) for one in learners.my_learners(viewer).filter(pk__in=set(keys))}


def _people(keys: Iterable[int]) -> dict[int, str]:
    """The names of those whom the viewer may know."""
    return dict(_rows("select id, name from app.names_i_know(%s)", [sorted(keys)]))


def _rows(query: str, said: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, said)
        return list(cursor.fetchall())
