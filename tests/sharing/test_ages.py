"""Birthdays that change what holds: which days, who is warned when, and what is asked again."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests import people
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import Role, acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.learners.models import Learner
from wraparound.notices import queries as notices
from wraparound.sharing import actions, queries
from wraparound.sharing import policy_ages as policy
from wraparound.sharing.models import AgeStep, Grant
from wraparound.sharing.policy import Permission
from wraparound.sharing.policy_proxies import ProxyKind
from wraparound.sharing.queries import ages

if TYPE_CHECKING:
    from wraparound.accounts.models import Person

ID, HEALTH = Category.IDENTITY, Category.HEALTH
DAY = timedelta(days=1)
LEAP = date(2008, 2, 29)


def test_who_was_born_on_a_leap_day_has_their_birthday_on_the_first_of_march() -> None:
    assert [policy.birthday(LEAP, age) for age in (16, 18, 25)] == [
        date(2024, 2, 29),
        date(2026, 3, 1),
        date(2033, 3, 1),
    ]
    assert policy.age_on(LEAP, date(2026, 2, 28)) == 17
    assert policy.age_on(LEAP, date(2026, 3, 1)) == 18


def test_a_day_begins_at_midnight_where_the_learners_live_whichever_way_the_clocks_go() -> None:
    assert policy.begins(date(2026, 3, 29)) == datetime(2026, 3, 29, tzinfo=UTC)
    assert policy.begins(date(2026, 3, 30)) == datetime(2026, 3, 29, 23, tzinfo=UTC)
    assert policy.begins(date(2026, 10, 25)) == datetime(2026, 10, 24, 23, tzinfo=UTC)
    assert policy.begins(date(2026, 10, 26)) == datetime(2026, 10, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "due"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-28, 0), (-29, None)],
)
def test_each_warning_is_due_from_its_day_until_the_next(left: int, due: int | None) -> None:
    assert policy.warning_due(left) == due


def test_a_plan_may_go_on_until_the_school_year_ends() -> None:
    assert policy.plan_may_go_on_until(date(2001, 7, 31)) == date(2026, 7, 31)
    assert policy.plan_may_go_on_until(date(2001, 8, 1)) == date(2027, 7, 31)


def test_the_nearest_birthday_is_the_one_that_people_are_warned_of() -> None:
    born = date(2008, 6, 10)
    assert policy.near(born, date(2026, 3, 11)) is None
    assert policy.near(born, date(2026, 3, 12)) == policy.Step(18, date(2026, 6, 10))
    assert policy.next_step(born, date(2026, 7, 8)) == policy.Step(18, date(2026, 6, 10))
    assert policy.next_step(born, date(2026, 7, 9)) == policy.Step(25, date(2033, 6, 10))
    assert policy.next_step(born, date(2033, 7, 9)) is None


pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Any:
    """Sam, who is 18 in 60 days; Mum, who decides until then; a lead and a worker at a college."""
    college, shop = people.organisation("College"), people.organisation("Shop")
    sam, mum = people.person("Sam"), people.person("Mum")
    on = clock.today() + 60 * DAY
    on = on + DAY if (on.month, on.day) == (2, 29) else on
    sams = people.saved(Learner(name="Sam Green", born=on.replace(year=on.year - 18), person=sam), Role.INTAKE)
    lead = people.member(college, "Lead", MemberRole.TRANSITION_LEAD)
    worker = people.member(shop, "Worker")
    people.in_circle(sams, lead, college, CirclePart.LEAD)
    people.in_circle(sams, worker, shop)
    people.in_circle(sams, mum, None, CirclePart.FAMILY)
    people.granted(sams, college, lead)
    told: dict[str, Any] = {"kind": ProxyKind.PARENT, "categories": [HEALTH], "may_decide": True}
    told |= {"may_see_looks": False, "seen": "Birth certificate, seen", "cannot_decide": "Medicine: Dr Ray"}
    with acting(as_person(lead.pk)):
        until = clock.now() + 300 * DAY
        proxy = actions.appoint_proxy(learner=sams, person=mum, until=until, by=lead, **told)
    with acting(as_person(mum.pk)):
        yes = {"to": shop, "categories": [HEALTH], "purpose": "To help", "until": policy.begins(on) + 28 * DAY}
        actions.say_yes_for(learner=sams, by=mum, **yes)
    return SimpleNamespace(learner=sams, sam=sam, mum=mum, lead=lead, worker=worker, shop=shop, on=on, proxy=proxy)


def run(at: datetime | None = None) -> int:
    out = io.StringIO()
    with clock.stopped_at(at or clock.now()):
        call_command("tell_ages", stdout=out)
    return int(out.getvalue().split()[0])


def kinds(person: Person) -> list[str]:
    with acting(as_person(person.pk)):
        return [n.kind for n in notices.notices(person) if n.kind.startswith("age")]


def step_of(here: Any) -> AgeStep:
    with acting(as_person(here.sam.pk)):
        return AgeStep.objects.get(learner=here.learner)


@pytest.mark.parametrize(("born", "age"), [(LEAP, 18), (date(2008, 2, 28), 18), (date(2004, 2, 29), 16)])
def test_the_database_has_the_same_birthdays(born: date, age: int) -> None:
    kay = people.person("Kay")
    kays = people.saved(Learner(name="Kay", born=born, person=kay), Role.INTAKE)
    assert run(policy.begins(policy.birthday(born, age)) - 40 * DAY) == 1
    with acting(as_person(kay.pk)):
        step = AgeStep.objects.get(learner=kays)
    assert (step.age, step.on) == (age, policy.birthday(born, age))


def test_the_learner_and_the_lead_are_warned_once_each_time_and_nobody_else_is(here: Any) -> None:
    assert run() == 2
    assert (kinds(here.sam), kinds(here.lead)) == (["age-ahead"], ["age-ahead-of"])
    assert kinds(here.mum) == kinds(here.worker) == []
    assert run() == 0
    assert step_of(here).told == [90] and step_of(here).on == here.on
    noon = policy.begins(here.on) + timedelta(hours=12)
    assert run(noon - 31 * DAY) == 0
    assert run(noon - 30 * DAY) == 2
    assert run(noon - 6 * DAY) == 2  # the run of the day before was missed
    assert run(policy.begins(here.on) - timedelta(minutes=1)) == 0
    assert run(policy.begins(here.on)) == 2
    assert "age-today" in kinds(here.sam)
    assert run(noon + 5 * DAY) == 0
    assert step_of(here).told == [90, 30, 7, 0]


def test_a_say_by_parental_responsibility_is_over_on_the_birthday_without_a_press(here: Any) -> None:
    assert here.proxy.until == policy.begins(here.on)
    with acting(as_person(here.sam.pk)):
        opened = Grant.objects.get(pk=here.proxy.opens_id)
    assert opened.until == here.proxy.until


def test_what_a_parent_said_is_asked_of_the_learner_who_says_it_or_stops_it(here: Any) -> None:
    run()
    page = reverse("sharing:ages", args=[here.learner.public_id])
    sams, leads = people.browser(here.sam), people.browser(here.lead)
    text = sams.get(page).content.decode()
    assert "What changes when you are 18" in text and "Yes, one more year" in text
    office = leads.get(page).content.decode()
    assert "Mental Capacity" not in office and "Parental responsibility ends" in office
    leads.post(page, {"do": "handled"})
    with acting(as_person(here.sam.pk)):
        shown = ages.ages_page(here.sam, here.learner)
        assert shown is not None and [one.name for one in shown.ending] == ["Mum"]
        (asked,) = shown.asked
        assert asked.said_by == "Mum"
        row = Grant.objects.select_related("learner", "organisation").get(pk=asked.grant)
    for person in (here.lead, here.mum):
        with acting(as_person(person.pk)), pytest.raises(NotAllowed):
            actions.say_it_myself(grant=row, goes_on=True, by=person)
    assert sams.post(page, {"do": "yes", "grant": str(asked.grant)}).status_code == 302
    with acting(as_person(here.sam.pk)):
        own = Grant.objects.get(learner=here.learner, organisation=here.shop, ending__isnull=True)
        assert (own.permission, own.until > clock.now() + 364 * DAY) == (Permission.GIVEN, True)
        assert ages.asked_again(here.sam, here.learner) == []
    sams.post(page, {"do": "no", "grant": str(own.pk)})  # it is the learner's own now: nothing to be asked
    with acting(as_person(here.worker.pk)):
        assert HEALTH in queries.open_categories(here.worker, here.learner)
    assert leads.post(page, {"do": "handled"}).status_code == 302
    assert step_of(here).handled_by_id == here.lead.pk
    assert "Ticked off" in leads.get(page).content.decode()
    for person in (here.mum, here.worker):
        assert people.browser(person).get(page).status_code == 404


def test_a_no_of_the_learner_ends_what_a_parent_said(here: Any) -> None:
    with acting(as_person(here.sam.pk)):
        (asked,) = ages.asked_again(here.sam, here.learner)
        row = queries.grant(here.sam, asked.grant)
        assert row is not None
        actions.say_it_myself(grant=row, goes_on=False, by=here.sam)
    with acting(as_person(here.worker.pk)):
        assert queries.open_categories(here.worker, here.learner) == set()
