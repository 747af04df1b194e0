"""Memberships: beginning, changing, ending, handing over; and what the database refuses even past the actions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from tests.accounts.cast import Cast, being, cast, somebody
from tests.people import DAY, SIGN_IN, join
from wraparound.accounts import actions, handover, queries
from wraparound.accounts.models import Invitation, Membership, Organisation, Person
from wraparound.accounts.roles import MemberRole, OrganisationKind
from wraparound.core import audit, clock
from wraparound.core.database.scope import acting

pytestmark = pytest.mark.django_db
WORKER, LEAD, ADMIN = MemberRole.SUPPORT_WORKER, MemberRole.TRANSITION_LEAD, MemberRole.ORGANISATION_ADMIN


def test_memberships_of_somebody_are_those_that_hold_today() -> None:
    who = cast()
    with being(who.carl):
        (mine,) = queries.memberships_of(who.carl)
    assert (mine.name, mine.role, mine.public_id) == ("Northside", WORKER, who.north.public_id)
    with being(who.emma):
        assert queries.memberships_of(who.emma) == ()
    assert queries.memberships_of(None) == ()


@pytest.mark.parametrize(("name", "seen"), [("ada", 2), ("carl", 2), ("emma", 0), ("olga", 0), ("vera", 0), ("sue", 0)])
def test_the_people_of_an_organisation_are_for_its_members_of_today(name: str, seen: int) -> None:
    who = cast()
    viewer = getattr(who, name)
    with being(viewer):
        assert queries.people_of(viewer, who.north).count() == seen
        assert (queries.membership(viewer, who.carl_there.pk) is not None) == bool(seen)


def test_a_role_changes_from_today_and_the_one_before_stays_on_record() -> None:
    who = cast()
    with being(who.ada):
        made = actions.change_role(membership=who.carl_there, role=LEAD, by=who.ada)
        assert (made.role, made.since) == (LEAD, clock.today())
        assert Membership.objects.get(pk=who.carl_there.pk).until == clock.today() - DAY
        assert actions.change_role(membership=made, role=LEAD, by=who.ada) == made
        assert audit.broken_at(who.north.public_id) is None


def test_an_organisation_keeps_its_last_administrator() -> None:
    who = cast()
    with being(who.ada):
        for act in (
            lambda: actions.end_membership(membership=who.ada_there, by=who.ada),
            lambda: actions.change_role(membership=who.ada_there, role=WORKER, by=who.ada),
            lambda: actions.hand_over(organisation=who.north, leaver=who.ada, successor=who.carl, by=who.ada),
        ):
            with pytest.raises(actions.NotAllowed, match="name another one first"):
                act()
        actions.add_membership(person=who.carl, organisation=who.north, role=ADMIN, by=who.ada)
        actions.end_membership(membership=who.ada_there, by=who.ada)
        assert Membership.objects.get(pk=who.ada_there.pk).until == clock.today()


def test_to_end_at_once_is_to_have_had_the_last_day_yesterday_even_on_the_first_day() -> None:
    who = cast()
    new = somebody("Nia")
    there = join(new, who.north)
    yesterday = clock.today() - DAY
    with being(who.ada):
        actions.end_membership(membership=there, last_day=yesterday, by=who.ada)
    with being(new):
        assert queries.memberships_of(new) == ()
    with being(who.ada), pytest.raises(actions.NotAllowed, match="has ended"):
        actions.end_membership(membership=Membership.objects.get(pk=there.pk), by=who.ada)


@pytest.mark.parametrize("name", ["carl", "emma", "olga", "vera", "sue"])
def test_nobody_but_an_administrator_there_changes_a_membership(name: str) -> None:
    who = cast()
    by = getattr(who, name)
    with being(by):
        for act in (
            lambda: actions.end_membership(membership=who.carl_there, by=by),
            lambda: actions.change_role(membership=who.carl_there, role=LEAD, by=by),
            lambda: actions.add_membership(person=who.vera, organisation=who.north, role=WORKER, by=by),
            lambda: actions.hand_over(organisation=who.north, leaver=who.carl, successor=who.ada, by=by),
        ):
            with pytest.raises(actions.NotAllowed):
                act()


@pytest.mark.parametrize("name", ["carl", "emma", "olga", "vera", "sue"])
def test_the_database_refuses_what_the_policy_would(name: str) -> None:
    who = cast()
    by = getattr(who, name)
    with being(by):
        with pytest.raises(DatabaseError), transaction.atomic():
            Membership(person=by, organisation=who.north, role=ADMIN).save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            _invitation(who.north, by).save(force_insert=True)
        assert Membership.objects.filter(pk=who.carl_there.pk).update(role=ADMIN) == 0
        assert Organisation.objects.filter(pk=who.north.pk).update(version=F("version") + 1) == 0


def test_an_administrator_cannot_reach_into_another_organisation_nor_make_a_system_administrator() -> None:
    who = cast()
    with being(who.ada):
        for organisation, role in ((who.elsewhere, WORKER), (who.north, MemberRole.SYSTEM_ADMIN)):
            with pytest.raises(DatabaseError), transaction.atomic():
                _invitation(organisation, who.ada, role).save(force_insert=True)
            with pytest.raises(DatabaseError), transaction.atomic():
                Membership(person=who.ada, organisation=organisation, role=role).save(force_insert=True)
            with pytest.raises(actions.NotAllowed):
                actions.invite_person(organisation=organisation, role=role, name="X", by=who.ada)
        with pytest.raises(DatabaseError), transaction.atomic():
            _invitation(who.north, who.carl).save(force_insert=True)  # in a colleague's name
        _invitation(who.north, who.ada).save(force_insert=True)  # the others failed for their own fault


def _invitation(organisation: Organisation, by: object, role: MemberRole = WORKER) -> Invitation:
    return Invitation(
        fingerprint="0" * 64, organisation=organisation, role=role, name="X", invited_by=by,
        expires=clock.now() + timedelta(days=1),
    )  # fmt: skip


def test_only_who_keeps_the_system_founds_an_organisation_and_names_its_first_administrator() -> None:
    who = cast()
    with being(who.ada), pytest.raises(actions.NotAllowed):
        actions.found_organisation(name="New", kind=OrganisationKind.COUNCIL, by=who.ada)
    with being(who.sue):
        made = actions.found_organisation(name="New", kind=OrganisationKind.COUNCIL, by=who.sue)
        with pytest.raises(actions.NotAllowed):
            actions.add_membership(person=who.sue, organisation=made, role=ADMIN, by=who.sue)
        assert queries.roles_i_may_give(who.sue, made) == (ADMIN,)
        actions.add_membership(person=who.vera, organisation=made, role=ADMIN, by=who.sue)
        assert queries.roles_i_may_give(who.sue, made) == ()
        with pytest.raises(actions.NotAllowed):
            actions.add_membership(person=who.carl, organisation=made, role=ADMIN, by=who.sue)


def test_the_installation_itself_does_so_only_where_no_person_acts() -> None:
    who = cast()
    with acting(SIGN_IN):
        made = actions.found_organisation(name="New", kind=OrganisationKind.COUNCIL, by=None)
        actions.add_membership(person=who.vera, organisation=made, role=WORKER, by=None)
        with pytest.raises(actions.AlreadyThere):
            actions.add_membership(person=who.vera, organisation=made, role=WORKER, by=None)
        with pytest.raises(actions.SignInFirst):
            actions.add_person(name="Ada again", email="ADA@example.org")
    with being(who.carl):
        for act in (
            lambda: actions.found_organisation(name="New", kind=OrganisationKind.COUNCIL, by=None),
            lambda: actions.add_membership(person=who.carl, organisation=who.north, role=ADMIN, by=None),
            lambda: actions.add_person(name="Somebody"),
        ):
            with pytest.raises(actions.NotAllowed):
                act()


def test_what_somebody_says_about_an_organisation_is_never_lost_to_a_later_save() -> None:
    who = cast()
    facts = {"name": "Northside", "council": "", "website": ""}
    with being(who.ada):
        actions.edit_organisation(organisation=who.north, **facts, about="first", version=1, by=who.ada)
        with pytest.raises(actions.Stale) as stale:
            actions.edit_organisation(organisation=who.north, **facts, about="second", version=1, by=who.ada)
    assert (stale.value.current.about, stale.value.current.version) == ("first", 2)


# ------------------------------------------------------------------------------------------------- handing over


def colleague(who: Cast) -> Person:
    """Somebody else of the organisation who can take over."""
    tom = somebody("Tom")
    join(tom, who.north)
    return tom


def told(passing: tuple[handover.Passing, ...]) -> list[tuple[str, int | None]]:
    """What passes over, and how many: this app's own tests count only what they registered."""
    return [(one.label, one.count) for one in passing]


