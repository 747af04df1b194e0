"""Cookies that no other host can set, and what stays in a browser when somebody signs out: nothing."""

from __future__ import annotations

import runpy
from typing import Any

import pytest
from django.test import override_settings

from tests import people
from wraparound.accounts import signin
from wraparound.site import settings as site_settings

NAMES = (
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
)


def settings_for(address: str, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the settings say at this address."""
    patch.setenv("SITE_ADDRESS", address)
    said = runpy.run_path(site_settings.__file__)
    return {name: said[name] for name in NAMES}


def cookies(said: dict[str, Any]) -> dict[str, Any]:
    """What a browser is given with the page to sign in, and when there is something to remember."""
    with override_settings(**said):
        client = people.browser()
        client.get("/account/login/", secure=True)
        client.post("/language/", {"language": "cy", "next": "/"}, secure=True)
        return dict(client.cookies.items())


@pytest.mark.django_db
def test_with_https_cookies_are_kept_from_every_other_host(monkeypatch: pytest.MonkeyPatch) -> None:
    found = cookies(settings_for("https://wraparound.example.org", monkeypatch))
    assert set(found) == {"__Host-session", "__Host-csrftoken"}
    for cookie in found.values():  # else a browser refuses them under this name
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.django_db
def test_with_https_browsers_are_told_to_stay_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said = settings_for("https://wraparound.example.org", monkeypatch)
    with override_settings(**said):
        kept = people.browser().get("/help/", secure=True)["Strict-Transport-Security"]
        led = people.browser().get("/help/")
    assert kept == "max-age=31536000"
    assert (led.status_code, led["Location"]) == (301, "https://testserver/help/")
    with override_settings(**settings_for("http://127.0.0.1:8000", monkeypatch)):  # as where the switch were forgotten
        assert not people.browser().get("/help/", secure=True).has_header("Strict-Transport-Security")


def test_on_this_machine_without_https_names_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_for("http://127.0.0.1:8000", monkeypatch) == dict(
        zip(NAMES, ("session", "csrftoken", False, False, 0, False), strict=True)
    )


@pytest.mark.django_db
def test_whoever_signs_out_leaves_nothing_in_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    client = people.browser(people.member(people.organisation()))
    assert not client.get("/account/me/").has_header("Clear-Site-Data")
    assert not client.get("/account/logout/").has_header("Clear-Site-Data")
    left = client.post("/account/logout/")
    assert (left.status_code, left["Clear-Site-Data"]) == (302, '"cache", "storage"')
    assert not client.get("/").has_header("Clear-Site-Data")
    client = people.browser(people.member(people.organisation()))
    monkeypatch.setattr(signin.PersonMiddleware, "process_response", lambda _self, _request, response: response)
    assert not client.post("/account/logout/").has_header("Clear-Site-Data")  # planted: the test would see it
