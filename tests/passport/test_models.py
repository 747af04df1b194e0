"""What the database itself refuses, table by table: row-level security with the whole cast."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from tests.passport.cast import MOTHERS, TEAMS, everybody, says, says_everything
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person, as_visitor
from wraparound.passport.models import (
    AskedFor,
    Availability,
    Entry,
    EntryVersion,
    NeedOfLearner,
    OutcomeOfLearner,
    Photo,
    Wish,
)
from wraparound.passport.policy import Answer, SaidBy, Voice
from wraparound.passport.topics import TOPICS

REFUSED = "row-level security"
pytestmark = pytest.mark.django_db
PARTS = {
    NeedOfLearner: {"need": "hoist"},
    OutcomeOfLearner: {"outcome": "cook-a-meal"},
    Availability: {"begins": 540, "ends": 750},
    Wish: {"is_for": True, "service": "Cooking"},
    Photo: {"image": b"x", "width": 1, "height": 1, "words": "Me"},
}
EXPECTED = {"mum": MOTHERS, "wanda": TEAMS, "carl": [], "pat": [], "stan": []}


def numbers(categories: list[Category]) -> set[int]:
    return {c.number for c in categories}


@pytest.mark.parametrize("model", [Entry, EntryVersion])
def test_answers_are_seen_by_whom_their_category_is_open_to(model: type) -> None:
    cast = everybody()
    says_everything(cast)
    every = {t.category.number for t in TOPICS}
    with acting(as_person(cast.sam.pk)):
        assert set(model.objects.values_list("category", flat=True)) == every
    for name, who in cast.others.items():
        with acting(as_person(who.pk)):
            assert set(model.objects.values_list("category", flat=True)) == numbers(EXPECTED[name]) - {0}, name
    with acting(as_visitor()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        model.objects.count()


@pytest.mark.parametrize("model", PARTS)
def test_parts_are_seen_written_and_ended_by_whom_their_category_is_open_to(model: type) -> None:
    cast = everybody()
    for category in Category:
        with acting(as_person(cast.sam.pk)):
            said = {"learner": cast.learner, "category": category.number, "said_by": SaidBy.LEARNER}
            model(**said, written_by=cast.sam, **PARTS[model]).save(force_insert=True)
    for name, who in cast.others.items():
        with acting(as_person(who.pk)):
            assert set(model.objects.values_list("category", flat=True)) == numbers(EXPECTED[name]), name
            for category in Category:
                own = {"learner": cast.learner, "category": category.number, "written_by": who}
                if category not in EXPECTED[name]:
                    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
                        model(**own, said_by=SaidBy.SUPPORTER, **PARTS[model]).save(force_insert=True)
            ended = model.objects.update(ended=clock.now())
            assert ended == len(EXPECTED[name]), name
    with acting(as_visitor()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        model.objects.count()


def test_nobody_writes_as_the_learner_or_in_anothers_name() -> None:
    cast = everybody()
    said = {"learner": cast.learner, "category": Category.ABOUT_ME.number, "topic": "what-helps", "words": "x"}
    for said_by, signed in ((SaidBy.LEARNER, cast.wanda), (SaidBy.SUPPORTER, cast.sam)):
        forged = Entry(**said, voice=Voice.LEARNER, said_by=said_by, written_by=signed)
        with acting(as_person(cast.wanda.pk)), pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            forged.save(force_insert=True)


def test_a_part_can_only_be_ended_and_an_old_answer_not_even_that() -> None:
    cast = everybody()
    says(cast, "what-helps", "quiet")
    with acting(as_person(cast.sam.pk)):
        Photo(learner=cast.learner, category=1, said_by=SaidBy.LEARNER, written_by=cast.sam, **PARTS[Photo]).save(
            force_insert=True
        )
    with acting(as_person(cast.wanda.pk)):
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            Photo.objects.update(words="forged")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            EntryVersion.objects.update(words="forged")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Photo.objects.all().delete()


def test_what_the_learner_put_aside_is_there_for_nobody_else() -> None:
    cast = everybody()
    entry = says(cast, "what-helps", "quiet")
    with acting(as_person(cast.sam.pk)):
        Entry.objects.filter(pk=entry.pk).update(answer=Answer.NOT_TO_SAY, words="")
        assert Entry.objects.count() == 1
    with acting(as_person(cast.wanda.pk)):
        assert not Entry.objects.exists()


def test_constraints_hold_whoever_writes() -> None:
    cast = everybody()
    own = {"learner": cast.learner, "written_by": cast.sam, "said_by": SaidBy.LEARNER}
    wrong = [
        Entry(**own, category=1, topic="what-helps", voice=Voice.LEARNER, words=""),
        Entry(**own, category=1, topic="what-helps", voice=Voice.LEARNER, answer=Answer.LATER, words="x"),
        Entry(**own, category=1, topic="x", voice=Voice.LEARNER, answer=Answer.LATER, shows_withheld=True),
        Availability(**own, category=6, begins=600, ends=600),
        Availability(**own, category=6, begins=600, ends=10081),
        Wish(**own, category=5, is_for=True),
    ]
    for row in wrong:
        with (
            acting(as_person(cast.sam.pk)),
            pytest.raises(DatabaseError, match="check constraint"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)


def test_a_receiving_list_is_written_by_members_only() -> None:
    cast = everybody()
    with (
        acting(as_person(cast.stan.pk)),
        pytest.raises(DatabaseError, match=REFUSED),
        transaction.atomic(),
    ):
        AskedFor(organisation=cast.north, changed_by=cast.stan).save(force_insert=True)
