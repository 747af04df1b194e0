"""Walks over every address of the site for one of the matrix's actors: what is asked, and what came back.

Whatever is made later is walked too: the addresses come from the site itself (`matrix.addresses`), and from the links
on its pages.
"""

from __future__ import annotations

import re
import uuid
from collections import deque
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.db import connection, transaction
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from tests import matrix, surfaces
from tests.site import fuzz
from wraparound.core import exports
from wraparound.core.once import FIELD, new_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.http.response import HttpResponseBase
    from django.test import Client

ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEYS = re.compile(
    r'((?:csrfmiddlewaretoken|form_key)" value=)"[^"]*"|expires=[^;]*|csrftoken=[^;]*'
)  # never twice the same
SAVEPOINT = re.compile(r'"s\d+_x\d+"')
LEAVES = {"account_logout", "demo:sign-in", "demo:people"}  # somebody else would walk on


def sent(client: Client, method: str, path: str, chain: Callable[[], int] | None = None) -> HttpResponseBase:
    """The answer; whatever the request did is undone, in the browser too: else who signed out would walk on as nobody.

    `chain` counts the events that there were then, as `events`.
    """
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer: Any = client.post(path, {FIELD: new_key()}) if method == "POST" else client.generic(method, path)
        surfaces.content(answer)
        if chain is not None and answer.status_code == 200:
            answer.events = chain()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def files(client: Client, path: str, answer: Any) -> Iterator[HttpResponseBase]:
    """The lists that a page offers as files."""
    if b"export=" in surfaces.content(answer):
        yield from (sent(client, "GET", f"{path}?export={kind}") for kind in exports.KINDS)


def paths(world: matrix.World) -> Iterator[tuple[matrix.Address, str]]:
    """Each address of the site, with what it is about in this world."""
    for address in matrix.addresses():
        if address.name and address.name not in matrix.LEFT_OUT:
            told = matrix.PARAMETERS.get(address.name)
            said = told(world) if told else _by_their_names(address, world)
            try:
                yield address, reverse(address.name, kwargs=said)
            except NoReverseMatch:
                assert not address.is_ours, address


def _by_their_names(address: matrix.Address, world: matrix.World) -> dict[str, Any]:
    """What an address is asked for of which nobody has said it: the learner, and things that are not there."""
    return {name: world.learner.public_id if name == "learner" else uuid.uuid4() for name in address.parameters}


@dataclass(frozen=True)
class Page:
    """An address as it answered: everything that reached the browser, and the statements that it took."""

    path: str
    status: int
    text: str
    statements: tuple[str, ...] = field(repr=False, default=())
    html: str = field(repr=False, default="")

    @property
    def view(self) -> str:
        """The name of what answered."""
        return named(self.path)[0]

    @property
    def kwargs(self) -> dict[str, Any]:
        """What the address says."""
        return named(self.path)[1]

    def forms(self) -> list[tuple[str, dict[str, list[str]]]]:
        """The forms that stand on it: where each is sent, and what stands in its fields."""
        found = fuzz.Forms(self.html).forms if self.html else []
        return [(action or self.path, fields) for action, fields, _ in found if action != "get:"]


def named(path: str) -> tuple[str, dict[str, Any]]:
    """The view of an address, and what is said to it."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return "", {}
    return found.view_name, found.kwargs


def page(client: Client, path: str, method: str = "GET") -> Page:
    """One address as it answers now; what the request did is undone."""
    statements: list[str] = []

    def noted(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(SAVEPOINT.sub("", statement))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(noted):
        answer: Any = sent(client, method, path)
    is_page = answer.status_code == 200 and "html" in answer.headers.get("Content-Type", "")
    html = surfaces.content(answer).decode(errors="replace") if is_page else ""
    text = KEYS.sub(r"\1", surfaces.of_answer(answer))
    return Page(path, answer.status_code, text, tuple(statements), html)


def pages(client: Client, of: Iterable[str] = fuzz.FIRST) -> dict[str, Page]:
    """How these answer, and all to which their links lead: one address for each view and its questions."""
    found: dict[str, Page] = {}
    waiting, seen = deque(of), {("", frozenset[str]())}
    asked = {_kind(path) for path in waiting}
    while waiting:
        path = waiting.popleft()
        if (kind := _kind(path)) not in seen or kind in asked:
            seen.add(kind)
            found[path] = one = page(client, path)
            waiting.extend(link for link in links(one) if link not in found and _kind(link) not in seen | asked)
    return found


def posted(client: Client, path: str, fields: dict[str, list[str]]) -> Any:
    """The answer to a form as it stood on a page, with a key of its own; whoever was signed in still is."""
    cookies = deepcopy(client.cookies)
    answer = client.post(path, {name: values[0] for name, values in fields.items()} | {FIELD: new_key()})
    client.cookies = cookies
    return answer


class _Questions(fuzz.Forms):
    """Also where the forms lead that only ask: lists that are searched, files that are chosen."""

    def __init__(self, html: str) -> None:
        self.asks: list[tuple[str, dict[str, list[str]]]] = []
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        said = dict(attrs)
        if tag == "form" and self.forms[-1][0] == "get:":
            self.asks.append((said.get("action") or "", self.forms[-1][1]))


def links(of: Page) -> Iterator[str]:
    """Addresses of this site to which a page leads, by links and by forms that only ask."""
    found = _Questions(of.html) if of.html else None
    for link in found.links if found else ():
        to = urlsplit(link)
        if link.startswith(("/", "?")) and not link.startswith("//"):
            yield f"{to.path or urlsplit(of.path).path}{'?' if to.query else ''}{to.query}"
    for action, fields in found.asks if found else ():
        said = {name: values[0] for name, values in fields.items() if name != "csrfmiddlewaretoken"}
        yield f"{action or urlsplit(of.path).path}?{urlencode(said)}"


def _kind(path: str) -> tuple[str, frozenset[str]]:
    view, _ = named(path)
    if not view or view in LEAVES or view.startswith(("static", "account_")):
        return "", frozenset()
    return view, frozenset(parse_qs(urlsplit(path).query))
