"""Writing learners down, staffing circles, inviting: who may, and what it opens."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from tests.people import DAY, granted, in_circle, join, learner, member, organisation, person
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import audit, clock
from wraparound.core.database.scope import Role, acting, as_person, as_system, as_visitor
from wraparound.learners import actions, intake, queries
from wraparound.learners.models import CircleInvitation, CircleMember, Learner
from wraparound.learners.policy import InvitedAs, Refused, TooManyLooks

pytestmark = pytest.mark.django_db
BORN = date(2007, 5, 1)
WHY = {"basis": "statutory-duty", "basis_note": "Section 42", "permission": "not-asked"}


def writer(name="Lena"):
    north = organisation()
    return member(north, name, MemberRole.TRANSITION_LEAD), north


def written(by, north, name="Sam Green"):
    with acting(as_person(by.pk)):
        return actions.write_down_learner(name=name, born=BORN, organisation=north, by=by, **WHY)


def test_whoever_writes_a_learner_down_leads_for_them_and_sees_them_and_nobody_else_does() -> None:
    lena, north = writer()
    colleague = member(north)
    sam = written(lena, north)
    with acting(as_person(lena.pk)):
        assert [one.name for one in queries.my_learners(lena)] == ["Sam Green"]
        assert [(p.name, p.part, p.initials) for p in queries.circle(lena, sam)] == [("Lena", CirclePart.LEAD, "L")]
        assert audit.broken_at(sam.public_id) is None
    with acting(as_person(colleague.pk)):
        assert list(queries.my_learners(colleague)) == []
        assert queries.learner(colleague, sam.public_id) is None


def test_a_support_worker_writes_nobody_down_nor_does_anybody_for_an_organisation_of_others() -> None:
    lena, _north = writer()
    elsewhere = organisation("Elsewhere")
    worker = member(elsewhere)
    for who in (lena, worker):
        with acting(as_person(who.pk)), pytest.raises(Refused):
            actions.write_down_learner(name="Sam", born=BORN, organisation=elsewhere, by=who, **WHY)


def test_an_intake_in_which_nobody_says_who_may_see_the_learner_leaves_nothing_behind() -> None:
    lena, north = writer()
    parts, intake.registered.parts = intake.registered.parts, []
    try:
        with acting(as_person(lena.pk)), pytest.raises(intake.NothingRegistered):
            actions.write_down_learner(name="Sam", born=BORN, organisation=north, by=lena, **WHY)
    finally:
        intake.registered.parts = parts
    with acting(as_person(lena.pk)):
        assert not CircleMember.objects.exists()


def test_the_role_of_the_intake_reads_nothing() -> None:
    learner()
    with acting(as_system(Role.INTAKE)), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Learner.objects.count()


def test_possible_duplicates_are_named_where_they_are_open_and_only_counted_as_one_where_not() -> None:
    lena, north = writer()
    ours = written(lena, north, "Zoë Müller-Green")
    learner("Zoe Muller Green")
    with acting(as_person(lena.pk)):
        found = actions.look_for_duplicates(name="Zoe Muller-Green", born=BORN, organisation=north, by=lena)
        assert found == actions.Duplicates((ours,), True)
        none = actions.look_for_duplicates(name="Zoe Muller-Green", born=BORN + DAY, organisation=north, by=lena)
        other = actions.look_for_duplicates(name="Peter Brown", born=BORN, organisation=north, by=lena)
        assert none == other == actions.Duplicates((), False)


def test_nobody_can_ask_for_everybody() -> None:
    lena, north = writer()
    asked = {"name": "Peter", "born": BORN, "organisation": north, "by": lena}
    with acting(as_person(lena.pk)):
        for _ in range(20):
            actions.look_for_duplicates(**asked)
        with pytest.raises(TooManyLooks):
            actions.look_for_duplicates(**asked)
    elsewhere = organisation("Elsewhere")
    with acting(as_person(lena.pk)), pytest.raises(DatabaseError, match="not a member"), transaction.atomic():
        connection.cursor().execute("select app.hidden_learner_like('x', '2007-05-01', %s)", [elsewhere.pk])


def test_a_lead_says_once_which_person_is_the_learner() -> None:
    lena, north = writer()
    sam = written(lena, north)
    sams, another = person("Sam"), person("Another")
    with acting(as_person(lena.pk)):
        actions.link_person(learner=sam, person=sams, by=lena)
        with pytest.raises(Refused):
            actions.link_person(learner=sam, person=another, by=lena)
        other = actions.write_down_learner(name="Kim", born=BORN, organisation=north, by=lena, **WHY)
    with acting(as_person(sams.pk)):
        assert queries.me_as_learner(sams) == sam
    with acting(as_person(lena.pk)), pytest.raises((Refused, DatabaseError)), transaction.atomic():
        actions.link_person(learner=other, person=sams, by=lena)


def test_a_supporter_who_may_read_the_name_cannot_make_themself_the_learner() -> None:
    lena, north = writer()
    helper = member(north)
    sam = written(lena, north)
    in_circle(sam, helper, north)
    with acting(as_person(helper.pk)):
        assert queries.learner(helper, sam.public_id) == sam
        with pytest.raises(Refused):
            actions.link_person(learner=sam, person=helper, by=helper)
        assert Learner.objects.filter(pk=sam.pk).update(person=helper) == 0


def test_an_invitation_holds_once_and_names_nobody_to_strangers() -> None:
    lena, north = writer()
    sam = written(lena, north)
    mother, stranger = person("Mother"), person("Stranger")
    with acting(as_person(lena.pk)):
        made, token = actions.invite_to_circle(learner=sam, part=InvitedAs.FAMILY, name="Mum", by=lena)
        assert token not in str(vars(made))
        assert list(queries.invitations(lena, sam)) == [made]
    with acting(as_visitor()):
        assert queries.offered(None, token) is InvitedAs.FAMILY
        assert queries.offered(None, token + "x") is None
    with acting(as_person(mother.pk)):
        assert actions.accept_circle_invitation(token=token, by=mother) is InvitedAs.FAMILY
        assert list(queries.my_learners(mother)) == []  # a place is no permission: that is a grant
    with acting(as_person(stranger.pk)), pytest.raises(Refused):
        actions.accept_circle_invitation(token=token, by=stranger)
    with acting(as_person(lena.pk)):
        assert [p.part for p in queries.circle(lena, sam)] == [CirclePart.LEAD, CirclePart.FAMILY]
        assert not queries.invitations(lena, sam).exists()


def test_an_invitation_that_is_over_or_withdrawn_leads_nowhere() -> None:
    lena, north = writer()
    sam = written(lena, north)
    mother = person("Mother")
    with acting(as_person(lena.pk)):
        with clock.stopped_at(clock.now() - 15 * DAY):
            _old, over = actions.invite_to_circle(learner=sam, part=InvitedAs.FAMILY, name="Mum", by=lena)
        made, gone = actions.invite_to_circle(learner=sam, part=InvitedAs.FAMILY, name="Mum", by=lena)
        actions.withdraw_circle_invitation(invitation=made, by=lena)
    for token in (over, gone):
        with acting(as_person(mother.pk)), pytest.raises(Refused):
            actions.accept_circle_invitation(token=token, by=mother)


def test_the_learner_takes_up_their_own_invitation_and_sees_everything() -> None:
    lena, north = writer()
    sam = written(lena, north)
    sams = person("Sam")
    with acting(as_person(lena.pk)):
        _made, token = actions.invite_to_circle(learner=sam, part=InvitedAs.LEARNER, name="Sam", by=lena)
    with acting(as_person(sams.pk)):
        actions.accept_circle_invitation(token=token, by=sams)
        assert queries.me_as_learner(sams) == sam
    with acting(as_person(lena.pk)), pytest.raises(Refused):
        actions.invite_to_circle(
            learner=queries.learner(lena, sam.public_id), part=InvitedAs.LEARNER, name="Sam", by=lena
        )


def test_somebody_who_is_one_learner_cannot_become_another() -> None:
    lena, north = writer()
    sams = person("Sam")
    learner("Other", person=sams)
    sam = written(lena, north)
    with acting(as_person(lena.pk)):
        _made, token = actions.invite_to_circle(learner=sam, part=InvitedAs.LEARNER, name="Sam", by=lena)
    with acting(as_person(sams.pk)), pytest.raises(Refused):
        actions.accept_circle_invitation(token=token, by=sams)


def test_only_learner_and_lead_see_and_make_invitations() -> None:
    lena, north = writer()
    sam = written(lena, north)
    helper = member(north)
    in_circle(sam, helper, north)
    with acting(as_person(lena.pk)):
        actions.invite_to_circle(learner=sam, part=InvitedAs.ADVOCATE, name="Ada", by=lena)
    with acting(as_person(helper.pk)):
        assert not CircleInvitation.objects.exists()
        with pytest.raises(Refused):
            actions.invite_to_circle(learner=sam, part=InvitedAs.ADVOCATE, name="Ada", by=helper)


def test_a_place_in_a_team_opens_the_learner_at_once_and_its_end_closes_it_at_once() -> None:
    lena, north = writer()
    helper, stranger = member(north), person()
    sam = written(lena, north)
    add = {"learner": sam, "organisation": north, "part": CirclePart.SUPPORT, "by": lena}
    with acting(as_person(lena.pk)):
        with pytest.raises(Refused):
            actions.add_to_circle(person=stranger, **add)
        place = actions.add_to_circle(person=helper, **add)
        assert actions.add_to_circle(person=helper, **add) == place
    with acting(as_person(helper.pk)):
        assert queries.learner(helper, sam.public_id) == sam
        with pytest.raises(Refused):
            actions.add_to_circle(learner=sam, person=helper, organisation=north, part=CirclePart.LEAD, by=helper)
    with acting(as_person(lena.pk)):
        actions.end_place_in_circle(place=place, by=lena)
    with acting(as_person(helper.pk)):
        assert queries.learner(helper, sam.public_id) is None


def test_who_decides_about_money_or_employs_works_with_the_learner_and_does_not_speak_for_them() -> None:
    lena, north = writer()
    sam = written(lena, north)
    told = {"learner": sam, "organisation": north, "by": lena}
    for role in (MemberRole.COMMISSIONER, MemberRole.EMPLOYER_SUPERVISOR):
        who = member(north, role=role)
        with acting(as_person(lena.pk)):
            with pytest.raises(Refused, match="does not speak for them"):
                actions.add_to_circle(person=who, part=CirclePart.SUPPORT, **told)
            assert actions.add_to_circle(person=who, part=CirclePart.WORKS_WITH, **told).part == "works-with"
    both = member(north, role=MemberRole.COMMISSIONER)
    join(both, north)
    with acting(as_person(lena.pk)):
        assert actions.add_to_circle(person=both, part=CirclePart.SUPPORT, **told).part == "support"
        place = actions.add_to_circle(person=member(north), part=CirclePart.WORKS_WITH, **told)
        with pytest.raises(DatabaseError), transaction.atomic():  # never without an organisation
            CircleMember.objects.filter(pk=place.pk).update(organisation=None)


def test_a_commissioner_who_leads_no_longer_works_with_the_learner_and_so_does_who_follows_them() -> None:
    north = organisation()
    cara, lena = member(north, "Cara", MemberRole.COMMISSIONER), member(north, "Lena", MemberRole.TRANSITION_LEAD)
    worker, admin = member(north, "Will"), member(north, "Admin", MemberRole.ORGANISATION_ADMIN)
    sam = written(cara, north)
    with acting(as_person(cara.pk)):
        actions.add_to_circle(learner=sam, person=worker, organisation=north, part=CirclePart.SUPPORT, by=cara)
        actions.change_lead(learner=sam, organisation=north, to=lena, by=cara)
    with acting(as_person(admin.pk)):
        told = {"organisation": north, "leaver": worker, "successor": cara, "by": admin}
        actions.pass_on_places(last_day=clock.today() - DAY, **told)
    with acting(as_person(lena.pk)):
        parts = [(p.name, p.part) for p in queries.circle(lena, sam)]
    assert parts == [("Lena", CirclePart.LEAD), ("Cara", CirclePart.WORKS_WITH)]


def test_a_circle_keeps_a_lead_until_there_is_another() -> None:
    lena, north = writer()
    helper = member(north, "Hari")
    sam = written(lena, north)
    with acting(as_person(lena.pk)):
        mine = queries.leads(lena, sam).get()
        with pytest.raises(Refused):
            actions.end_place_in_circle(place=mine, by=lena)
        actions.change_lead(learner=sam, organisation=north, to=helper, by=lena)
        assert [(p.name, p.part) for p in queries.circle(lena, sam)] == [
            ("Hari", CirclePart.LEAD),
            ("Lena", CirclePart.SUPPORT),
        ]
        assert queries.leads_for(lena) == frozenset()


def test_a_successor_has_the_places_of_whoever_leaves() -> None:
    lena, north = writer()
    admin = member(north, "Admin", MemberRole.ORGANISATION_ADMIN)
    follower = member(north, "Fay")
    sam = written(lena, north)
    with acting(as_person(admin.pk)):
        handed = {"organisation": north, "leaver": lena, "successor": follower, "last_day": clock.today()}
        assert actions.pass_on_places(**handed, by=admin) == 1
    with acting(as_person(follower.pk)):
        assert queries.learner(follower, sam.public_id) == sam
        assert queries.leads_for(follower) == {sam.pk}


def test_no_administrator_opens_learners_to_themselves_by_a_team_or_by_a_leavers_places() -> None:
    lena, north = writer()
    admin = member(north, "Admin", MemberRole.ORGANISATION_ADMIN)
    other = member(north, "Other", MemberRole.ORGANISATION_ADMIN)
    sam = written(lena, north)
    told = {"learner": sam, "organisation": north}
    with acting(as_person(admin.pk)):
        for part in (CirclePart.WORKS_WITH, CirclePart.SUPPORT):
            with pytest.raises(Refused, match="the lead or another administrator"):
                actions.add_to_circle(**told, person=admin, part=part, by=admin)
        with pytest.raises(Refused, match="the lead or another administrator"):
            actions.change_lead(**told, to=admin, by=admin)
        handed = {"organisation": north, "leaver": lena, "last_day": clock.today()}
        with pytest.raises(Refused, match="another administrator"):
            actions.pass_on_places(**handed, successor=admin, by=admin)
        assert queries.learner(admin, sam.public_id) is None
    with acting(as_person(other.pk)):
        actions.add_to_circle(**told, person=admin, part=CirclePart.SUPPORT, by=other)
    with acting(as_person(lena.pk)):  # who leads stays free to be support as well
        actions.add_to_circle(**told, person=lena, part=CirclePart.SUPPORT, by=lena)
    with acting(as_person(admin.pk)):
        assert queries.learner(admin, sam.public_id) == sam


def test_the_database_lets_no_administrator_into_a_team_by_their_own_hand() -> None:
    lena, north = writer()
    admin = member(north, "Admin", MemberRole.ORGANISATION_ADMIN)
    sam = written(lena, north)
    said = {"learner": sam, "person": admin, "organisation": north, "part": CirclePart.SUPPORT, "added_by": admin}
    with acting(as_person(admin.pk)):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            CircleMember(**said).save(force_insert=True)
        other = member(north, "Other")
        CircleMember(**{**said, "person": other}).save(force_insert=True)


def test_a_partner_whose_grant_has_ended_sees_neither_learner_nor_circle() -> None:
    lena, north = writer()
    sam = written(lena, north)
    south = organisation("South")
    partner = member(south)
    in_circle(sam, partner, south)
    granted(sam, south, partner, since=clock.now() - 2 * DAY, until=clock.now() - DAY)
    with acting(as_person(partner.pk)):
        assert queries.learner(partner, sam.public_id) is None
        assert [p.is_mine for p in queries.circle(partner, sam)] == [True]


def test_no_lead_becomes_the_learner_by_link_by_invitation_or_by_sql() -> None:
    lena, north = writer()
    sam = written(lena, north)
    with acting(as_person(lena.pk)):
        with pytest.raises(Refused, match="who supports a learner"):
            actions.link_person(learner=sam, person=lena, by=lena)
        _, token = actions.invite_to_circle(learner=sam, part=InvitedAs.LEARNER, name="Sam", by=lena)
        with pytest.raises(Refused):
            actions.accept_circle_invitation(token=token, by=lena)
        with pytest.raises(DatabaseError, match="said once"), transaction.atomic():
            Learner.objects.filter(pk=sam.pk).update(person=lena)
    friend = person("Sam")
    with acting(as_person(friend.pk)):
        assert actions.accept_circle_invitation(token=token, by=friend) is InvitedAs.LEARNER


def test_a_place_in_a_circle_is_only_ever_ended_earlier() -> None:
    lena, north = writer()
    admin, other = member(north, "Admin", MemberRole.ORGANISATION_ADMIN), member(north, "Other")
    place = in_circle(written(lena, north), other, north, until=clock.today() + 9 * DAY)
    with acting(as_person(admin.pk)):
        rows = CircleMember.objects.filter(pk=place.pk)
        for change in (
            {"person": admin, "until": clock.today()},
            {"part": CirclePart.LEAD},
            {"until": clock.today() + 10 * DAY},
            {"until": None},
        ):
            with pytest.raises(DatabaseError, match="can only end"), transaction.atomic():
                rows.update(**change)
        assert rows.update(until=clock.today()) == 1