def test_everything_of_a_leaver_passes_to_the_successor_and_every_membership_there_ends() -> None:
    who = cast()
    second = join(who.carl, who.north, LEAD)
    tom, seen = colleague(who), []

    @handover.part("Keys", count=lambda organisation, leaver, by: 3)
    def keys(organisation, leaver, successor, last_day, by):  # type: ignore[no-untyped-def]
        seen.append((organisation, leaver, successor, last_day, by))
        return 3

    try:
        with being(who.ada):
            assert ("Keys", 3) in told(handover.would_pass(who.north, who.carl, who.ada))
            passed = actions.hand_over(organisation=who.north, leaver=who.carl, successor=tom, by=who.ada)
            ended = Membership.objects.filter(pk__in=[who.carl_there.pk, second.pk])
            assert [one.until for one in ended] == [clock.today()] * 2
    finally:
        handover.remove(keys)
    assert ("Keys", 3) in told(passed)
    assert seen == [(who.north, who.carl, tom, clock.today(), who.ada)]


def test_where_one_part_fails_nothing_has_passed_and_nothing_has_ended() -> None:
    who = cast()

    @handover.part(lambda: "Broken")
    def broken(organisation, leaver, successor, last_day, by):  # type: ignore[no-untyped-def]
        Membership.objects.filter(pk=who.carl_there.pk).update(role=LEAD)
        raise RuntimeError("no")

    tom = colleague(who)
    try:
        with being(who.ada), pytest.raises(RuntimeError):
            actions.hand_over(organisation=who.north, leaver=who.carl, successor=tom, by=who.ada)
    finally:
        handover.remove(broken)
    with being(who.ada):
        there = Membership.objects.get(pk=who.carl_there.pk)
    assert (there.role, there.until) == (WORKER, None)


def test_the_successor_is_a_colleague_and_the_leaver_a_member() -> None:
    who = cast()
    tom = colleague(who)
    with being(who.ada):
        for leaver, successor in (
            (who.carl, who.olga),
            (who.carl, who.emma),
            (who.carl, who.carl),
            (who.emma, tom),
        ):
            with pytest.raises(actions.NotAllowed):
                actions.hand_over(organisation=who.north, leaver=leaver, successor=successor, by=who.ada)


def test_no_administrator_takes_over_for_themselves_what_a_leaver_had() -> None:
    who = cast()
    with being(who.ada):
        assert who.ada.pk not in {one.person_id for one in queries.colleagues_of(who.ada, who.carl_there)}
        with pytest.raises(actions.NotAllowed, match="another administrator"):
            actions.hand_over(organisation=who.north, leaver=who.carl, successor=who.ada, by=who.ada)
        assert Membership.objects.get(pk=who.carl_there.pk).until is None
