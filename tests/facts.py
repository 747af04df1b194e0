"""What the rows of the database say happened, as the oracle needs to know it; and what the database opens for it.

Read by somebody whom no policy binds. The oracle (`sharing.policy.may_see`) then says who may see what, and `opened`
reads the table from which the policies take it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from wraparound.core.categories import Category, in_categories
from wraparound.sharing.policy import GrantFacts, Span, Viewer, may_see

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

Cell = tuple[int, str]  # person, category


def rows(cursor: Any, query: str, *told: Any) -> list[Any]:
    """All that a query finds."""
    cursor.execute(query, told or None)
    return list(cursor.fetchall())


def grants(cursor: Any, learner: int) -> list[GrantFacts]:
    """Each grant about a learner, with its ending."""
    found = rows(
        cursor,
        "select g.categories, g.since, g.until, g.organisation_id, g.person_id, e.at, g.only_people"
        " from app.sharing_grant g left join app.sharing_grantending e on e.grant_id = g.id where g.learner_id = %s",
        learner,
    )
    return [
        GrantFacts(frozenset(in_categories(categories)), *said, only_people=None if only is None else frozenset(only))
        for categories, *said, only in found
    ]


def viewers(cursor: Any, learner: int) -> Iterator[Viewer]:
    """Everybody who could see something of a learner."""
    memberships, teams = defaultdict(list), defaultdict(list)
    places = rows(cursor, "select person_id, organisation_id, since, until from app.learners_circlemember"
                  " where learner_id = %s and organisation_id is not null", learner)  # fmt: skip
    for person, organisation, since, until in places:
        teams[person].append((organisation, Span(since, until)))
    belongs = rows(cursor, "select person_id, organisation_id, since, until from app.accounts_membership"
                   " where person_id = any(%s)", [*teams])  # fmt: skip
    for person, organisation, since, until in belongs:
        memberships[person].append((organisation, Span(since, until)))
    own = rows(cursor, "select person_id from app.learners_learner where id = %s", learner)[0][0]
    named = rows(cursor, "select person_id from app.sharing_grant where learner_id = %s", learner)
    people, organisations = _frozen(cursor, learner)
    for person in {own, *teams, *(p for (p,) in named)} - {None}:
        where = tuple(memberships[person]), tuple(teams[person])
        yield Viewer(person, person == own, *where, person in people, organisations)


def _frozen(cursor: Any, learner: int) -> tuple[frozenset[int], frozenset[int]]:
    found = rows(
        cursor,
        "select person_id, organisation_id from app.sharing_freeze where learner_id = %s and lifted_at is null",
        learner,
    )
    return frozenset(p for p, _ in found if p), frozenset(o for _, o in found if o)


def due(cursor: Any, learner: int, at: datetime) -> set[Cell]:
    """What the oracle says is open at a moment."""
    given = grants(cursor, learner)
    return {(v.person, c.value) for v in viewers(cursor, learner) for c in Category if may_see(c, v, given, at).allowed}


def opened(cursor: Any, learner: int, at: datetime) -> set[Cell]:
    """What the database opens at a moment; of one's own, the categories that there are."""
    found = rows(
        cursor,
        "select distinct person, category from app.sharing_access where learner = %s and since <= %s and until > %s",
        learner, at, at,
    )  # fmt: skip
    return {(person, c.value) for person, number in found for c in in_categories([number])}
