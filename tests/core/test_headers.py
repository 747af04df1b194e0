"""What browsers are told, and that no page asks for what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from wraparound.core.headers import HeadersMiddleware, content_policy, forms_may_lead_to

TEMPLATES = sorted(
    file
    for folder in ("jinja2", "templates")
    for file in Path("src/wraparound").glob(f"**/{folder}/**/*")
    if file.suffix in {".html", ".svg"} and file.name != "everything.html"  # a file to take away, read without the site
)

INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)""",
    re.IGNORECASE,
)


def policy_of(response: HttpResponse) -> dict[str, str]:
    told = HeadersMiddleware(lambda request: response)(RequestFactory().get("/"))
    parts = told.headers["Content-Security-Policy"].split("; ")
    return {what: where for what, _, where in (part.partition(" ") for part in parts)}


def lets_inline_in(policy: str) -> bool:
    return any(word in policy for word in ("unsafe-inline", "unsafe-eval", "nonce-", "*", "data:", "http"))


def test_a_page_may_load_only_our_own_files() -> None:
    policy = policy_of(HttpResponse())
    assert policy["default-src"] == "'none'"
    assert {where for what, where in policy.items() if what.endswith("-src") and what != "default-src"} == {"'self'"}
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert not lets_inline_in(content_policy())


@pytest.mark.parametrize("word", ["'unsafe-inline'", "'unsafe-eval'", "https://cdn.example", "data:", "*"])
def test_a_policy_that_lets_more_in_would_be_found(word: str) -> None:
    assert lets_inline_in(content_policy().replace("script-src 'self'", f"script-src 'self' {word}"))


def test_every_response_says_what_it_does_not_ask_for() -> None:
    told = HeadersMiddleware(lambda request: HttpResponse(status=500))(RequestFactory().get("/")).headers
    assert "camera=()" in told["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in told["Permissions-Policy"]  # passkeys
    assert told["Cross-Origin-Opener-Policy"] == told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert told["X-Frame-Options"] == "DENY"


def test_a_response_that_sets_a_header_itself_keeps_it() -> None:
    response = HttpResponse(headers={"Cross-Origin-Resource-Policy": "cross-origin"})
    told = HeadersMiddleware(lambda request: response)(RequestFactory().get("/"))
    assert told.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_form_ends_at_another_site_only_where_the_page_says_so() -> None:
    assert policy_of(HttpResponse())["form-action"] == "'self'"
    response = HttpResponse()
    forms_may_lead_to(response, "https://login.example")
    assert policy_of(response)["form-action"] == "'self' https://login.example"


@pytest.mark.parametrize("file", TEMPLATES, ids=str)
def test_no_template_has_script_or_style_inside(file: Path) -> None:
    assert not INLINE.findall(file.read_text())


@pytest.mark.parametrize(
    "fault",
    [
        '<p style="color: red">',
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        "<style>p {}</style>",
    ],
)
def test_script_or_style_inside_a_template_would_be_found(fault: str) -> None:
    assert INLINE.search(fault)
