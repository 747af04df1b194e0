"""Who may see what, as the database knows it: for this viewer, now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from wraparound.core.categories import CATEGORIES_PER_LEARNER, Category, in_categories
from wraparound.core.decisions import Decision
from wraparound.sharing.models import Grant, GrantEnding
from wraparound.sharing.policy import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

YEAR = timedelta(days=365)
STANDING = """select %(learner)s = any(app.my_own_learners()), %(learner)s = any(app.learners_i_lead()),
    say.proxy, say.categories from (select) one left join app.my_say(%(learner)s) say on true"""
BY_NUMBER = {c.number: c for c in Category}


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant as a page shows it."""

    id: UUID
    to: str
    categories: tuple[Category, ...]
    purpose: str
    basis: str
    permission: str
    since: datetime
    until: datetime
    given_by: str
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Somebody who sees a category of a learner, or will; on behalf of an organisation, or "" as themselves."""

    person: int
    name: str
    organisation: str
    category: Category
    grant: UUID
    since: datetime
    until: datetime


def keys(viewer: Person) -> frozenset[int]:
    """What is open to the viewer now: learner * 16 + category."""
    return frozenset(_array("select app.my_keys()"))


def open_categories(viewer: Person, learner: Learner) -> frozenset[Category]:
    """The categories of a learner that are open to the viewer now."""
    mine = keys(viewer)
    return frozenset(c for c in Category if learner.pk * CATEGORIES_PER_LEARNER + c.number in mine)


def may_i_see(viewer: Person, learner: Learner, category: Category) -> Decision:
    """Whether one category is open to the viewer, and why."""
    if learner.person_id == viewer.pk:
        return Decision(True, _("this is about you"))
    if category in open_categories(viewer, learner):
        return Decision(True, _("it is shared with you"))
    return Decision(False, _("it is not shared with you"))


def standing(viewer: Person, learner: Learner) -> Standing:
    """What the viewer is to a learner, for those who give and end grants."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"learner": learner.pk})
        own, lead, proxy, decides = cursor.fetchone()
    return Standing(is_the_learner=own, is_lead=lead, decides=frozenset(in_categories(decides or ())), proxy=proxy)


def grants(viewer: Person, learner: Learner) -> list[GrantLine]:
    """The grants of a learner that the viewer may know of, the newest first; for others, those that reach them now."""
    rows = list(Grant.objects.filter(learner=learner).select_related("organisation").order_by("-made", "pk"))
    ended = dict(GrantEnding.objects.filter(learner=learner).values_list("grant", "at"))
    known = names(viewer, {x for grant in rows for x in (grant.person_id, grant.given_by_id) if x})
    return [_line(grant, known, ended.get(grant.pk)) for grant in rows]


def reaching(viewer: Person, learner: Learner) -> list[Reach]:
    """Who sees what of a learner, now or from a day to come: for the learner and who leads; nobody for others."""
    with connection.cursor() as cursor:
        cursor.execute("select * from app.who_reaches(%s) order by organisation, name, category, until", [learner.pk])
        rows = cursor.fetchall()
    return [
        Reach(person, name, organisation, BY_NUMBER[category], grant, since, until)
        for person, name, organisation, category, grant, since, until in rows
        if category in BY_NUMBER
    ]


def grant(viewer: Person, public_id: UUID) -> Grant | None:
    """One grant that the viewer may know of."""
    return Grant.objects.select_related("learner").filter(pk=public_id).first()


def names(viewer: Person, people: Iterable[int]) -> dict[int, str]:
    """The names of these people, by key, as far as the viewer may know them: colleagues, and circles open to them."""
    asked = sorted({*people} - {viewer.pk})
    found = {viewer.pk: viewer.name}
    if asked:
        with connection.cursor() as cursor:
            cursor.execute("select id, name from app.names_i_know(%s)", [asked])
            found |= dict(cursor.fetchall())
    return found


def _line(grant: Grant, known: Mapping[int, str], ended: datetime | None) -> GrantLine:
    somebody = _("somebody")
    return GrantLine(
        id=grant.pk,
        to=str(grant.organisation or known.get(grant.person_id or 0, somebody)),
        categories=in_categories(grant.categories),
        purpose=grant.purpose,
        basis=grant.basis,
        permission=grant.permission,
        since=grant.since,
        until=grant.until,
        given_by=known.get(grant.given_by_id, somebody),
        ended=ended,
    )


def _array(query: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchone()[0])
