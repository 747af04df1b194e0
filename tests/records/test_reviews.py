"""Every 90 days an administrator looks at who reaches how many learners: counts, nobody's name, and keeps or ends."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests import mighty
from tests.people import EVERYTHING, browser, granted, in_circle, join, learner, member, organisation
from wraparound.accounts.models import Membership
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.learners import queries as learners
from wraparound.notices.models import Notice
from wraparound.records import actions
from wraparound.records.models import AccessReview, AccessReviewLine
from wraparound.records.policy_reviews import EVERY, MANY, Decided, Oddity, Place, due_on, oddities
from wraparound.records.queries import reviews

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.accounts.models import Organisation, Person

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)
LONG_AGO = TODAY - timedelta(days=400)
WORKER = MemberRole.SUPPORT_WORKER


@pytest.fixture(scope="module", autouse=True)
def _mighty(server: Any, django_db_setup: None) -> Iterator[None]:
    with mighty.there(server):
        yield


@pytest.mark.parametrize(
    ("place", "odd"),
    [
        (Place(WORKER, LONG_AGO, 3, (), TODAY, 0), ()),
        (Place(WORKER, LONG_AGO, 3, (), None, 0), (Oddity.QUIET,)),
        (Place(WORKER, TODAY, 3, (), None, 0), ()),
        (Place(WORKER, LONG_AGO, 0, (), TODAY - timedelta(days=90), 0), (Oddity.QUIET,)),
        (Place(WORKER, TODAY, MANY[WORKER], (), TODAY, 0), ()),
        (Place(WORKER, TODAY, MANY[WORKER] + 1, (), TODAY, 0), (Oddity.MANY,)),
        (Place(MemberRole.ORGANISATION_ADMIN, TODAY, 1, (), TODAY, 1), (Oddity.PUT_THEMSELVES, Oddity.ADMINISTERS)),
    ],
)
def test_what_is_odd_about_a_place(place: Place, odd: tuple[Oddity, ...]) -> None:
    assert oddities(place, TODAY) == odd


def test_a_review_is_due_90_days_after_the_last_or_the_first_member() -> None:
    assert due_on(None, TODAY) == due_on(TODAY, LONG_AGO) == TODAY + EVERY


class House:
    """An organisation with an administrator, two workers and two learners, one of whom is also known elsewhere."""

    def __init__(self) -> None:
        self.north, south = organisation("North"), organisation("South")
        self.admin = member(self.north, "Admin", MemberRole.ORGANISATION_ADMIN)
        self.busy, self.idle = member(self.north, "Busy"), member(self.north, "Idle")
        for name in ("canary-one", "canary-two"):
            one = learner(name)
            in_circle(one, self.busy, self.north)
            granted(one, self.north, self.busy, [Category.IDENTITY, Category.HEALTH])
            in_circle(one, self.busy, None, CirclePart.FAMILY)
            granted(one, self.busy, self.busy, EVERYTHING)  # as family: nothing of the organisation's
        join(self.busy, south)

    def lines(self, who: Person | None = None) -> dict[str, reviews.ReachLine]:
        who = who or self.admin
        with acting(as_person(who.pk)):
            return {line.membership.person.name: line for line in reviews.reach(who, self.north)}

    def decide(self, **ends: bool) -> dict[str, Decided]:
        return {
            line.key: Decided.END if ends.get(name.lower()) else Decided.KEEP for name, line in self.lines().items()
        }


def _odd_administrator(house: House) -> None:
    """They were in the team before they administered: put there by themselves."""
    with mighty.taken() as cursor:
        cursor.execute(
            "update app.learners_circlemember set person_id = %s, added_by_id = %s where organisation_id = %s and"
            " person_id = %s",
            [house.admin.pk, house.admin.pk, house.north.pk, house.busy.pk],
        )


def test_it_counts_what_is_reached_through_the_organisation_and_names_no_learner() -> None:
    house = House()
    lines = house.lines()
    assert (lines["Busy"].place.learners, lines["Idle"].place.learners) == (2, 0)
    assert lines["Busy"].place.categories == (Category.IDENTITY, Category.HEALTH)  # not what she sees as family
    with acting(as_person(house.admin.pk)):
        assert not learners.my_learners(house.admin).exists()
        page = browser(house.admin).get(f"/records/organisations/{house.north.public_id}/review/").content.decode()
    assert "Reaches 2 learners" in page and "canary" not in page
    _odd_administrator(house)
    assert Oddity.PUT_THEMSELVES in house.lines()["Admin"].oddities


def test_nobody_but_its_administrators_is_told_anything() -> None:
    house = House()
    elsewhere = member(organisation("West"), "Boss", MemberRole.ORGANISATION_ADMIN)
    for who in (house.busy, elsewhere):
        assert browser(who).get(f"/records/organisations/{house.north.public_id}/review/").status_code == 404
        with acting(as_person(who.pk)), connection.cursor() as cursor:
            cursor.execute("select count(*) from app.reach_of(%s)", [house.north.pk])
            assert cursor.fetchone() == (0,)
            with pytest.raises(NotAllowed):
                actions.review_access(organisation=house.north, decided={}, by=who)
            told = {"organisation": house.north, "by": who}
            with pytest.raises(DatabaseError), transaction.atomic():
                AccessReview(**told).save(force_insert=True)


def test_a_review_keeps_and_ends_and_is_remembered() -> None:
    house = House()
    fields = {f"place-{line.key}": "end" if name == "Busy" else "keep" for name, line in house.lines().items()}
    path = f"/records/organisations/{house.north.public_id}/review/"
    asked = browser(house.admin)
    left_out = dict(list(fields.items())[1:])
    assert asked.post(path, left_out).status_code == 200  # each place has to be looked at
    assert asked.post(path, fields).status_code == 302
    with acting(as_person(house.admin.pk)):
        assert AccessReviewLine.objects.filter(decided="end", learners=2, person=house.busy).count() == 1
        page = reviews.review_page(house.admin, house.north.public_id)
        assert page is not None and page.last is not None and (page.last.kept, page.last.ended) == (2, 1)
        assert page.due == clock.today() + EVERY and not page.is_due
    with acting(as_person(house.busy.pk)):
        assert learners.my_learners(house.busy).count() == 2  # as family, still
        assert not Membership.objects.filter(person=house.busy, organisation=house.north, until=None).exists()


def test_what_cannot_end_ends_nothing_and_a_list_that_changed_is_looked_at_again() -> None:
    house = House()
    before = house.decide(busy=True, admin=True)
    with acting(as_person(house.admin.pk)):
        with pytest.raises(NotAllowed, match="needs an administrator"), transaction.atomic():
            actions.review_access(organisation=house.north, decided=before, by=house.admin)
        assert Membership.objects.filter(person=house.busy, organisation=house.north, until=None).exists()
        assert not AccessReview.objects.exists()
    member(house.north, "New")
    with acting(as_person(house.admin.pk)), pytest.raises(NotAllowed, match="came or went"):
        actions.review_access(
            organisation=house.north, decided=house.decide(busy=True) | {"x": Decided.END}, by=house.admin
        )


def test_administrators_are_told_when_it_is_due_and_not_each_night() -> None:
    house = House()
    _since(house.north, 91)
    out = StringIO()
    for _ in range(2):
        call_command("tell_reviews_due", stdout=out)
    with acting(as_person(house.admin.pk)):
        (notice,) = Notice.objects.filter(kind="access-review-due")
        assert (notice.count, notice.key) == (1, None)
        actions.review_access(organisation=house.north, decided=house.decide(), by=house.admin)
        assert Notice.objects.filter(kind="access-review-due", done__isnull=False).count() == 1
    with mighty.taken() as cursor:
        cursor.execute("update app.notices_notice set made = made - interval '20 days', seen = now()")
    call_command("tell_reviews_due", stdout=out)
    with acting(as_person(house.admin.pk)):
        assert Notice.objects.filter(kind="access-review-due").count() == 1
    assert "1 administrator" in out.getvalue()


def _since(of: Organisation, days: int) -> None:
    with mighty.taken() as cursor:
        cursor.execute(
            "update app.accounts_membership set since = since - %s where organisation_id = %s", [days, of.pk]
        )
