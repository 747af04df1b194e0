"""Nobody of the cast sees a learner, or a category of one, without a basis: the oracle and the database agree."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from tests.databases import DEMO_LEARNERS as LEARNERS
from wraparound.core import clock
from wraparound.core.categories import CATEGORIES_PER_LEARNER, Category
from wraparound.core.database.scope import acting, as_person, as_visitor
from wraparound.demo import made
from wraparound.demo.area import area
from wraparound.demo.lives import life
from wraparound.demo.told import cast
from wraparound.sharing import policy
from wraparound.sharing import queries as sharing

pytestmark = pytest.mark.django_db
BY_NUMBER = {c.number: c for c in Category}


def facts(lead: Any, learner: int, everybody: Any) -> tuple[list[policy.GrantFacts], dict[int, policy.Viewer]]:
    """The grants of a learner and what each person is to them, as their lead reads it: not from the table of access."""
    model = apps.get_model
    with acting(as_person(lead.pk)):
        person = model("learners", "Learner").objects.get(pk=learner).person_id
        ended = dict(model("sharing", "GrantEnding").objects.filter(learner=learner).values_list("grant_id", "at"))
        grants = [
            policy.GrantFacts(
                frozenset(BY_NUMBER[n] for n in g.categories),
                g.since,
                g.until,
                g.organisation_id,
                g.person_id,
                ended.get(g.pk),
            )
            for g in model("sharing", "Grant").objects.filter(learner=learner)
        ]
        circle = list(model("learners", "CircleMember").objects.filter(learner=learner).exclude(organisation=None))
    with acting(made.INSTALLATION):
        memberships = list(model("accounts", "Membership").objects.all())
    return grants, {
        one.pk: policy.Viewer(
            one.pk,
            one.pk == person,
            tuple((m.organisation_id, policy.Span(m.since, m.until)) for m in memberships if m.person_id == one.pk),
            tuple((c.organisation_id, policy.Span(c.since, c.until)) for c in circle if c.person_id == one.pk),
        )
        for one in everybody
    }


@pytest.fixture
def cells(demo: list[str]) -> tuple[dict[tuple[int, str, int, Category], bool], dict[int, Any]]:
    """For each learner, member of the cast and category: whether the oracle says that it is open."""
    people, here, found, now = made.people(), area(LEARNERS), {}, clock.now()
    everybody = {c.key: people[f"cast:{c.key}"] for c in cast()}
    keys = made.keys("learner")
    for n in range(LEARNERS):
        one = life(here, n)
        grants, viewers = facts(people[one.lead], keys[one.ref], everybody.values())
        for key, person in everybody.items():
            for category in Category:
                seen = policy.may_see(category, viewers[person.pk], grants, now).allowed
                found[keys[one.ref], key, person.pk, category] = seen
    return found, {p.pk: p for p in everybody.values()}


def test_every_cell_of_the_cast_is_open_in_the_database_exactly_where_the_oracle_says(cells: Any) -> None:
    expected, people = cells
    assert len(expected) == LEARNERS * len(cast()) * len(Category)
    opened = {}
    for pk, person in people.items():
        with acting(as_person(pk)):
            opened[pk] = sharing.keys(person)
    wrong = [
        cell
        for cell, seen in expected.items()
        if seen != (cell[0] * CATEGORIES_PER_LEARNER + cell[3].number in opened[cell[2]])
    ]
    assert wrong == []
    assert 0 < sum(expected.values()) < len(expected)


def test_the_rows_of_passports_that_the_cast_can_read_are_those_of_open_categories(cells: Any) -> None:
    expected, people = cells
    for pk in people:
        with acting(as_person(pk)):
            for name in ("Entry", "EntryVersion", "NeedOfLearner", "OutcomeOfLearner", "Availability", "Wish"):
                for learner, number in apps.get_model("passport", name).objects.values_list("learner_id", "category"):
                    assert any(
                        seen
                        for (whom, _, who, category), seen in expected.items()
                        if (whom, who, category) == (learner, pk, BY_NUMBER[number])
                    ), (name, BY_NUMBER[number])


def test_a_category_more_than_is_due_is_found(cells: Any) -> None:
    expected, people = cells
    cell = next(c for c, seen in expected.items() if c[1] == "mother" and seen)
    planted = {**expected, cell: False}
    with acting(as_person(cell[2])):
        opened = sharing.keys(people[cell[2]])
    assert [c for c, seen in planted.items() if c[2] == cell[2] and seen != (c[0] * 16 + c[3].number in opened)] == [
        cell
    ]


def test_a_visitor_sees_no_learner_at_all(demo: list[str]) -> None:
    from django.db import DatabaseError, transaction

    with acting(as_visitor()), pytest.raises(DatabaseError), transaction.atomic():
        apps.get_model("learners", "Learner").objects.count()
