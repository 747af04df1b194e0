"""Secrets at rest: a copy of the database opens nobody's sign-in; a new key takes the old one's place."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from tests.accounts.cast import Cast, being, cast
from tests.people import SIGN_IN
from wraparound.accounts import actions, sealing
from wraparound.accounts.adapter import SecondStepAdapter
from wraparound.accounts.models import OidcConnection
from wraparound.core.database.embedded import _kept
from wraparound.core.database.scope import acting

APP, THEIRS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "given by the issuer"
SEED = "5eed" * 20


def kept(who: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Carl has an app and spare codes; Northside has a connection."""
    monkeypatch.setattr(RecoveryCodes, "generate_seed", classmethod(lambda _: SEED))
    with acting(SIGN_IN):
        TOTP.activate(who.carl, APP)
        RecoveryCodes.activate(who.carl)
    with being(who.sue):
        actions.connect_sign_in(
            organisation=who.north, issuer="https://a.example", our_name="us", our_secret=THEIRS, by=who.sue
        )


def in_the_rows() -> list[str]:
    """Which secrets whoever has a copy of the database can read."""
    with acting(SIGN_IN), connection.cursor() as cursor:
        raw = ""
        for model in (Authenticator, OidcConnection):
            cursor.execute(f"select string_agg(x::text, ' ') from {model._meta.db_table} x")
            raw += cursor.fetchone()[0]
    return [secret for secret in (APP, SEED, THEIRS) if secret in raw]


@pytest.mark.django_db
def test_no_secret_stands_in_a_row_as_it_is_and_each_is_there_when_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who = cast()
    kept(who, monkeypatch)
    assert in_the_rows() == []
    cache.clear()
    now = format_hotp_value(hotp_value(APP, next(yield_hotp_counters_from_time())))
    with acting(SIGN_IN):
        assert Authenticator.objects.get(type="totp").wrap().validate_code(now)
        assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
        assert OidcConnection.objects.get().our_secret == THEIRS


@pytest.mark.django_db
def test_with_an_adapter_or_a_field_that_does_not_seal_the_secrets_would_be_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SecondStepAdapter, "encrypt", lambda _self, text: text)
    monkeypatch.setattr(sealing, "seal", lambda text: text)
    kept(cast(), monkeypatch)
    assert in_the_rows() == [APP, SEED, THEIRS]


@pytest.mark.django_db
def test_a_new_key_seals_all_again_and_the_old_one_can_be_taken_away(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.SECRETS_KEYS = ["old"]
    kept(cast(), monkeypatch)
    settings.SECRETS_KEYS = ["new", "old"]
    with acting(SIGN_IN):
        assert OidcConnection.objects.get().our_secret == THEIRS  # nothing is shut meanwhile
    said = StringIO()
    call_command("seal_again", stdout=said)
    assert said.getvalue() == "3 secrets are sealed with the first key.\n"
    settings.SECRETS_KEYS = ["new"]
    with acting(SIGN_IN):
        assert OidcConnection.objects.get().our_secret == THEIRS
        assert sealing.unseal(Authenticator.objects.get(type="totp").data["secret"]) == APP
        assert sealing.unseal(Authenticator.objects.get(type="recovery_codes").data["seed"]) == SEED
    settings.SECRETS_KEYS = ["old"]
    with acting(SIGN_IN), pytest.raises(sealing.Unreadable):
        OidcConnection.objects.get()


@pytest.mark.django_db
def test_only_the_installation_seals_again() -> None:
    who = cast()
    with being(who.sue), pytest.raises(actions.NotAllowed):
        actions.seal_secrets_again(by=None)


@pytest.mark.parametrize("said", [None, "", "  "])
def test_without_a_key_the_site_does_not_start(said: str | None) -> None:
    known = {k: v for k, v in os.environ.items() if k != "SECRETS_KEY"} | {
        "SECRET_KEY": "x", "ACTOR_KEY": "x", "DATABASE_URL": "dbname=none"
    }  # fmt: skip
    known |= {} if said is None else {"SECRETS_KEY": said}
    ran = subprocess.run(
        [sys.executable, "-c", "import wraparound.site.settings"],
        env=known,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "SECRETS_KEY must" in ran.stderr


def test_the_database_in_a_folder_makes_its_key_once_and_keeps_it_to_itself(tmp_path: Any) -> None:
    file = tmp_path / "secrets.json"
    file.write_text('{"django": "as before"}')
    first = _kept(file)
    assert first["django"] == "as before"
    assert len(first["secrets"]) > 40
    assert _kept(file) == first
    (tmp_path / "new").mkdir()
    _kept(tmp_path / "new" / "secrets.json")
    assert (tmp_path / "new" / "secrets.json").stat().st_mode & 0o077 == 0
