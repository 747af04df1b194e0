"""What somebody else sees: their own page, made for them in a savepoint that is rolled back, shown without life.

A subject above registers its pages in `ready()`: `previews.shows("plan", _("Plan"), "plans:plan")`. Only pages about
the learner of their address: the page is exactly what the receiver gets, with all that is open to them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest
from django.urls import resolve, reverse
from markupsafe import Markup

from wraparound.core.database.scope import acting, as_person

if TYPE_CHECKING:
    from uuid import UUID

    from django.utils.functional import _StrOrPromise as Words

MAIN = re.compile(r'<main class="govuk-main-wrapper" id="main-content">(.*)</main>', re.DOTALL)
OUR = "seen-"  # before every id of the page inside, so that none stands twice
ADDRESS = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "wsgi.url_scheme")
LEFT_OUT = {"script", "template", "style"}  # with all that stands in them
POINTING = {"id", "for", "aria-labelledby", "aria-describedby", "aria-controls"}
VOID = {"area", "br", "col", "hr", "img", "input", "source", "wbr"}
ASKS = {"button", "input", "select", "textarea"}
KEPT_OF_ASKING = {"class", "id", "type", "value", "checked", "selected", "rows", "cols", "aria-label"}
HEADING = re.compile(r"h([1-5])")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that can be looked at as somebody else."""

    key: str
    label: Words
    url_name: str


_shown: dict[str, Shown] = {}


def shows(key: str, label: Words, url_name: str) -> None:
    """Registers a page: its address takes `learner`, the public id, and nothing else."""
    _shown[key] = Shown(key, label, url_name)


def known() -> list[Shown]:
    """All of them, in the order in which they were registered."""
    return list(_shown.values())


class _Forgets(SessionBase):
    """A session in which nothing is, and of which nothing is kept."""

    def load(self) -> dict[str, Any]:
        return {}

    def save(self, must_create: bool = False) -> None:
        """Not at all."""


def main_seen_by(receiver: int, learner: UUID, key: str, *, like: HttpRequest) -> str:
    """The main part of a page as the receiver's own request would get it; "" where they get none.

    `receiver` is the key of a person. Whoever calls this has asked whether the viewer may look (queries.preview_of):
    here the receiver acts. Whatever their page writes down, such as that they looked, is undone. `like` says only at
    which address this site is reached.
    """
    path = reverse(_shown[key].url_name, kwargs={"learner": learner})
    with transaction.atomic():
        with connection.cursor() as cursor:  # what the viewer is told later is not there: see sql/functions_bases.sql
            cursor.execute("select app.leave_out_kept_back()")
        with acting(as_person(receiver)):
            found = _answer(_request(path, receiver, like))
        transaction.set_rollback(True)
    return found


def _request(path: str, person: int, like: HttpRequest) -> HttpRequest:
    """A request of the receiver's own: nothing of the viewer's session, cookies or forms is in it."""
    asked: Any = HttpRequest()
    asked.method, asked.path, asked.path_info = "GET", path, path
    asked.META = {name: like.META[name] for name in ADDRESS if name in like.META}
    asked.META["REQUEST_METHOD"] = "GET"
    asked.session = _Forgets()
    asked.resolver_match = resolve(path)
    asked.user = get_user_model().objects.get(pk=person)
    found: HttpRequest = asked
    return found


def _answer(request: HttpRequest) -> str:
    match: Any = request.resolver_match
    try:
        with transaction.atomic():  # a refusal leaves the transaction whole
            response = match.func(request, *match.args, **match.kwargs)
    except (Http404, PermissionDenied):
        return ""
    main = MAIN.search(response.content.decode()) if response.status_code == 200 else None
    return main[1] if main else ""


def inert(main: str) -> Markup:
    """The same words and pictures: links lead nowhere, nothing is sent, no script runs, headings are one smaller."""
    quiet = _Quiet()
    quiet.feed(main)
    quiet.close()
    return Markup("".join(quiet.out))


class _Quiet(HTMLParser):
    """Writes a page again, without what acts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._left_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """With what may stay of its attributes."""
        if tag in LEFT_OUT:
            self._left_out += 1
        if self._left_out or (tag == "input" and ("type", "hidden") in attrs):
            return
        kept = [_attribute(*one) for one in attrs if _may_stay(tag, *one)]
        if tag == "a":
            kept += ['role="link"', 'aria-disabled="true"']
        if tag in ASKS:
            kept += ["disabled"]
        self.out.append(f"<{' '.join([_named(tag), *kept])}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As a tag that is opened and closed: HTML knows no other, but for pictures drawn in it."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closed, if it was opened."""
        if tag in LEFT_OUT:
            self._left_out -= 1
        elif not self._left_out and tag not in VOID:
            self.out.append(f"</{_named(tag)}>")

    def handle_data(self, data: str) -> None:
        """Words stay."""
        if not self._left_out:
            self.out.append(escape(data, quote=False))

    def handle_entityref(self, name: str) -> None:
        """Signs stay."""
        self.handle_raw(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Signs stay."""
        self.handle_raw(f"&#{name};")

    def handle_raw(self, text: str) -> None:
        """What is written as HTML writes it."""
        if not self._left_out:
            self.out.append(text)


def _named(tag: str) -> str:
    """A form is a part of the page like any other; headings stand below the heading of the page around them."""
    if tag == "form":
        return "div"
    heading = HEADING.fullmatch(tag)
    return f"h{int(heading[1]) + 1}" if heading else tag


def _may_stay(tag: str, name: str, value: str | None) -> bool:
    if name.startswith(("on", "hx-", "data-")) or name in {"autofocus", "contenteditable", "accesskey", "tabindex"}:
        return False
    if tag in ASKS:
        return name in KEPT_OF_ASKING or name in POINTING
    if tag == "a":
        return name not in {"href", "target", "download", "ping", "role"}
    if tag == "form":
        return name in {"class", "id"}
    return not (name in {"href", "xlink:href"} and not str(value or "").startswith("#"))


def _attribute(name: str, value: str | None) -> str:
    if value is None:
        return name
    if name in POINTING:
        value = " ".join(f"{OUR}{one}" for one in value.split())
    elif value.startswith("#") and name in {"href", "xlink:href"}:
        value = f"#{OUR}{value[1:]}"
    value = value.replace("url(#", f"url(#{OUR}")
    return f'{name}="{escape(value)}"'
