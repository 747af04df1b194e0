"""What the database opens, to whom: the learner, a team, a relative; and how it closes again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.people import DAY, granted, in_circle, join, learner, member, organisation, person
from wraparound.accounts.models import Membership, Person
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import Actor, Role, acting, as_person, as_visitor
from wraparound.core.decisions import NotAllowed
from wraparound.learners.models import CircleMember, Learner
from wraparound.sharing import actions, queries
from wraparound.sharing.models import Access, Grant, GrantEnding
from wraparound.sharing.policy import Basis, Permission

pytestmark = pytest.mark.django_db


def seen_by(who: Person, of: Learner) -> set[Category]:
    with acting(as_person(who.pk)):
        return set(queries.open_categories(who, of))


def names_seen_by(who: Person) -> list[str]:
    with acting(as_person(who.pk)):
        return sorted(Learner.objects.values_list("name", flat=True))


def test_a_learner_sees_everything_about_themselves_and_a_stranger_nothing() -> None:
    sam = person("Sam")
    about = learner(person=sam)
    stranger = person("Stranger")
    assert seen_by(sam, about) == set(Category)
    assert names_seen_by(sam) == ["Sam Green"]
    assert seen_by(stranger, about) == set()
    assert names_seen_by(stranger) == []


def test_a_grant_reaches_the_team_of_an_organisation_and_nobody_else_there() -> None:
    north = organisation()
    lead, colleague = member(north, "Lead"), member(north, "Colleague")
    sam = learner()
    in_circle(sam, lead, north, CirclePart.LEAD)
    granted(sam, north, lead, [Category.HEALTH, Category.IDENTITY])
    assert seen_by(lead, sam) == {Category.HEALTH, Category.IDENTITY}
    assert seen_by(colleague, sam) == set()


def test_a_team_without_a_grant_sees_nothing() -> None:
    north = organisation()
    lead = member(north)
    sam = learner()
    in_circle(sam, lead, north)
    assert seen_by(lead, sam) == set()


def test_somebody_who_left_the_organisation_or_its_team_sees_nothing_from_that_day() -> None:
    north = organisation()
    yesterday = clock.today() - DAY
    left, left_team = member(north, since=yesterday - DAY, until=yesterday), member(north)
    sam = learner()
    in_circle(sam, left, north)
    in_circle(sam, left_team, north, since=yesterday - DAY, until=yesterday)
    granted(sam, north, left_team)
    assert seen_by(left, sam) == seen_by(left_team, sam) == set()


def test_the_last_day_of_a_membership_still_counts() -> None:
    north = organisation()
    leaving = member(north, until=clock.today())
    sam = learner()
    in_circle(sam, leaving, north)
    granted(sam, north, leaving)
    assert seen_by(leaving, sam) == set(Category)


def test_what_begins_later_or_is_over_opens_nothing() -> None:
    mother = person("Mother")
    sam = learner()
    now = clock.now()
    granted(sam, mother, mother, since=now + DAY, until=now + 2 * DAY)
    granted(sam, mother, mother, since=now - 2 * DAY, until=now - DAY)
    assert seen_by(mother, sam) == set()


def test_what_is_withdrawn_closes_at_the_next_statement() -> None:
    sams = person("Sam")
    mother = person("Mother")
    sam = learner(person=sams)
    grant = granted(sam, mother, mother)
    assert seen_by(mother, sam) == set(Category)
    with acting(as_person(sams.pk)):
        actions.end_grant(grant=grant, reason="I am 19 now", by=sams)
    assert seen_by(mother, sam) == set()
    assert names_seen_by(mother) == []


def test_only_the_learner_or_a_lead_ends_a_grant_even_with_sql() -> None:
    north = organisation()
    helper = member(north)
    sam = learner()
    in_circle(sam, helper, north)
    grant = granted(sam, north, helper)
    with acting(as_person(helper.pk)):
        with pytest.raises(NotAllowed):
            actions.end_grant(grant=grant, by=helper)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            GrantEnding.objects.create(grant=grant, learner=sam, by=helper)


def test_nobody_can_open_a_learner_to_themselves() -> None:
    stranger = person()
    sam = learner()
    with acting(as_person(stranger.pk)):
        with pytest.raises(NotAllowed):
            actions.give_grant(
                learner=sam,
                to=stranger,
                categories=[Category.HEALTH],
                purpose="x",
                until=clock.now() + DAY,
                by=stranger,
            )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Grant(
                learner=sam,
                person=stranger,
                categories=[3],
                purpose="x",
                basis=Basis.CONSENT,
                permission=Permission.GIVEN,
                until=clock.now() + DAY,
                given_by=stranger,
            ).save(force_insert=True)
    assert seen_by(stranger, sam) == set()


def test_a_lead_cannot_say_yes_for_the_learner_but_records_what_the_law_asks() -> None:
    north, south = organisation(), organisation("South")
    lead, other = member(north), member(south)
    sam = learner()
    in_circle(sam, lead, north, CirclePart.LEAD)
    granted(sam, north, lead)
    said = {"learner": sam, "to": other, "categories": [Category.HEALTH], "purpose": "x", "by": lead}
    with acting(as_person(lead.pk)):
        with pytest.raises(NotAllowed, match="only the learner"):
            actions.give_grant(**said, until=clock.now() + DAY)
        actions.give_grant(
            **said,
            until=clock.now() + DAY,
            basis=Basis.STATUTORY_DUTY,
            basis_note="Section 42",
            permission=Permission.NOT_ASKED,
        )
    assert seen_by(other, sam) == {Category.HEALTH}


def test_a_person_cannot_place_themselves_in_a_circle() -> None:
    north = organisation()
    lead, colleague = member(north), member(north)
    sam = learner()
    in_circle(sam, lead, north, CirclePart.LEAD)
    granted(sam, north, lead)
    place = {"learner": sam, "organisation": north, "part": CirclePart.SUPPORT}
    with (
        acting(as_person(colleague.pk)),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        CircleMember(**place, person=colleague, added_by=colleague).save(force_insert=True)
    with acting(as_person(lead.pk)):
        CircleMember(**place, person=colleague, added_by=lead).save(force_insert=True)
    assert seen_by(colleague, sam) == set(Category)


def test_an_administrator_hands_places_over_without_seeing_names() -> None:
    north = organisation()
    admin = member(north, role=MemberRole.ORGANISATION_ADMIN)
    lead = member(north)
    sam = learner()
    in_circle(sam, lead, north, CirclePart.LEAD)
    granted(sam, north, lead)
    with acting(as_person(admin.pk)):
        assert CircleMember.objects.filter(person=lead).count() == 1
        assert not Learner.objects.exists()
    assert seen_by(admin, sam) == set()


def test_a_visitor_and_a_transaction_without_an_actor_see_no_table_of_learners() -> None:
    learner()
    with acting(as_visitor()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Learner.objects.exists()
    with pytest.raises(DatabaseError, match="does not exist"), transaction.atomic():
        Learner.objects.exists()


@pytest.mark.parametrize("role", [Role.SIGN_IN, Role.INTAKE])
def test_the_system_roles_read_no_learner(role: Role) -> None:
    learner()
    with acting(Actor(role)), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Learner.objects.exists()


def test_nobody_touches_the_access_table() -> None:
    somebody = person()
    with acting(as_person(somebody.pk)), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Access.objects.exists()


def test_membership_that_begins_again_opens_again() -> None:
    north = organisation()
    lead = member(north, since=clock.today() - 3 * DAY, until=clock.today() - DAY)
    sam = learner()
    in_circle(sam, lead, north, since=clock.today() - 3 * DAY)
    granted(sam, north, lead, since=clock.now() - timedelta(days=4))
    assert seen_by(lead, sam) == set()
    join(lead, north)
    assert seen_by(lead, sam) == set(Category)
    with acting(Actor(Role.SIGN_IN)):
        Membership.objects.filter(person=lead, until=None).update(
            since=clock.today() - 9 * DAY, until=clock.today() - 5 * DAY
        )
    assert seen_by(lead, sam) == set()


def grants_known_to(who: Person, of: Learner) -> list[tuple[str, bool]]:
    with acting(as_person(who.pk)):
        return sorted((line.purpose, line.ended is not None) for line in queries.grants(who, of))


def test_a_receiver_reads_the_grants_that_reach_them_now_and_no_others() -> None:
    north, south = organisation(), organisation("South")
    lead, partner = member(north), member(south)
    sams = person("Sam")
    sam = learner(person=sams)
    in_circle(sam, lead, north, CirclePart.LEAD)
    in_circle(sam, partner, south)
    granted(sam, north, lead, purpose="to plan")
    granted(sam, south, sams, [Category.PLAN], purpose="to come here")
    over = granted(sam, south, sams, [Category.HEALTH], purpose="to look after me")
    with acting(as_person(sams.pk)):
        actions.end_grant(grant=over, reason="It is my own business", by=sams)
    every = [("to come here", False), ("to look after me", True), ("to plan", False)]
    assert grants_known_to(sams, sam) == grants_known_to(lead, sam) == every
    assert grants_known_to(partner, sam) == [("to come here", False)]


def test_why_a_grant_ended_is_read_by_the_learner_and_their_lead_alone() -> None:
    north, south = organisation(), organisation("South")
    lead, partner = member(north), member(south)
    sams = person("Sam")
    sam = learner(person=sams)
    in_circle(sam, lead, north, CirclePart.LEAD)
    in_circle(sam, partner, south)
    granted(sam, south, sams, [Category.PLAN])
    over = granted(sam, south, sams, [Category.HEALTH])
    with acting(as_person(sams.pk)):
        actions.end_grant(grant=over, reason="It is my own business", by=sams)
    for who, reads in ((sams, 1), (lead, 1), (partner, 0)):
        with acting(as_person(who.pk)):
            assert GrantEnding.objects.count() == reads, who


def test_who_is_said_to_see_something_is_who_sees_it() -> None:
    north, south = organisation(), organisation("South")
    lead, partner, left = member(north, "Lead"), member(south, "Partner"), member(south, "Left")
    sams, mother = person("Sam"), person("Mother")
    sam = learner(person=sams)
    in_circle(sam, lead, north, CirclePart.LEAD)
    in_circle(sam, partner, south)
    in_circle(sam, left, south, until=clock.today() - DAY, since=clock.today() - 9 * DAY)
    granted(sam, north, lead, [Category.IDENTITY, Category.PLAN])
    granted(sam, south, sams, [Category.PLAN])
    granted(sam, mother, sams, [Category.HEALTH])
    people = {"Lead": lead, "Partner": partner, "Left": left, "Mother": mother}
    due = {name: seen_by(who, sam) for name, who in people.items() if seen_by(who, sam)}
    for asker in (sams, lead):
        with acting(as_person(asker.pk)):
            said: dict[str, set[Category]] = {}
            for line in queries.reaching(asker, sam):
                said.setdefault(line.name, set()).add(line.category)
        assert said == due
    for asker in (partner, mother, left):
        with acting(as_person(asker.pk)):
            assert queries.reaching(asker, sam) == []


def test_sharing_to_keep_somebody_safe_lasts_a_day_whatever_is_written() -> None:
    north = organisation()
    lead = member(north)
    sam = learner()
    in_circle(sam, lead, north, CirclePart.LEAD)
    now = clock.now()
    said = {"learner": sam, "person": lead, "categories": [0], "purpose": "x", "basis": Basis.VITAL_INTERESTS}
    said |= {"basis_note": "x", "permission": Permission.NOT_ASKED, "since": now, "given_by": lead}
    with acting(as_person(lead.pk)):
        Grant(**said, until=now + DAY).save(force_insert=True)
        with pytest.raises(DatabaseError, match="short"), transaction.atomic():
            Grant(**said, until=now + DAY + timedelta(seconds=1)).save(force_insert=True)


def test_what_ends_or_answers_something_is_about_the_same_learner() -> None:
    north = organisation()
    lead = member(north)
    sam, mei = learner(), learner("Mei")
    in_circle(sam, lead, north, CirclePart.LEAD)
    grant = granted(mei, north, lead)
    with acting(as_person(lead.pk)), pytest.raises(DatabaseError, match="another learner"), transaction.atomic():
        GrantEnding.objects.create(grant=grant, learner=sam, by=lead)
