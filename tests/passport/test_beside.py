"""What a supporter types where the learner's own answer stands: beside it, until the learner says which is right."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from tests.passport.cast import everybody, says
from tests.people import browser
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import Stale
from wraparound.passport import actions, queries
from wraparound.passport.models import Entry
from wraparound.passport.policy import Answer, Refused, SaidBy, Voice
from wraparound.passport.topics import topic

pytestmark = pytest.mark.django_db
HELPS = topic("what-helps")


def with_two() -> SimpleNamespace:
    """Sam said "quiet"; Wanda typed "music" for Sam."""
    cast = everybody()
    says(cast, "what-helps", "quiet")
    says(cast, "what-helps", "music", "wanda", SaidBy.SUPPORTER)
    return cast


def chooses(cast: SimpleNamespace, takes_typed: bool, who: str = "sam", version: int = 1) -> None:
    by = getattr(cast, who)
    with acting(as_person(by.pk)):
        actions.choose_answer(learner=cast.learner, topic=HELPS, takes_typed=takes_typed, version=version, by=by)


def seen(cast: SimpleNamespace, who: str = "wanda") -> list[tuple[str, str, bool]]:
    """The learner's voice on the topic, on the page of somebody."""
    by = getattr(cast, who)
    with acting(as_person(by.pk)):
        parts = queries.shared(by, cast.learner)
        answers = [a for p in parts for a in p.answers if a.topic is HELPS and a.voice is Voice.LEARNER]
    return [(a.words, a.who, a.beside) for a in answers]


def before(cast: SimpleNamespace, who: str) -> list[str]:
    by = getattr(cast, who)
    with acting(as_person(by.pk)):
        return [v.words for v in queries.history(by, cast.learner, HELPS, Voice.LEARNER)]


def test_it_stands_beside_marked_and_the_card_keeps_the_learners_own() -> None:
    cast = with_two()
    assert seen(cast) == seen(cast, "mum") == [("quiet", "Sam", False), ("music", "Wanda", True)]
    with acting(as_person(cast.wanda.pk)):
        assert [a.words for a in queries.card(cast.wanda, cast.learner)] == ["quiet"]
        (asked,) = [s for s in queries.steps(cast.wanda, cast.learner) if s.topic is HELPS]
        assert (asked.answer, asked.to_choose) == (Answer.SAID, True)


def test_typed_again_it_is_changed_beside_and_two_who_type_both_keep_their_words() -> None:
    cast = with_two()
    with pytest.raises(Stale) as caught:
        says(cast, "what-helps", "dogs", "mum", SaidBy.SUPPORTER)
    assert caught.value.current.words == "music"
    says(cast, "what-helps", "dogs", "mum", SaidBy.SUPPORTER, version=1)
    assert seen(cast) == [("quiet", "Sam", False), ("dogs", "Mum", True)]


def test_the_learner_takes_what_was_typed_and_the_history_says_who_typed() -> None:
    cast = with_two()
    chooses(cast, takes_typed=True)
    assert seen(cast) == [("music", "Sam", False)]
    assert before(cast, "wanda") == ["music", "music", "quiet"]
    assert not any(s.to_choose for s in steps(cast))


def test_the_learner_keeps_their_own_and_what_was_typed_is_theirs_alone() -> None:
    cast = with_two()
    chooses(cast, takes_typed=False)
    assert seen(cast) == seen(cast, "mum") == [("quiet", "Sam", False)]
    assert before(cast, "sam") == ["music", "quiet"]
    assert before(cast, "wanda") == before(cast, "mum") == ["quiet"]
    says(cast, "what-helps", "dogs", "wanda", SaidBy.SUPPORTER)
    assert [words for words, *_ in seen(cast)] == ["quiet", "dogs"]


def test_nobody_but_the_learner_chooses_and_only_what_they_saw() -> None:
    cast = with_two()
    for who in ("wanda", "mum", "erin", "stan"):
        with pytest.raises(Refused):
            chooses(cast, True, who)
    says(cast, "what-helps", "dogs", "mum", SaidBy.SUPPORTER, version=1)
    with pytest.raises(Stale):
        chooses(cast, takes_typed=True, version=1)
    chooses(cast, takes_typed=True, version=2)
    with pytest.raises(Refused):
        chooses(cast, takes_typed=True, version=2)
    assert seen(cast) == [("dogs", "Sam", False)]


def test_where_the_learner_said_nothing_it_stands_as_the_answer_marked() -> None:
    cast = everybody()
    says(cast, "what-helps", "music", "wanda", SaidBy.SUPPORTER)
    assert seen(cast) == [("music", "Wanda", False)]
    assert not any(s.to_choose for s in steps(cast))


def test_who_types_for_the_learner_does_not_put_the_learners_own_words_aside() -> None:
    cast = everybody()
    says(cast, "what-helps", "quiet")
    with acting(as_person(cast.wanda.pk)), pytest.raises(Refused):
        told = {"learner": cast.learner, "topic": HELPS, "said_by": SaidBy.SUPPORTER, "by": cast.wanda}
        actions.put_aside(answer=Answer.LATER, version=1, **told)
    assert seen(cast) == [("quiet", "Sam", False)]


@pytest.mark.parametrize("answer", [Answer.LATER, Answer.NOT_TO_SAY])
def test_words_that_the_learner_puts_aside_take_with_them_what_was_typed_beside(answer: Answer) -> None:
    cast = with_two()
    with acting(as_person(cast.sam.pk)):
        told = {"learner": cast.learner, "topic": HELPS, "said_by": SaidBy.LEARNER, "by": cast.sam}
        actions.put_aside(answer=answer, version=1, **told)
    assert seen(cast) == []
    assert before(cast, "wanda") == before(cast, "mum") == []


