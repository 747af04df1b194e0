"""The page "Who can see what": receivers with what is open to them, what has ended, what waits, what can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.core.categories import Category, in_categories
from wraparound.learners import queries as learners
from wraparound.learners.policy import initials
from wraparound.sharing import faces
from wraparound.sharing.models import Grant
from wraparound.sharing.policy import Basis, Doing, Permission, SupportHow
from wraparound.sharing.queries import freezing, hands
from wraparound.sharing.queries.grants import names, reaching, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.sharing.models import SharingChange
    from wraparound.sharing.queries.grants import Reach

LAST_CHANGES = 5


@dataclass(frozen=True, slots=True)
class GrantCard:
    """A grant in words. `since` is a day to come where it does not hold yet; `how`: how somebody helped to decide."""

    id: UUID
    to: str
    categories: tuple[Category, ...]
    purpose: str
    since: datetime
    until: datetime
    begins_later: bool
    by_consent: bool
    basis: str
    note: str
    permission: str
    given_by: str
    supported_by: str
    how: tuple[str, ...]
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Face:
    """A person who sees something now; `public_id` is None where the viewer knows no more than the name."""

    key: int
    name: str
    initials: str
    public_id: UUID | None
    sees: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A person or an organisation to whom something is open, with each grant and with everybody whom it reaches."""

    grant: UUID  # one of the grants: what addresses call the receiver
    is_person: bool
    name: str
    initials: str
    symbol: str
    about: str
    sees: tuple[Category, ...]
    until: datetime
    grants: tuple[GrantCard, ...]
    people: tuple[Face, ...]
    only: tuple[int, ...] = ()  # of its team, those (by key) for whom it is; none: everybody


