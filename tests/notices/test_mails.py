"""Mails of what is new: once a day, nothing personal, and nothing that is not open any more when they leave."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection

from tests import people
from tests.notices.people import NAME, being, everybody
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import Actor, Role, acting
from wraparound.notices import actions
from wraparound.notices.kinds import About
from wraparound.notices.models import Notice
from wraparound.notices.policy import Mails
from wraparound.sharing import actions as sharing

pytestmark = pytest.mark.django_db


def tell(cast: Any, to: Any, kind: str = "test-calm", category: Category = Category.ABOUT_ME, **more: Any) -> None:
    with being(cast.lena):
        actions.tell(person=to, kind=kind, about=About.learner(cast.sams, category, *more), by=cast.lena)


def send() -> str:
    out = StringIO()
    call_command("send_notices", stdout=out)
    return out.getvalue()


def choose(cast: Any, wanted: Mails) -> None:
    with being(cast.hari):
        actions.choose_mails(wanted=wanted, by=cast.hari)


def test_one_mail_a_day_however_often_it_runs() -> None:
    cast = everybody()
    tell(cast, cast.hari)
    tell(cast, cast.hari, "test-urgent")
    assert send() == "1 of 1 people for whom something is new got a mail.\n"
    assert [m.to for m in mail.outbox] == [[cast.hari.email]]
    send()
    tell(cast, cast.hari, category=Category.IDENTITY)
    send()
    assert len(mail.outbox) == 1
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        send()
        send()
    assert len(mail.outbox) == 2
    assert mail.outbox[1].body.count("Reference:") == 1  # what was mailed is not mailed again


def test_a_mail_says_what_kind_which_reference_what_is_wanted_by_when_and_no_name() -> None:
    cast = everybody()
    tell(cast, cast.hari)
    for _ in range(2):
        tell(cast, cast.hari, "test-urgent")
    with being(cast.hari):
        references = [n.reference for n in Notice.objects.order_by("made")]
    send()
    (sent,) = mail.outbox
    whole = f"{sent.subject}\n{sent.body}\n{sent.extra_headers}"
    for words in ("Something calm happened.", "Something urgent happened.", "2 times", "Look at once.", *references):
        assert words in sent.body
    due = clock.today() + timedelta(days=3)
    assert f"By {due.day} {due:%B %Y}." in sent.body
    for hidden in (NAME, "Canary", "Lena", "Hari", "North", str(cast.sams.public_id), str(cast.sams.pk), "about-me"):
        assert hidden not in whole


def test_no_kind_that_is_registered_has_a_place_for_a_name_in_its_mail() -> None:
    from wraparound.notices.kinds import known

    assert len(known()) > 8
    assert [k.slug for k in known().values() if "%" in f"{k.sentence}{k.wanted}"] == []
    assert [k.slug for k in known().values() if k.named and "%(name)s" not in str(k.named)] == []


def test_what_is_shared_no_more_when_the_mail_leaves_is_not_in_it() -> None:
    cast = everybody()
    tell(cast, cast.hari)
    with being(cast.sam):
        sharing.end_grant(grant=cast.grant, by=cast.sam)
    assert send() == "0 of 1 people for whom something is new got a mail.\n"
    assert mail.outbox == []


def test_whoever_has_left_or_wants_no_mail_gets_none() -> None:
    cast = everybody()
    gone = people.person("Gone")
    people.join(gone, cast.north, since=clock.today() - timedelta(days=9), until=clock.today() - timedelta(days=1))
    with being(cast.lena):
        for person in (gone, cast.hari):
            actions.tell(person=person, kind="test-calm", about=About(), by=cast.lena)
    choose(cast, Mails.NEVER)
    assert send() == "0 of 1 people for whom something is new got a mail.\n"
    assert mail.outbox == []


def test_what_is_urgent_comes_at_once_to_whoever_asked_and_only_that(django_capture_on_commit_callbacks: Any) -> None:
    cast = everybody()
    choose(cast, Mails.AT_ONCE)
    with django_capture_on_commit_callbacks(execute=True):
        tell(cast, cast.hari)
        assert mail.outbox == []
        tell(cast, cast.hari, "test-urgent")
        tell(cast, cast.sam, "test-urgent")  # asked for one mail a day
    (at_once,) = mail.outbox
    assert at_once.to == [cast.hari.email]
    assert "urgent" in at_once.body
    assert "calm" not in at_once.body
    send()
    assert sorted(m.to[0] for m in mail.outbox[1:]) == sorted([cast.hari.email, cast.sam.email])
    assert ["urgent" in m.body for m in mail.outbox[1:] if m.to == [cast.hari.email]] == [False]


class Broken(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        if any("broken" in m.to[0] for m in messages):
            raise OSError("the server does not answer")
        return super().send_messages(messages)


def test_a_mail_that_fails_holds_nobody_back_and_is_tried_again(settings: Any) -> None:
    cast = everybody()
    broken = people.member(cast.north, "Broken")
    with acting(people.SIGN_IN):
        broken.email = "broken@example.org"
        broken.save()
    with being(cast.lena):
        for person in (broken, cast.hari):
            actions.tell(person=person, kind="test-calm", about=About(), by=cast.lena)
    settings.EMAIL_BACKEND = "tests.notices.test_mails.Broken"
    assert send().startswith("1 of 2")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send().startswith("1 of 1")
    assert sorted(m.to[0] for m in mail.outbox) == sorted([broken.email, cast.hari.email])


def test_the_role_that_mails_sees_one_persons_notices_and_address_and_nothing_else() -> None:
    cast = everybody()
    tell(cast, cast.hari)
    tell(cast, cast.sam)
    with acting(Actor(Role.NOTICES, cast.hari.pk)), connection.cursor() as cursor:
        cursor.execute("select count(*) from notices_notice")
        assert cursor.fetchone() == (1,)
        cursor.execute("select email from accounts_person")
        assert cursor.fetchall() == [(cast.hari.email,)]
    for table in ("learners_learner", "sharing_grant", "passport_entry", "accounts_membership", "accounts_own"):
        with (
            pytest.raises(Exception, match="permission denied"),
            acting(Actor(Role.NOTICES, cast.hari.pk)),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"select * from {table}")