@pytest.mark.parametrize("takes_typed", [True, False])
def test_what_is_typed_where_the_learner_put_the_question_aside_waits_for_them_too(takes_typed: bool) -> None:
    cast = everybody()
    with acting(as_person(cast.sam.pk)):
        told = {"learner": cast.learner, "topic": HELPS, "said_by": SaidBy.LEARNER, "by": cast.sam}
        actions.put_aside(answer=Answer.NOT_TO_SAY, **told)
    says(cast, "what-helps", "music", "wanda", SaidBy.SUPPORTER)
    assert seen(cast) == [("music", "Wanda", False)]  # for others as if nothing had been put aside
    assert [s.topic for s in steps(cast) if s.to_choose] == [HELPS]
    with acting(as_person(cast.wanda.pk)):
        assert not any(s.to_choose for s in queries.steps(cast.wanda, cast.learner))
    chooses(cast, takes_typed)
    assert seen(cast) == ([("music", "Sam", False)] if takes_typed else [])
    assert before(cast, "wanda") == (["music", "music"] if takes_typed else [])
    assert not any(s.to_choose for s in steps(cast))


def steps(cast: SimpleNamespace) -> list[queries.Step]:
    with acting(as_person(cast.sam.pk)):
        return queries.steps(cast.sam, cast.learner)


def test_the_database_itself_lets_nobody_replace_or_type_what_they_may_not() -> None:
    cast = with_two()
    with acting(as_person(cast.wanda.pk)):
        own = Entry.objects.filter(beside=False)
        assert own.count() == 1 and own.update(words="forged", said_by="supporter", written_by=cast.wanda) == 0
        with connection.cursor() as cursor:
            cursor.execute("select app.withdraw_words(%s)", [own.get().pk])
        assert before(cast, "mum") == ["music", "quiet"]
        row = {"learner": cast.learner, "category": HELPS.category.number, "written_by": cast.wanda}
        with pytest.raises(IntegrityError, match="a_voice_is_of_who_says_it"), transaction.atomic():
            Entry(topic="x", voice="learner", said_by="organisation", words="x", **row).save(force_insert=True)
    with acting(as_person(cast.erin.pk)):
        row["written_by"] = cast.erin
        said = {"topic": "what-matters", "voice": "learner", "words": "forged", "said_by": "supporter"}
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Entry(**row, **said).save(force_insert=True)
        Entry(**row, **{**said, "voice": "organisation", "said_by": "organisation"}).save(force_insert=True)
    assert seen(cast)[0] == ("quiet", "Sam", False)


def test_who_works_with_the_learner_writes_their_own_view_only() -> None:
    cast = everybody()
    says(cast, "what-matters", "is never late", "erin", SaidBy.ORGANISATION)
    erins = browser(cast.erin)
    address = reverse("passport:question", args=[cast.learner.public_id, "what-helps"])
    page = erins.get(address + "?as=supporter").content.decode()
    assert "You write what your team knows." in page and "Type for the learner" not in page
    sent = {"words": "forged", "said_by": "supporter", "do": "say", "version": 0}
    assert erins.post(address, sent).status_code == 302
    with acting(as_person(cast.sam.pk)):
        assert {e.voice for e in Entry.objects.filter(written_by=cast.erin)} == {"organisation"}


def test_the_learner_chooses_on_a_page_of_two_buttons_that_nobody_else_finds() -> None:
    cast = with_two()
    address = reverse("passport:choose", args=[cast.learner.public_id, "what-helps"])
    for who in ("wanda", "mum", "erin", "stan"):
        assert browser(getattr(cast, who)).get(address).status_code == 404
    sams = browser(cast.sam)
    passport = reverse("passport:passport", args=[cast.learner.public_id])
    assert "Somebody typed an answer for you" in sams.get(passport).content.decode()
    page = sams.get(address).content.decode()
    assert all(words in page for words in ("quiet", "music", "Wanda typed:", "Keep mine", "Yes, that is what I say"))
    assert sams.post(address, {"do": "typed", "version": 0}).status_code == 409
    assert sams.post(address, {"do": "neither", "version": 1}).status_code == 200
    assert sams.post(address, {"do": "typed", "version": 1}).status_code == 302
    assert sams.get(address).status_code == 404
    assert "Somebody typed an answer for you" not in sams.get(passport).content.decode()
    assert seen(cast) == [("music", "Sam", False)]


def test_a_supporter_reads_what_the_learner_said_and_that_theirs_will_stand_beside_it() -> None:
    cast = with_two()
    address = reverse("passport:question", args=[cast.learner.public_id, "what-helps"])
    page = browser(cast.wanda).get(address).content.decode()
    assert "quiet" in page and "stands beside it" in page and "Ask me later" not in page
    shared = browser(cast.mum).get(reverse("passport:passport", args=[cast.learner.public_id])).content.decode()
    assert "Wanda typed this for the learner." in shared


def test_what_is_old_is_settled_at_the_moment_it_is_settled() -> None:
    cast = with_two()
    chooses(cast, takes_typed=False)
    with acting(as_person(cast.sam.pk)):
        (settled,) = Entry.objects.filter(answer=Answer.SETTLED)
    assert settled.words == "" and abs((clock.now() - settled.at).total_seconds()) < 60