@dataclass(frozen=True, slots=True)
class PutOff:
    """A question that waits."""

    id: UUID
    is_talk: bool
    on: date | None
    is_due: bool
    with_name: str
    about: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Something that was done, and whether it can be undone; `because` says why not."""

    id: UUID
    kind: Doing
    at: datetime
    to: str
    categories: tuple[Category, ...]
    undone: bool
    because: str
    by: str = ""  # who did it, where it was not the learner


@dataclass(frozen=True, slots=True)
class WhoPage:
    """Everything on the page."""

    is_own: bool
    receivers: tuple[Receiver, ...]
    ended: tuple[GrantCard, ...]
    seen_by: tuple[tuple[Category, tuple[str, ...]], ...]
    questions: tuple[PutOff, ...]
    changes: tuple[ChangeLine, ...]
    frozen: tuple[str, ...] = ()  # for whom everything has stopped


def who_page(viewer: Person, learner: Learner) -> WhoPage | None:
    """For the learner and who leads; None for everybody else, as if there were nothing."""
    is_own, may = _standing(viewer, learner)
    if not may:
        return None
    rows, cards, reached = _of(viewer, learner)
    receivers = _receivers(viewer, learner, rows, cards, reached)
    over = [cards[g.pk] for g in rows if not _is_live(g)]
    sees = [(c, tuple(one.name for one in receivers if c in one.sees)) for c in Category]
    waiting, done = _questions(viewer, learner), _changes(viewer, learner, cards)
    frozen = tuple(one.name for one in freezing.frozen(viewer, learner))
    return WhoPage(is_own, tuple(receivers), tuple(over), tuple(sees), waiting, done, frozen)


def receiver(viewer: Person, learner: Learner, grant: UUID) -> Receiver | None:
    """The receiver of a grant, with all that is open to them; None where nothing is, or it is not theirs to know."""
    if not _standing(viewer, learner)[1]:
        return None
    rows, cards, reached = _of(viewer, learner)
    found = _receivers(viewer, learner, rows, cards, reached)
    wanted = next((hands.receiver_key(viewer, g) for g in rows if g.pk == grant), None)
    keys = {g.pk for g in rows if hands.receiver_key(viewer, g) == wanted}
    return next((one for one in found if one.grant in keys), None)


def _standing(viewer: Person, learner: Learner) -> tuple[bool, bool]:
    who = standing(viewer, learner)
    return who.is_the_learner, who.is_the_learner or who.is_lead


def _of(viewer: Person, learner: Learner) -> tuple[list[Grant], dict[UUID, GrantCard], list[Reach]]:
    rows = list(Grant.objects.filter(learner=learner).select_related("organisation", "ending").order_by("-made", "pk"))
    reached = reaching(viewer, learner)
    named = {p for g in rows for p in (g.person_id, g.given_by_id, g.supported_by_id) if p}
    known = {r.person: r.name for r in reached} | names(viewer, named)
    return rows, {g.pk: _card(g, known) for g in rows}, reached


def _receivers(
    viewer: Person, learner: Learner, rows: list[Grant], cards: Mapping[UUID, GrantCard], reached: list[Reach]
) -> list[Receiver]:
    together: dict[tuple[int | None, int | None], list[Grant]] = {}
    for grant in rows:
        if _is_live(grant):
            together.setdefault(hands.receiver_key(viewer, grant), []).append(grant)
    ids = dict(get_user_model().objects.filter(pk__in={r.person for r in reached}).values_list("pk", "public_id"))
    parts = {p.person_id: p.get_part_display() for p in learners.places(viewer, learner)}
    found = [_receiver(grants, cards, reached, ids, parts) for grants in together.values()]
    return sorted(found, key=lambda one: (not one.is_person, one.name))


def _receiver(
    grants: list[Grant],
    cards: Mapping[UUID, GrantCard],
    reached: Iterable[Reach],
    ids: Mapping[int, UUID],
    parts: Mapping[int, str],
) -> Receiver:
    first, keys = grants[0], {g.pk for g in grants}
    through = [r for r in reached if r.grant in keys and _is_now(r)]
    own = [cards[g.pk] for g in grants]
    open_now = {c for card in own if not card.begins_later for c in card.categories}
    organisation = first.organisation
    name = own[0].to
    return Receiver(
        grant=first.pk,
        is_person=organisation is None,
        name=name,
        initials=initials(name),
        symbol=faces.of_kind(organisation.kind) if organisation else faces.FAMILY,
        about=str(organisation.get_kind_display()) if organisation else parts.get(first.person_id or 0, ""),
        sees=_sorted(open_now),
        until=max(g.until for g in grants),
        grants=tuple(own),
        people=tuple(
            Face(p, n, initials(n), ids.get(p), _sorted(r.category for r in through if r.person == p))
            for p, n in sorted({(r.person, r.name) for r in through}, key=lambda one: one[1])
        ),
        only=_only(grants),
    )


def _only(grants: list[Grant]) -> tuple[int, ...]:
    if any(g.only_people is None for g in grants):
        return ()
    return tuple(sorted({p for g in grants for p in g.only_people or ()}))


def _card(grant: Grant, known: Mapping[int, str]) -> GrantCard:
    somebody, ending = _("somebody"), getattr(grant, "ending", None)
    return GrantCard(
        id=grant.pk,
        to=grant.organisation.name if grant.organisation else known.get(grant.person_id or 0, somebody),
        categories=in_categories(grant.categories),
        purpose=grant.purpose,
        since=grant.since,
        until=grant.until,
        begins_later=grant.since > clock.now(),
        by_consent=grant.basis == Basis.CONSENT,
        basis=str(Basis(grant.basis).label),
        note=grant.basis_note,
        permission=str(Permission(grant.permission).label),
        given_by=known.get(grant.given_by_id, somebody),
        supported_by=known.get(grant.supported_by_id or 0, "") or grant.supported_name,
        how=tuple(str(SupportHow(h).label) for h in grant.support_how),
        ended=ending.at if ending else (grant.until if grant.until <= clock.now() else None),
    )


def _questions(viewer: Person, learner: Learner) -> tuple[PutOff, ...]:
    waiting, today = hands.questions(viewer, learner), clock.today()
    known = names(viewer, {q.with_person_id for q in waiting if q.with_person_id})
    return tuple(
        PutOff(
            id=q.pk,
            is_talk=q.with_person_id is not None,
            on=q.on,
            is_due=q.on is not None and q.on <= today,
            with_name=known.get(q.with_person_id or 0, _("somebody")),
            about=q.about,
        )
        for q in waiting
    )


def _changes(viewer: Person, learner: Learner, cards: Mapping[UUID, GrantCard]) -> tuple[ChangeLine, ...]:
    done = hands.changes(viewer, learner, LAST_CHANGES)
    others = {one.by_id for one in done} - {learner.person_id, viewer.pk}
    known = {key: _("somebody") for key in others} | {k: n for k, n in names(viewer, others).items() if k in others}
    return tuple(_line(viewer, one, cards, known.get(one.by_id, "")) for one in done)


def _line(viewer: Person, one: SharingChange, cards: Mapping[UUID, GrantCard], by: str) -> ChangeLine:
    given, ended = ([cards[k] for k in keys if k in cards] for keys in (one.given, one.ended))
    opened, closed = ({c for card in group for c in card.categories} for group in (given, ended))
    undone = getattr(one, "undone", None) is not None
    return ChangeLine(
        id=one.pk,
        kind=Doing(one.kind),
        at=one.at,
        to=next((card.to for card in (*given, *ended)), _("somebody")),
        categories=_sorted((closed - opened) or opened),
        undone=undone,
        because="" if undone else hands.way_back(viewer, one).because,
        by=by,
    )


def _is_live(grant: Grant) -> bool:
    return getattr(grant, "ending", None) is None and grant.until > clock.now()


def _is_now(reach: Reach) -> bool:
    return reach.since <= clock.now() < reach.until


def _sorted(categories: Iterable[Category]) -> tuple[Category, ...]:
    return tuple(sorted(set(categories), key=lambda c: c.number))
