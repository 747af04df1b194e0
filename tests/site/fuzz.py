"""Every form that a walk finds, sent with what nobody means well: what comes back is never an error of ours.

Used by test_fuzz.py with few posts and by proof/fuzz.py with many. What a post did is undone.
"""

from __future__ import annotations

import random
import re
from collections import Counter, deque
from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import Resolver404, resolve

from wraparound.core.once import FIELD, new_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.test import Client

FIRST = ("/", "/reading/", "/account/login/", "/account/me/", "/help/", "/local-offer/", "/notices/", "/learners/")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LEAVES = {"account_logout", "demo:sign-in"}
HOSTILE = (
    "", " " * 50, "\u202eevil\u202c", "\ud7ff\ufdd0\U0001f600" * 20, "=cmd|'/c calc'!A1", "+1+1", "@SUM(1)",
    "{{ 7*7 }}", "{% include '/etc/passwd' %}", "${7}", "%(name)s %s %d", "<script>alert(1)</script>",
    "\"'><img src=x>", "' or 1=1 --", "'; drop table accounts_person; --", "..\\../../etc/passwd",
    "\r\nSet-Cookie: x=1", "javascript:alert(1)", "-1", "0", "9" * 40, "1e999", "NaN", "٣٤", "0x10", "true", "null",
    "[]", "{}", "2026-02-30", "0001-01-01", "9999-12-31", "31/12/99999", "25:61", "a@b", "x" * 300, "É" * 3000,
    "not-a-uuid", "https://evil.example/",
)  # fmt: skip
LONG = "long " * 200_000  # a megabyte
FILES = (
    (b"", "empty.xlsx"),
    (b"PK\x03\x04broken", "a.xlsx"),
    (b"\xff\xd8\xff broken", "a.jpg"),
    (b"\x00" * 5000, "../../x.docx"),
)


class Forms(HTMLParser):
    """The forms of a page: where each is sent, and its fields with the values that stand in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]], set[str]]] = []
        self.links: list[str] = []
        self._name = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(said.get("href", ""))
        if tag == "form":
            is_post = said.get("method", "").lower() == "post"
            self.forms.append((said.get("action", "") if is_post else "get:", {}, set()))
        name = said.get("name", "") or (self._name if tag == "option" else "")
        if tag == "select":
            self._name = name
        if self.forms and name and tag in {"input", "textarea", "select", "button", "option"}:
            _, fields, files = self.forms[-1]
            fields.setdefault(name, []).append(said.get("value", ""))
            if said.get("type") == "file":
                files.add(name)


@dataclass(frozen=True)
class Form:
    """Where it stands and what it asks."""

    view: str
    path: str
    fields: dict[str, list[str]]
    files: frozenset[str]


@dataclass
class Found:
    """What came of the posts. `faults`: (view, who, status or what was seen, what was sent)."""

    posts: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    forms: set[str] = field(default_factory=set)
    faults: list[tuple[str, str, str, str]] = field(default_factory=list)


def view_of(path: str) -> str:
    """The name of what answers there."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return "none"


def forms_of(client: Client, seen: set[str]) -> list[Form]:
    """All forms of all pages that somebody comes to by links, each view once; those seen already are passed over."""
    found: dict[tuple[str, frozenset[str]], Form] = {}
    waiting = deque(FIRST)
    while waiting:
        path = waiting.popleft()
        if "export=" in path or (view := view_of(path)) in seen:
            continue
        seen.add(view)
        answer: Any = client.get(path)
        if answer.has_header("Location"):
            waiting.append(answer["Location"])
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = Forms(answer.content.decode())
        waiting.extend(link for link in page.links if link.startswith("/"))
        for action, fields, files in page.forms:
            to = action or path
            if action != "get:" and view_of(to) not in LEAVES:
                one = Form(view_of(to), to, fields, frozenset(files))
                found.setdefault((one.view, frozenset(fields)), one)
    return list(found.values())


def hostile(form: Form, dice: random.Random, others: Iterable[str]) -> dict[str, Any]:
    """What is sent: as the page had it, and some of it spoilt."""
    ids = [*others, str(uuid4())]
    said: dict[str, Any] = {name: dice.choice(values) for name, values in form.fields.items()}
    for name in dice.sample(sorted(said), k=min(len(said), dice.randint(1, 3))):
        kind = dice.random()
        if kind < 0.05:
            del said[name]
        elif kind < 0.12:
            said[name] = dice.choice(["\x00", "a\x00b"])
        elif kind < 0.2:
            said[name] = dice.choice(ids)
        elif kind < 0.24:
            said[name] = LONG
        elif kind < 0.3:
            said[name] = [dice.choice(HOSTILE) for _ in range(3)]
        elif kind < 0.36 or name in form.files:
            said[name] = SimpleUploadedFile(*reversed(dice.choice(FILES)))
        else:
            said[name] = dice.choice(HOSTILE)
    if dice.random() < 0.2:
        said |= {"learner": dice.choice(ids), "id": dice.choice(HOSTILE), "is_active": "on", "version": "-1"}
    if "csrfmiddlewaretoken" in said:
        del said["csrfmiddlewaretoken"]
    return said | {FIELD: new_key()}


def post(client: Client, form: Form, said: dict[str, Any], path: str = "") -> tuple[int, str]:
    """The status, and what the page says; where it leads on, what that page says. Nothing of it stays."""
    cookies = deepcopy(client.cookies)
    client.raise_request_exception = False
    try:
        with transaction.atomic():
            answer: Any = client.post(path or form.path, said)
            if answer.has_header("Location") and answer["Location"].startswith("/"):
                answer = client.get(answer["Location"])
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    return answer.status_code, text.decode(errors="replace")


def fuzz(
    actors: dict[str, Client],
    forms: list[Form],
    secrets: dict[str, set[str]],
    others: list[str],
    posts: int,
    seed: int = 1,
) -> Found:
    """So many posts, each form in turn, by anybody: also by those who would never be shown it.

    `secrets`: words that an actor must not be shown; `others`: ids of learners.
    """
    found, dice = Found(forms={form.view for form in forms}), random.Random(seed)
    forms = dice.sample(forms, k=len(forms))
    for number in range(posts):
        who, form, path = dice.choice([*actors]), forms[number % len(forms)], ""
        if (named := sorted(set(UUID.findall(form.path)))) and dice.random() < 0.15:  # the same, at another's address
            path = form.path.replace(dice.choice(named), dice.choice(others))
        said = hostile(form, dice, others)
        status, text = post(actors[who], form, said, path)
        found.posts += 1
        found.answers[status] += 1
        if status >= 500:
            found.faults.append((form.view, who, str(status), _short(said)))
        for word in secrets.get(who, ()):
            if word in text and word not in str(said):
                found.faults.append((form.view, who, f"shows {word}", _short(said)))
    return found


def _short(said: dict[str, Any]) -> str:
    return repr({name: str(value)[:60] for name, value in said.items() if name != FIELD})
