"""The pages of the passport, as each of the cast gets them."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.passport.cast import TEAMS, everybody, says, says_everything
from tests.people import Browser
from wraparound.core.database.scope import Actor, Role, acting, as_person
from wraparound.core.models import AuditEvent
from wraparound.passport import actions, queries
from wraparound.passport.policy import Answer, SaidBy, Voice
from wraparound.passport.topics import TOPICS, topic

pytestmark = pytest.mark.django_db
CHANGING = re.compile(rb'name="(form_key|csrfmiddlewaretoken)" value="[^"]*"')


def client(who) -> Browser:
    browser = Browser()
    with acting(Actor(Role.SIGN_IN)):
        browser.force_login(who)
    return browser


def at(name: str, cast, *more) -> str:
    return reverse(f"passport:{name}", args=[cast.learner.public_id, *more])


def answer(cast, who, slug: str, **said):
    return client(who).post(at("question", cast, slug), {"version": 0, "said_by": "learner", "words": "", **said})


def pages_of(cast) -> list[str]:
    parts = [at("things", cast, kind) for kind in queries.KINDS]
    questions = [at("question", cast, t.slug) for t in TOPICS]
    receiving = at("receiving", cast, cast.north.public_id)
    return [at("passport", cast), at("card", cast), receiving, *parts, *questions]


def test_the_learner_answers_one_question_after_the_other() -> None:
    cast = everybody()
    sam = client(cast.sam)
    assert sam.get(reverse("passport:home")).headers["Location"] == at("passport", cast)
    page = sam.get(at("question", cast, "people-like")).content.decode()
    assert "Question 1 of 12" in page and page.count("<h1") == 1
    led_to = answer(cast, cast.sam, "people-like", words="I am funny", do="say")
    assert led_to.headers["Location"] == at("question", cast, "what-matters")
    led_to = answer(cast, cast.sam, "what-matters", do="later")
    assert led_to.headers["Location"] == at("question", cast, "how-i-talk")
    home = sam.get(at("passport", cast)).content.decode()
    assert "You have answered 2 of 12 questions." in home
    assert at("question", cast, "how-i-talk") in home
    assert "I am funny" in sam.get(at("question", cast, "people-like")).content.decode()


def test_an_empty_answer_is_asked_for_again_and_nothing_typed_is_lost() -> None:
    cast = everybody()
    page = answer(cast, cast.sam, "people-like", words="  ", do="say")
    assert page.status_code == 200 and "Write your answer." in page.content.decode()
    long = "x" * 2001
    page = answer(cast, cast.sam, "people-like", words=long, do="say").content.decode()
    assert "at most 2000" in page and long in page


def test_two_answers_are_shown_and_one_is_chosen() -> None:
    cast = everybody()
    says(cast, "what-helps", "quiet", "mum", SaidBy.SUPPORTER)
    says(cast, "what-helps", "music", "wanda", SaidBy.SUPPORTER, version=1)
    page = answer(cast, cast.sam, "what-helps", words="dogs", version=1, do="say")
    assert page.status_code == 409
    assert "music" in page.content.decode() and "dogs" in page.content.decode() and "Wanda" in page.content.decode()
    chosen = {"words": "dogs", "version": 1, "seen_version": 2, "differs": "words", "keep-words": "mine"}
    assert answer(cast, cast.sam, "what-helps", **chosen).status_code == 302
    with acting(as_person(cast.sam.pk)):
        assert queries.entry(cast.sam, cast.learner, topic("what-helps"), Voice.LEARNER).words == "dogs"


def test_a_supporter_types_for_the_learner_under_their_own_name() -> None:
    cast = everybody()
    page = client(cast.wanda).get(at("question", cast, "what-helps")).content.decode()
    assert "You type what the learner says." in page
    done = answer(cast, cast.wanda, "what-helps", words="music", said_by="supporter", do="say")
    assert done.status_code == 302
    page = client(cast.sam).get(at("history", cast, "what-helps", "learner")).content.decode()
    assert "a supporter typed it" in page and "Wanda" in page


def test_each_sees_the_words_of_what_is_open_to_them_and_nobody_else_sees_a_page() -> None:
    cast = everybody()
    says_everything(cast)
    opened = {t.slug for t in TOPICS if t.category in TEAMS}
    page = client(cast.wanda).get(at("passport", cast)).content.decode()
    assert {t.slug for t in TOPICS if f"canary {t.slug}" in page} == opened
    for address in pages_of(cast):
        for who in (cast.carl, cast.pat, cast.stan):
            assert client(who).get(address).status_code == 404, (address, who.name)
        assert Browser().get(address).status_code == 302
    there, nobody = at("passport", cast), reverse("passport:passport", args=[uuid4()])
    stan = client(cast.stan)
    pages = [CHANGING.sub(b"", stan.get(a).content).replace(a.encode(), b"") for a in (there, nobody)]
    assert pages[0] == pages[1]


def test_what_is_hidden_changes_no_byte_of_any_page_of_others() -> None:
    cast = everybody()
    says(cast, "people-like", "I am funny")
    with acting(as_person(cast.wanda.pk)):
        actions.ask_for(organisation=cast.north, topics=[t.slug for t in TOPICS], needs=[], by=cast.wanda)

    def seen() -> list[tuple[int, bytes]]:
        browsers = {name: client(who) for name, who in cast.others.items()}
        answers = [browser.get(address) for browser in browsers.values() for address in pages_of(cast)]
        return [(a.status_code, CHANGING.sub(b"", a.content)) for a in answers]

    before = seen()
    assert any(status == 200 for status, _page in before)
    for slug in ("what-i-want", "how-i-learn", "work-i-would-like"):
        says(cast, slug, "canary")
    with acting(as_person(cast.sam.pk)):
        told = {"learner": cast.learner, "said_by": SaidBy.LEARNER, "by": cast.sam}
        actions.put_aside(topic=topic("what-helps"), answer=Answer.NOT_TO_SAY, **told)
        actions.add_wish(is_for=True, service="canary", **told)
    assert seen() == before


def test_what_is_withheld_shows_only_where_the_learner_says_so() -> None:
    cast = everybody()
    with acting(as_person(cast.wanda.pk)):
        actions.ask_for(organisation=cast.north, topics=["what-helps"], needs=[], by=cast.wanda)
    receiving = at("receiving", cast, cast.north.public_id)
    answer(cast, cast.sam, "what-helps", do="not-to-say")
    assert "Not said yet" in client(cast.wanda).get(receiving).content.decode()
    page = client(cast.sam).get(at("question", cast, "what-helps")).content.decode()
    assert "Let people know" in page
    answer(cast, cast.sam, "what-helps", do="not-to-say", show="yes", version=1)
    assert "does not want to say" in client(cast.wanda).get(receiving).content.decode()


def test_each_look_is_one_event_with_categories_and_the_learners_own_is_none() -> None:
    cast = everybody()
    says_everything(cast)
    client(cast.wanda).get(at("passport", cast))
    client(cast.sam).get(at("passport", cast))
    with acting(as_person(cast.sam.pk)):
        looks = AuditEvent.objects.filter(subject=cast.learner.public_id, what="looked at")
        assert [(e.actor, e.details["categories"]) for e in looks] == [
            (cast.wanda.pk, ["about-me", "communication", "health"])
        ]


def test_times_and_wishes_are_added_mended_and_taken_away() -> None:
    cast = everybody()
    sam, times = client(cast.sam), at("things", cast, "times")
    wrong = sam.post(times, {"day": "1", "begins": "3pm", "ends": "9am"}).content.decode()
    assert "This is before the start." in wrong and "3pm" in wrong
    assert sam.post(times, {"day": "1", "begins": "9:30am", "ends": "3pm"}).status_code == 302
    assert "Tuesday, 9:30am to 3pm" in sam.get(times).content.decode()
    wishes = at("things", cast, "wishes")
    assert "Say what you would do." in sam.post(wishes, {"is_for": "yes"}).content.decode()
    sam.post(wishes, {"is_for": "no", "service": "Swimming", "organisation": str(cast.north.public_id)})
    assert "Swimming, North" in sam.get(wishes).content.decode()
    with acting(as_person(cast.sam.pk)):
        (wish,) = queries.things(cast.sam, cast.learner, "wishes")
    end = at("end", cast, "wishes", wish.id)
    assert client(cast.wanda).post(end).status_code == 404
    assert sam.get(end).status_code == 405
    assert sam.post(end).status_code == 302
    assert "Swimming" not in sam.get(wishes).content.decode().split("<form")[0]


def test_a_photo_is_served_to_whom_it_is_open_to_and_nobody_else() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.passport.test_actions import picture

    cast = everybody()
    photos = at("things", cast, "photos")
    no = SimpleUploadedFile("me.jpg", b"MZ evil", "image/jpeg")
    assert "cannot read this photo" in client(cast.sam).post(photos, {"picture": no, "words": "Me"}).content.decode()
    sent = SimpleUploadedFile("me.jpg", picture((300, 200)).getvalue(), "image/jpeg")
    assert client(cast.sam).post(photos, {"picture": sent, "words": "Me and my dog"}).status_code == 302
    with acting(as_person(cast.sam.pk)):
        (photo,) = queries.things(cast.sam, cast.learner, "photos")
    address = at("photo", cast, photo.id)
    for who in (cast.sam, cast.mum, cast.wanda):
        shown = client(who).get(address)
        assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
        assert b"canary" not in shown.content and "no-store" in shown.headers["Cache-Control"]
    for who in (cast.carl, cast.pat, cast.stan):
        assert client(who).get(address).status_code == 404


def test_a_member_sets_what_is_asked_for_and_nobody_else_does() -> None:
    cast = everybody()
    address = reverse("passport:asked-for", args=[cast.north.public_id])
    assert client(cast.stan).get(address).status_code == 404
    said = client(cast.wanda).post(address, {"topics": ["what-helps"], "version": 0})
    assert said.status_code == 302
    assert "checked" in client(cast.carl).get(address).content.decode()
    late = client(cast.carl).post(address, {"topics": ["how-i-talk"], "version": 7})
    assert late.status_code == 409 and "How I talk" in late.content.decode()
