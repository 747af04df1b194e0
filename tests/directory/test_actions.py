from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.directory import people
from tests.directory.people import being
from wraparound.core import clock
from wraparound.core.database import lint
from wraparound.directory import actions, queries
from wraparound.directory.models import Offering, Reminder, Service, Site


def events(about: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select what from app.core_auditevent where subject = %s order by seq", [about.public_id])
        return [what for (what,) in cursor.fetchall()]


def test_an_administrator_writes_down_a_site_a_service_and_an_offering(cast: Any) -> None:
    with being(cast.ann):
        site = people.site(cast.rivers, cast.ann, provision=["quiet-space"])
        service = people.service(cast.rivers, cast.ann, needs=["easy-read"], outcomes=["cook-a-meal"])
        offering = people.offering(service, site, cast.ann, sessions=[[1440 + 600, 1440 + 700], [570, 660]])
        assert events(cast.rivers) == ["site added", "service added", "offering added"]
    assert offering.days == [0, 1]
    assert offering.sessions == [[570, 660], [2040, 2140]]
    assert offering.shown
    assert "Rivers College" in service.found_by


def test_a_site_without_a_point_takes_that_of_its_postcode(cast: Any) -> None:
    with being(cast.ann):
        known = people.site(cast.rivers, cast.ann, postcode="CM1 1AA", easting=None, northing=None)
        unknown = people.site(cast.rivers, cast.ann, "Other", postcode="ZZ1 1AA", easting=None, northing=None)
    assert known.easting and known.northing
    assert unknown.easting is None and unknown.northing is None


@pytest.mark.parametrize("who", ["sam", "ben", "nora"])
def test_who_does_not_answer_for_the_entries_changes_nothing(cast: Any, who: str) -> None:
    with being(cast.ann):
        service = people.service(cast.rivers, cast.ann)
    by = getattr(cast, who)
    with being(by):
        for refused in (
            lambda: people.service(cast.rivers, by, "Mine"),
            lambda: people.site(cast.rivers, by),
            lambda: actions.change_entry(entry=service, version=1, changes={"name": "Mine"}, by=by),
            lambda: actions.confirm_service(service=service, by=by),
        ):
            with pytest.raises(actions.Refused):
                refused()
    with being(cast.ann):
        assert Service.objects.get().name == "Cooking for one"


def test_the_database_itself_refuses_rows_of_another_organisation(cast: Any) -> None:
    with being(cast.ben), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Site.objects.create(organisation=cast.rivers, name="Planted")
    with being(cast.ann):
        site = people.site(cast.rivers, cast.ann, published=False)
    with being(cast.ben):
        assert not Site.objects.filter(pk=site.pk).exists()
        assert Site.objects.filter(pk=site.pk).update(name="Planted") == 0
    with being(None), pytest.raises(ProgrammingError), transaction.atomic():
        Site.objects.create(organisation=cast.rivers, name="Planted")


def test_the_catalogue_says_what_the_code_declares(db: Any) -> None:
    with connection.cursor() as cursor:
        found = [f for f in lint.faults(cursor) if "directory_" in f or "vocabulary_" in f or "i_keep" in f]
    assert found == []


def test_a_change_made_in_the_meantime_is_stale_and_shows_what_stands_there(cast: Any) -> None:
    with being(cast.ann):
        service = people.service(cast.rivers, cast.ann)
        actions.change_entry(entry=service, version=1, changes={"description": "New."}, by=cast.ann)
        with pytest.raises(actions.Stale) as stale:
            actions.change_entry(entry=service, version=1, changes={"description": "Other."}, by=cast.ann)
        assert stale.value.current.description == "New."
        assert Service.objects.get().version == 2


def test_hiding_a_service_or_a_site_hides_its_offerings_and_showing_it_shows_them(cast: Any) -> None:
    with being(cast.ann):
        site, service = people.site(cast.rivers, cast.ann), people.service(cast.rivers, cast.ann)
        people.offering(service, site, cast.ann)
        hidden = people.offering(service, site, cast.ann, published=False)
        for entry in (service, site):
            actions.change_entry(entry=entry, version=1, changes={"published": False}, by=cast.ann)
            assert not Offering.objects.filter(shown=True).exists()
            actions.change_entry(entry=entry, version=2, changes={"published": True}, by=cast.ann)
            assert [o.pk for o in Offering.objects.filter(shown=False)] == [hidden.pk]


@pytest.mark.parametrize(
    "said",
    [
        {"needs": ["no-such-word"]},
        {"needs": ["cook-a-meal"]},
        {"outcomes": ["quiet-space"]},
        {"kind": "circus"},
        {"answers": {"why": "because"}},
        {"min_age": 20, "max_age": 18},
    ],
)
def test_a_service_that_makes_no_sense_is_refused(cast: Any, said: dict[str, Any]) -> None:
    with being(cast.ann), pytest.raises(actions.Refused):
        people.service(cast.rivers, cast.ann, **said)


@pytest.mark.parametrize("sessions", [[[1400, 1500]], [[700, 600]], [[-5, 10]], [[10_000, 10_200]]])
def test_a_session_is_on_one_day_of_the_week(cast: Any, sessions: Any) -> None:
    with being(cast.ann):
        site, service = people.site(cast.rivers, cast.ann), people.service(cast.rivers, cast.ann)
        with pytest.raises(actions.Refused):
            people.offering(service, site, cast.ann, sessions=sessions)


def test_an_offering_is_at_a_site_of_its_own_organisation(cast: Any) -> None:
    with being(cast.ben):
        site = people.site(cast.hills, cast.ben)
    with being(cast.ann), pytest.raises(actions.Refused, match="different organisations"):
        people.offering(people.service(cast.rivers, cast.ann), site, cast.ann)


def test_a_name_is_used_once_in_an_organisation_and_again_in_another(cast: Any) -> None:
    with being(cast.ann):
        people.service(cast.rivers, cast.ann)
        with pytest.raises(actions.Refused, match="already"):
            people.service(cast.rivers, cast.ann)
    with being(cast.ben):
        people.service(cast.hills, cast.ben)


def test_confirming_sets_today_and_keeps_the_version(cast: Any) -> None:
    long_ago = clock.today() - timedelta(days=100)
    with being(cast.ann):
        service = people.service(cast.rivers, cast.ann, last_confirmed=long_ago)
        assert [row.name for row in queries.due(cast.ann)] == ["Cooking for one"]
        actions.confirm_service(service=service, by=cast.ann)
        assert queries.due(cast.ann) == []
        service.refresh_from_db()
    assert (service.last_confirmed, service.version) == (clock.today(), 1)


def test_a_term_ends_after_it_starts(cast: Any) -> None:
    with being(cast.ann):
        with pytest.raises(actions.Refused):
            actions.add_term(
                organisation=cast.rivers, name="A", starts=date(2027, 9, 6), ends=date(2027, 9, 5), by=cast.ann
            )
        made = actions.add_term(
            organisation=cast.rivers, name="A", starts=date(2027, 9, 6), ends=date(2027, 12, 17), by=cast.ann
        )
        assert list(queries.terms(None)) == [made]


def test_reminders_are_nobodys_to_read_but_the_senders(cast: Any) -> None:
    with being(cast.ann), pytest.raises(ProgrammingError), transaction.atomic():
        list(Reminder.objects.all())
