"""What subjects tell of: circles, records, passports, roles, words, entries that are due."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tests import people
from tests.directory import people as offer
from tests.notices.people import being, everybody, told
from wraparound.accounts import actions as accounts
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.learners import actions as learners
from wraparound.passport import actions as passport
from wraparound.passport.policy import Answer, SaidBy
from wraparound.passport.topics import TOPICS
from wraparound.vocabulary import actions as vocabulary
from wraparound.vocabulary.kinds import State

pytestmark = pytest.mark.django_db
ABOUT_ME = next(t for t in TOPICS if t.category is Category.ABOUT_ME)
HEALTH = next(t for t in TOPICS if t.category is Category.HEALTH)


def test_whoever_gets_a_place_in_a_circle_is_told_and_so_is_the_learner() -> None:
    cast = everybody()
    new = people.member(cast.north, "New")
    with being(cast.lena):
        place = learners.add_to_circle(
            learner=cast.sams, person=new, organisation=cast.north, part=CirclePart.SUPPORT, by=cast.lena
        )
    assert told(new) == [("circle-joined", 1)]
    assert told(cast.sam) == [("circle-changed", 1)]
    assert told(cast.lena) == []
    with being(cast.lena):
        learners.end_place_in_circle(place=place, by=cast.lena)
    assert told(new) == [("circle-left", 1)]  # the first one was about somebody who is not open to them any more
    assert told(cast.sam) == [("circle-changed", 2)]


def test_a_passport_that_changed_is_told_to_the_lead_and_what_others_wrote_to_the_learner() -> None:
    cast, mother = everybody(), people.person("Mother")
    people.in_circle(cast.sams, mother, None, CirclePart.FAMILY)
    people.granted(cast.sams, mother, cast.lena, [Category.ABOUT_ME])
    with being(cast.sam):
        for topic in (ABOUT_ME, HEALTH):
            passport.say(learner=cast.sams, topic=topic, words="x", said_by=SaidBy.LEARNER, by=cast.sam)
    assert told(cast.lena) == told(mother) == [("passport-changed", 1)]  # health is not open to them
    assert told(cast.hari) == told(cast.sam) == []
    with being(cast.lena):
        passport.say(learner=cast.sams, topic=ABOUT_ME, words="y", said_by=SaidBy.ORGANISATION, by=cast.lena)
    assert told(cast.sam) == [("passport-written", 1)]
    assert told(cast.lena) == [("passport-changed", 1)]


def test_that_a_question_was_put_aside_is_told_to_nobody() -> None:
    cast = everybody()
    with being(cast.sam):
        passport.put_aside(
            learner=cast.sams, topic=ABOUT_ME, answer=Answer.NOT_TO_SAY, said_by=SaidBy.LEARNER, by=cast.sam
        )
    assert told(cast.lena) == []


def test_records_that_were_merged_are_told_of() -> None:
    cast = everybody()
    again = people.learner("Sam G")
    people.in_circle(again, cast.lena, cast.north, CirclePart.LEAD)
    people.granted(again, cast.north, cast.lena, [Category.IDENTITY])
    with being(cast.lena):
        learners.merge_learners(kept=cast.sams, merged=again, by=cast.lena)
    assert told(cast.sam) == [("records-merged", 1)]
    assert told(cast.lena) == []


def test_a_role_that_changed_and_work_that_was_handed_over_are_told_of() -> None:
    cast = everybody()
    admin = people.member(cast.north, "Admin", MemberRole.ORGANISATION_ADMIN, since=clock.today() - timedelta(days=9))
    yesterday = clock.today() - timedelta(days=1)
    ned = people.person("Ned")
    place = people.join(ned, cast.north, since=yesterday)
    with being(admin):
        accounts.change_role(membership=place, role=MemberRole.TRANSITION_LEAD, by=admin)
        accounts.hand_over(organisation=cast.north, leaver=cast.hari, successor=ned, by=admin)
    assert told(ned) == [("handed-over", 1), ("role-changed", 1)]
    assert told(admin) == []


def test_a_word_that_was_answered_is_told_to_whoever_suggested_it() -> None:
    cast = everybody()
    keeper = people.member(people.organisation("System"), "Keeper", MemberRole.SYSTEM_ADMIN)
    with being(cast.hari):
        said = {"label": "Quiet lunch", "kind": "support", "because": "Noise"}
        made = vocabulary.suggest_term(**said, organisation=cast.north, by=cast.hari)
    with being(keeper):
        vocabulary.answer_suggestion(suggestion=made.pk, state=State.DECLINED, answer="It is there.", by=keeper)
    assert told(cast.hari) == [("word-answered", 1)]
    assert told(keeper) == []


def test_entries_that_are_due_are_told_to_whoever_administers() -> None:
    cast = everybody()
    admin = people.member(cast.north, "Admin", MemberRole.ORGANISATION_ADMIN, since=clock.today() - timedelta(days=200))
    with being(admin), clock.stopped_at(clock.now() - timedelta(days=100)):
        offer.service(cast.north, admin)
    for _ in range(2):  # the second run is within 14 days
        call_command("remind_directory_owners", stdout=StringIO())
    assert told(admin) == [("entries-due", 1)]
    assert told(cast.hari) == []
