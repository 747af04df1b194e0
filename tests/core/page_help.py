"""Requests as views get them, without a database; and a page taken apart."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from django.test import RequestFactory

ALWAYS_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def asked(
    path: str = "/", *, name: str = "", method: str = "get", data: dict[str, Any] | None = None, **more: Any
) -> Any:
    """A request; `name` is somebody who has signed in."""
    request: Any = getattr(RequestFactory(), method)(path, data or {}, **more)
    request.user = SimpleNamespace(is_authenticated=bool(name), name=name, pk=1 if name else None)
    request.session = {}
    return request


class Parts(HTMLParser):
    """Every element of a page: (tag, attributes, the text in it)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))
        if tag not in ALWAYS_EMPTY:
            self.open.append(len(self.found) - 1)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.found[self.open.pop()][0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for number in self.open:
            self.found[number][2].append(data)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The attributes of each such element."""
        return [a for t, a, _ in self.found if t == tag and all(a.get(n.strip("_")) == v for n, v in wanted.items())]

    def words(self, tag: str) -> list[str]:
        """The text of each such element."""
        return [" ".join("".join(text).split()) for t, _, text in self.found if t == tag]
