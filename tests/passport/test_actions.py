"""Answers, versions, history; and that what is hidden leaves no trace."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.passport.cast import everybody, says, says_everything
from tests.people import DAY
from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import Stale
from wraparound.core.models import AuditEvent
from wraparound.passport import actions, queries
from wraparound.passport.pictures import NotAPicture, remade
from wraparound.passport.policy import Answer, Refused, SaidBy, State, Voice
from wraparound.passport.topics import topic
from wraparound.sharing import actions as sharing

pytestmark = pytest.mark.django_db
HELPS = topic("what-helps")


def test_each_voice_has_its_own_place_and_none_stands_in_place_of_the_learners() -> None:
    cast = everybody()
    says(cast, "what-helps", "quiet")
    says(cast, "what-helps", "a snack", "mum", SaidBy.FAMILY)
    says(cast, "what-helps", "a timer", "wanda", SaidBy.ORGANISATION)
    with acting(as_person(cast.wanda.pk)):
        answers = queries.shared(cast.wanda, cast.learner)[0].answers
    assert [(a.voice, a.words) for a in answers] == [
        (Voice.LEARNER, "quiet"),
        (Voice.FAMILY, "a snack"),
        (Voice.ORGANISATION, "a timer"),
    ]


def test_two_who_change_one_answer_both_keep_their_words() -> None:
    cast = everybody()
    first = says(cast, "what-helps", "quiet", "mum", SaidBy.SUPPORTER)
    says(cast, "what-helps", "music", "wanda", SaidBy.SUPPORTER, version=first.version)
    with pytest.raises(Stale) as caught:
        says(cast, "what-helps", "dogs", version=first.version)
    assert caught.value.current.words == "music"
    says(cast, "what-helps", "dogs", version=caught.value.current.version)
    with acting(as_person(cast.sam.pk)):
        before = queries.history(cast.sam, cast.learner, HELPS, Voice.LEARNER)
    assert [(v.words, v.said_by, v.who) for v in before] == [
        ("dogs", SaidBy.LEARNER, "Sam"),
        ("music", SaidBy.SUPPORTER, "Wanda"),
        ("quiet", SaidBy.SUPPORTER, "Mum"),
    ]


def test_a_first_answer_does_not_replace_one_that_came_in_between() -> None:
    cast = everybody()
    says(cast, "what-helps", "quiet", "mum", SaidBy.SUPPORTER)
    with pytest.raises(Stale):
        says(cast, "what-helps", "music", "wanda", SaidBy.SUPPORTER, version=0)


def test_who_may_not_write_is_refused() -> None:
    cast = everybody()
    forged = {"carl": SaidBy.SUPPORTER, "stan": SaidBy.FAMILY, "wanda": SaidBy.LEARNER, "mum": SaidBy.ORGANISATION}
    forged["erin"] = SaidBy.SUPPORTER
    for who, said_by in forged.items():
        with pytest.raises(Refused):
            says(cast, "what-helps", "forged", who, said_by)
    with pytest.raises(Refused):
        says(cast, "when-i-am-ill", "forged", "mum", SaidBy.FAMILY)


def test_words_that_the_learner_takes_back_are_theirs_alone_with_all_that_stood_before() -> None:
    cast = everybody()
    entry = says(cast, "what-helps", "quiet")
    with acting(as_person(cast.sam.pk)):
        told = {"learner": cast.learner, "topic": HELPS, "said_by": SaidBy.LEARNER, "by": cast.sam}
        entry = actions.put_aside(answer=Answer.NOT_TO_SAY, version=entry.version, **told)
        assert len(queries.history(cast.sam, cast.learner, HELPS, Voice.LEARNER)) == 2
    with acting(as_person(cast.wanda.pk)):
        assert queries.entry(cast.wanda, cast.learner, HELPS, Voice.LEARNER) is None
        assert queries.history(cast.wanda, cast.learner, HELPS, Voice.LEARNER) == []
    says(cast, "what-helps", "music", "wanda", SaidBy.SUPPORTER)  # nothing tells that something was put aside


def test_a_hidden_answer_changes_nothing_of_what_others_see() -> None:
    cast = everybody()
    says(cast, "people-like", "I am funny")

    def seen() -> list[object]:
        found: list[object] = []
        for who in cast.others.values():
            with acting(as_person(who.pk)):
                found += [queries.shared(who, cast.learner), queries.steps(who, cast.learner)]
                found += [queries.card(who, cast.learner), queries.receiving(who, cast.learner, cast.north)]
        return found

    with acting(as_person(cast.wanda.pk)):
        actions.ask_for(organisation=cast.north, topics=["what-i-want", "what-helps"], needs=[], by=cast.wanda)
    before = seen()
    says(cast, "what-i-want", "secret")
    with acting(as_person(cast.sam.pk)):
        told = {"learner": cast.learner, "topic": HELPS, "said_by": SaidBy.LEARNER, "by": cast.sam}
        actions.put_aside(answer=Answer.LATER, **told)
    assert seen() == before


def test_how_ready_the_answers_are_is_told_for_what_is_open_only() -> None:
    cast = everybody()
    with clock.stopped_at(clock.now() - 400 * DAY):
        says(cast, "people-like", "old")
    says(cast, "what-helps", "new")
    says(cast, "what-i-want", "hidden")
    with acting(as_person(cast.sam.pk)):
        told = {"learner": cast.learner, "said_by": SaidBy.LEARNER, "by": cast.sam, "answer": Answer.NOT_TO_SAY}
        actions.put_aside(topic=topic("when-i-am-ill"), shows_withheld=True, **told)
        actions.put_aside(topic=topic("yes-and-no"), **told)
    asked = ["people-like", "what-helps", "what-i-want", "when-i-am-ill", "yes-and-no", "how-i-learn"]
    with acting(as_person(cast.wanda.pk)):
        actions.ask_for(organisation=cast.north, topics=asked, needs=[], by=cast.wanda)
        found = {a.label: a.state for a in queries.receiving(cast.wanda, cast.learner, cast.north)}
    assert found == {
        "What people like about me": State.STALE,
        "What helps me": State.READY,
        "What I want to do one day": State.NOT_SHARED,
        "What to do when I am ill": State.WITHHELD,
        "How I say yes and no": State.NOT_SAID,
        "How I learn best": State.NOT_SHARED,
    }


def test_an_answer_stays_when_its_writer_is_known_no_longer() -> None:
    cast = everybody()
    says(cast, "what-helps", "a timer", "wanda", SaidBy.ORGANISATION)
    with acting(as_person(cast.sam.pk)):
        sharing.give_grant(
            learner=cast.learner,
            to=cast.stan,
            categories=[Category.ABOUT_ME],
            purpose="To know me",
            until=clock.now() + DAY,
            by=cast.sam,
        )
    with acting(as_person(cast.stan.pk)):
        assert [(a.words, a.who) for a in queries.shared(cast.stan, cast.learner)[0].answers] == [("a timer", "")]


def test_events_tell_categories_and_never_words() -> None:
    cast = everybody()
    says_everything(cast)
    with acting(as_person(cast.sam.pk)):
        events = list(AuditEvent.objects.filter(subject=cast.learner.public_id).values_list("what", "details"))
        assert audit.broken_at(cast.learner.public_id) is None
    assert len(events) >= 12
    assert "canary" not in str(events)


def test_only_who_may_write_so_ends_a_part() -> None:
    cast = everybody()
    with acting(as_person(cast.sam.pk)):
        time = actions.add_availability(learner=cast.learner, begins=540, ends=750, said_by=SaidBy.LEARNER, by=cast.sam)
    with acting(as_person(cast.mum.pk)), pytest.raises(Refused):
        actions.end_thing(learner=cast.learner, thing=time, by=cast.mum)
    with acting(as_person(cast.sam.pk)):
        actions.end_thing(learner=cast.learner, thing=time, by=cast.sam)
        assert queries.things(cast.sam, cast.learner, "times") == []


def picture(size: tuple[int, int] = (3000, 2000), **more: object) -> BytesIO:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "canary: where it was taken"
    Image.new("RGB", size, "red").save(out, "JPEG", exif=exif, comment=b"canary", **more)
    out.seek(0)
    return out


def test_a_picture_is_drawn_anew_small_and_without_what_came_beside_it() -> None:
    sent = picture()
    assert b"canary" in sent.getvalue()
    made = remade(sent)
    assert (made.width, made.height) == (1200, 800)
    assert b"canary" not in made.jpeg
    assert b"Exif" not in made.jpeg


NO_PICTURES = [b"", b"GIF89a....", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture().getvalue()[:200]]


@pytest.mark.parametrize("sent", NO_PICTURES)
def test_what_is_no_picture_is_refused(sent: bytes) -> None:
    with pytest.raises(NotAPicture):
        remade(BytesIO(sent))
