"""The address of a calendar shows what its person may see at that moment, and otherwise nothing and to nobody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests import people
from tests.plans.people import Cast, cast
from wraparound.accounts import actions as accounts
from wraparound.accounts.models import Membership
from wraparound.accounts.roles import MemberRole
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person, as_visitor
from wraparound.core.decisions import NotAllowed
from wraparound.core.models import AuditEvent
from wraparound.documents.actions import feeds as actions
from wraparound.documents.calendar import Shows
from wraparound.documents.models import Feed
from wraparound.documents.queries import feeds as queries
from wraparound.plans import actions as plans
from wraparound.plans.kinds import LineKind
from wraparound.plans.kinds_of_reviews import ReviewKind
from wraparound.sharing.actions import end_grant
from wraparound.sharing.models import Grant

pytestmark = pytest.mark.django_db
NINE = ((9 * 60, 12 * 60),)


@pytest.fixture
def sams() -> Cast:
    """A plan with a course and a therapy on Mondays, and a review."""
    found = cast()
    told: dict[str, Any] = {"learner": found.learner, "by": found.lead, "organisation": found.specialist}
    told |= {"starts": clock.today(), "ends": clock.today() + timedelta(days=100), "sessions": NINE}
    with acting(as_person(found.lead.pk)):
        for kind, title in ((LineKind.OFFERING, "Plumbing"), (LineKind.THERAPY, "Speech therapy")):
            plans.accept_line(line=plans.propose_line(kind=kind, title=title, **told), by=found.lead)
        plans.propose_line(kind=LineKind.OFFERING, title="Only proposed", **told)
        on = clock.today() + timedelta(days=9)
        plans.plan_review(
            learner=found.learner, kind=ReviewKind.ANNUAL, on=on, organisation=found.specialist, by=found.lead
        )
    return found


def made(sams: Cast, who: Any, shows: Shows = Shows.TITLES) -> actions.MadeFeed:
    with acting(as_person(who.pk)):
        return actions.make_feed(learner=sams.learner, name="Week", shows=shows, by=who)


def address(made: actions.MadeFeed) -> str:
    return reverse("documents:calendar", args=[made.token])


def said(who: Any, made: actions.MadeFeed) -> Feed:
    with acting(as_person(who.pk)):
        return Feed.objects.get(pk=made.feed.pk)


def events(sams: Cast, *whats: str) -> list[str]:
    with acting(as_person(sams.sam.pk)):
        rows = AuditEvent.objects.filter(subject=sams.learner.public_id, what__in=whats).order_by("seq")
        return list(rows.values_list("what", flat=True))


def test_a_calendar_app_reads_without_sign_in_what_was_agreed(sams: Cast) -> None:
    answer = people.browser().get(address(made(sams, sams.lead)))
    text = answer.content.decode()
    titles = re.findall(r"SUMMARY:(.*)\r", text)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert sorted(titles) == ["Appointment", "Meeting about the plan", "Plumbing\\, Brook Specialist College"]
    assert "no-store" in answer["Cache-Control"] and not answer.cookies
    busy = people.browser().get(address(made(sams, sams.lead, Shows.BUSY))).content.decode()
    assert set(re.findall(r"SUMMARY:(.*)\r", busy)) == {"Busy"}
    assert "Plumbing" not in busy and "Brook" not in busy


def test_all_addresses_that_open_nothing_answer_with_the_same_bytes(sams: Cast) -> None:
    stopped, replaced, unused = (made(sams, sams.lead) for _ in range(3))
    with acting(as_person(sams.lead.pk)):
        actions.stop_feed(feed=stopped.feed, by=sams.lead)
        after = actions.replace_feed(feed=replaced.feed, by=sams.lead)
    app = people.browser()
    unknown = app.get(reverse("documents:calendar", args=["x" * 43]))
    assert unknown.status_code == 404
    with clock.stopped_at(clock.now() + timedelta(days=91)):
        late = app.get(address(unused))
    for answer in (late, *(app.get(address(one)) for one in (stopped, replaced, unused))):
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert answer.headers == unknown.headers
    assert app.get(address(after)).status_code == 200
    assert said(sams.lead, unused).because == "unused"


def test_what_is_kept_is_a_fingerprint_and_not_the_address(sams: Cast) -> None:
    one = made(sams, sams.lead)
    row = said(sams.lead, one)
    assert len(one.token) >= 43 and row.fingerprint != one.token
    assert one.token not in repr(vars(row)) and queries.fingerprint(None, one.token) == row.fingerprint


def test_an_address_ends_when_the_plan_is_no_longer_open_and_stays_ended(sams: Cast) -> None:
    one, app = made(sams, sams.head), people.browser()
    assert app.get(address(one)).status_code == 200
    with acting(as_person(sams.sam.pk)):
        end_grant(grant=Grant.objects.get(organisation=sams.college), by=sams.sam)
    assert app.get(address(one)).status_code == 404
    people.granted(sams.learner, sams.college, sams.sam)
    assert app.get(address(one)).status_code == 404
    assert events(sams, "calendar address ended") == ["calendar address ended"]


def test_an_address_ends_with_the_membership_that_opened_the_plan(sams: Cast) -> None:
    one, app = made(sams, sams.head), people.browser()
    admin = people.member(sams.college, "Admin", MemberRole.ORGANISATION_ADMIN)
    with acting(as_person(admin.pk)):
        place = Membership.objects.get(person=sams.head)
        accounts.end_membership(membership=place, last_day=clock.today() - timedelta(days=1), by=admin)
    assert app.get(address(one)).status_code == 404


def test_reading_is_counted_each_time_and_told_in_the_chain_once_a_day(sams: Cast) -> None:
    one, app = made(sams, sams.lead), people.browser()
    for _ in range(3):
        app.get(address(one))
    assert events(sams, "calendar read", "looked at") == ["looked at", "calendar read"]
    row = said(sams.lead, one)
    assert row.fetches == 3 and row.used is not None
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        app.get(address(one))
    assert events(sams, "calendar read") == ["calendar read"] * 2


def test_the_learner_sees_who_has_an_address_and_stops_it(sams: Cast) -> None:
    one, own = made(sams, sams.mother), made(sams, sams.sam)
    page = people.browser(sams.sam)
    shown = page.get(reverse("documents:feeds", args=[sams.learner.public_id])).content.decode()
    assert "Mia Green" in shown and str(own.feed.pk) in shown
    stop = reverse("documents:stop-feed", args=[sams.learner.public_id, one.feed.pk])
    assert people.browser(sams.head).post(stop).status_code == 404
    assert page.post(stop).status_code == 302
    assert people.browser().get(address(one)).status_code == 404
    assert said(sams.mother, one).because == "by-the-learner"
    mothers = people.browser(sams.mother).get(reverse("documents:feeds", args=[sams.learner.public_id]))
    assert "the learner stopped it" in mothers.content.decode()
    replace = reverse("documents:replace-feed", args=[sams.learner.public_id, own.feed.pk])
    assert people.browser(sams.mother).post(replace).status_code == 404


def test_the_page_shows_a_new_address_once(sams: Cast) -> None:
    page, to = people.browser(sams.lead), reverse("documents:feeds", args=[sams.learner.public_id])
    assert "Plumbing, Brook Specialist College" in page.get(to).content.decode()
    led = page.post(to, {"name": "Sam", "shows": "busy"})
    first, again = (page.get(led["Location"]).content.decode() for _ in range(2))
    (found,) = set(re.findall(r"https?://[^<\s\"]+\.ics", first))
    assert people.browser().get(urlsplit(found).path).status_code == 200
    assert ".ics" not in again
    assert people.browser(sams.stranger).get(to).status_code == 404


def test_a_week_to_print_shows_the_real_dates(sams: Cast) -> None:
    to = reverse("documents:week", args=[sams.learner.public_id])
    after = clock.today() + timedelta(days=7)
    week = people.browser(sams.sam).get(to, {"from": after.isoformat()}).content.decode()
    assert "Plumbing" in week and "Speech therapy" in week and "Only proposed" not in week
    before = people.browser(sams.lead).get(to, {"from": "2001-01-01"}).content.decode()
    assert "Nothing in this week" in before
    assert people.browser(sams.lead).get(to, {"from": "nonsense"}).status_code == 200
    assert people.browser(sams.stranger).get(to).status_code == 404


def test_only_five_addresses_at_a_time_and_none_without_the_plan(sams: Cast) -> None:
    for _ in range(5):
        made(sams, sams.lead)
    with pytest.raises(NotAllowed):
        made(sams, sams.lead)
    with pytest.raises(NotAllowed):
        made(sams, sams.stranger)


def test_too_many_requests_at_one_address_are_refused_alike(sams: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wraparound.documents.views.feeds.MOST_OF_ONE", 2)
    app, one = people.browser(), made(sams, sams.lead)
    for path in (address(one), reverse("documents:calendar", args=["y" * 43])):
        with clock.stopped_at(clock.now()):
            codes = [app.get(path).status_code for _ in range(3)]
        assert codes[-1] == 429 and codes[0] in (200, 404)


def test_the_database_lets_nobody_else_see_or_change_an_address(sams: Cast) -> None:
    one = made(sams, sams.mother)
    with acting(as_person(sams.lead.pk)):
        assert not Feed.objects.filter(pk=one.feed.pk).exists()
    with pytest.raises(DatabaseError), acting(as_visitor()), transaction.atomic():
        Feed.objects.count()
    with acting(as_person(sams.sam.pk)):
        for change in ({"fingerprint": "0" * 64}, {"shows": "titles", "name": "x"}, {"person": sams.sam}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Feed.objects.filter(pk=one.feed.pk).update(**change)
    with pytest.raises(DatabaseError), acting(as_person(sams.sam.pk)), transaction.atomic():
        Feed.objects.create(learner=sams.learner, person=sams.mother, fingerprint="1" * 64, name="x")
