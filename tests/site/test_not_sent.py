"""What somebody wrote is shown and can be sent again where their session ended, or the page was from before it."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from wraparound.core import once

pytestmark = pytest.mark.django_db
PATH = f"/plans/{uuid.uuid4()}/outcomes/new/"
TYPED = {"words": "I want to swim", "password": "a secret", once.FIELD: str(uuid.uuid4())}


def test_who_is_signed_out_meanwhile_reads_what_they_wrote_and_the_form_keeps_its_key() -> None:
    answer = Client().post(PATH, TYPED)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert page.count("I want to swim") == 2 and TYPED[once.FIELD] in page and "a secret" not in page
    assert Client().post(PATH, {once.FIELD: TYPED[once.FIELD]}).status_code == 302  # nothing written: just sign in
    assert "HX-Redirect" in Client().post(PATH, TYPED, headers={"HX-Request": "true"})  # that page keeps it by itself


def test_a_page_from_before_signing_in_anew_can_be_sent_again_but_not_one_of_somebody_else() -> None:
    strict = Client(enforce_csrf_checks=True)
    for origin, is_shown in (("http://testserver", True), ("http://evil.example", False), ("null", False)):
        answer = strict.post(PATH, TYPED, headers={"Origin": origin})
        assert answer.status_code == 403
        assert ("I want to swim" in answer.content.decode()) is is_shown, origin
        assert "a secret" not in answer.content.decode()
