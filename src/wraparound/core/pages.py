"""How a view answers, and what every page knows: who is here, where they can go, how they like to read.

Apps below the site add links, cards and helpers through the hooks of this module; it knows none of the apps.
Start with docs/pages.md.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.template import engines
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.translation import get_language
from jinja2_fragments import render_block

from wraparound.core import language
from wraparound.core.database.scope import acting, as_person, current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.utils.functional import _StrOrPromise as Words
    from jinja2 import Environment

    View = Callable[..., HttpResponseBase]

T = TypeVar("T")

READING_CHOICES: dict[str, tuple[str, ...]] = {  # the first of each is what a page looks like for a stranger
    "theme": ("light", "cream", "dark"),
    "size": ("normal", "large", "larger"),
    "spacing": ("normal", "wide"),
    "font": ("atkinson", "lexend", "arial"),
    "symbols": ("on", "off"),
    "language": ("en-gb", "cy"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How somebody likes to read. Only the words of READING_CHOICES; anything else counts as not said."""

    theme: str = "light"
    size: str = "normal"
    spacing: str = "normal"
    font: str = "atkinson"
    symbols: str = "on"
    language: str = ""  # not said: what they said as a visitor counts, or else English

    @classmethod
    def from_stored(cls, stored: object) -> Reading:
        """From what was kept; whatever is not one of our words is left out, because a page must always appear."""
        if not isinstance(stored, dict):
            return cls()
        return cls(**{n: v for n, v in stored.items() if n in READING_CHOICES and v in READING_CHOICES[n]})

    def stored(self) -> dict[str, str]:
        """What to keep."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def language_code(self) -> str:
        """The language of the pages."""
        return self.language or settings.LANGUAGE_CODE

    @property
    def classes(self) -> str:
        """The classes of <html> that make a page look so from its first paint, without a script."""
        return " ".join(f"wr-{f.name}-{getattr(self, f.name)}" for f in fields(self) if f.name != "language")


class ReadingStore:
    """Where the reading preferences of somebody are kept: in the session, until `set` names a better place."""

    def __init__(self) -> None:
        self.load: Callable[[HttpRequest], object] = lambda request: request.session.get("reading")
        self.save: Callable[[HttpRequest, Reading], None] = _keep_in_session

    def set(self, load: Callable[[HttpRequest], object], save: Callable[[HttpRequest, Reading], None]) -> None:
        """From now on `load` answers what is kept (a dict or None) and `save` keeps it."""
        self.load, self.save = load, save


def _keep_in_session(request: HttpRequest, reading: Reading) -> None:
    request.session["reading"] = reading.stored()


@dataclass(frozen=True, slots=True)
class Link:
    """A way on: in the navigation or as a card. `symbol` names a file of static/symbols/ without its ending."""

    text: Words
    url: str
    hint: Words = ""
    symbol: str = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class Helper:
    """The person to ask: the same name and number in the same place on every page."""

    name: str
    phone: str = ""
    about: Words = ""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the site speaks; `name` is what it calls itself."""

    code: str
    name: str


def link(
    text: Words, name: str, *args: object, order: int = 50, hint: Words = "", symbol: str = "", **kwargs: object
) -> Link | None:
    """A link to the URL of this name; None where there is no such URL, so that no page leads nowhere."""
    url = url_if(name, *args, **kwargs)
    return Link(text, url, hint, symbol, order) if url else None


def url_if(name: str, *args: object, **kwargs: object) -> str:
    """The URL of this name, or "" where there is none."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


class Hook(Generic[T]):
    """Functions of a request that apps add, in the order in which they were added."""

    def __init__(self) -> None:
        self._functions: list[Callable[[HttpRequest], T]] = []

    def add(self, function: Callable[[HttpRequest], T]) -> Callable[[HttpRequest], T]:
        """Adds a function once; also as a decorator."""
        if function not in self._functions:
            self._functions.append(function)
        return function

    def remove(self, function: Callable[[HttpRequest], T]) -> None:
        """Takes a function out again."""
        self._functions.remove(function)

    def answers(self, request: HttpRequest) -> Iterator[T]:
        """What the functions say, one after the other."""
        return (function(request) for function in self._functions)


navigation: Hook[Iterable[Link | None]] = Hook()
home_cards: Hook[Iterable[Link | None]] = Hook()
unread: Hook[int] = Hook()
helper: Hook[Helper | None] = Hook()
reading_store = ReadingStore()


def links_of(hook: Hook[Iterable[Link | None]], request: HttpRequest) -> list[Link]:
    """The links that the functions of a hook give, in their order; what does not exist is left out."""
    found = [link for links in hook.answers(request) for link in links if link is not None]
    once_each: dict[str, Link] = {}
    for one in found:
        once_each.setdefault(one.url, one)  # two roles of a person may name the same page
    return sorted(once_each.values(), key=lambda link: link.order)


class Page:
    """What every page knows. Each part is found out when a template first asks for it.

    `calm` is for error pages: nothing is asked of the apps, and what cannot be had is left out, since the database may
    be the thing that is wrong.
    """

    def __init__(self, request: HttpRequest, *, calm: bool = False) -> None:
        self.request = request
        self.calm = calm
        self.demo: bool = getattr(settings, "DEMO", False)
        self.is_learner_page: bool = getattr(request, "is_learner_page", False)

    def _or(self, default: T, ask: Callable[[], T]) -> T:
        if not self.calm:
            return ask()
        try:
            return ask()
        except Exception:  # whatever it is: an error page must still appear
            return default

    @cached_property
    def signed_in(self) -> bool:
        """Whether somebody has signed in."""
        return self._or(False, lambda: bool(self.request.user.is_authenticated))

    @cached_property
    def name(self) -> str:
        """What the person who is signed in is called; "" for a visitor."""
        return self._or("", lambda: str(getattr(self.request.user, "name", ""))) if self.signed_in else ""

    @cached_property
    def who(self) -> str:
        """The public id of who is signed in; "" for a visitor."""
        return self._or("", lambda: str(getattr(self.request.user, "public_id", ""))) if self.signed_in else ""

    @cached_property
    def reading(self) -> Reading:
        """How whoever is here likes to read."""
        return self._or(Reading(), lambda: reading_of(self.request))

    @cached_property
    def navigation(self) -> list[Link]:
        """Where this person can go."""
        return self._ask([], lambda: links_of(navigation, self.request))

    @cached_property
    def home_cards(self) -> list[Link]:
        """What this person does most."""
        return self._ask([], lambda: links_of(home_cards, self.request))

    @cached_property
    def unread(self) -> int:
        """How many messages this person has not read."""
        return self._ask(0, lambda: sum(unread.answers(self.request)))

    @cached_property
    def helper(self) -> Helper | None:
        """The person to ask, where one is known."""
        return self._ask(None, lambda: next((h for h in helper.answers(self.request) if h), None))

    @cached_property
    def messages(self) -> list[Any]:
        """What happened on the page before; shown once."""
        return self._or([], lambda: list(messages.get_messages(self.request)))

    @property
    def here(self) -> str:
        """The address of this page on the site; a form that was sent leads back to the page it stood on."""
        return self.request.get_full_path()

    def is_at(self, url: str) -> bool:
        """Whether this page is the one at the URL or below it."""
        return self.request.path == url or (url != "/" and self.request.path.startswith(url))

    @property
    def language(self) -> str:
        """The language of this page, as <html lang> wants it."""
        return language_here()

    @property
    def languages(self) -> list[Language]:
        """The other languages that this page can be read in."""
        return [Language(code, name) for code, name in settings.LANGUAGES if code.split("-")[0] != self.language]

    def _ask(self, default: T, apps: Callable[[], T]) -> T:
        """Asked in the name of who is signed in, also on pages that run in the narrow role of sign-in."""
        if not self.signed_in or self.calm or self.request.user.pk is None:
            return default
        person = as_person(self.request.user.pk)
        if current() == person:  # the page is being made for them: no second transaction
            return apps()
        with acting(person):
            return apps()


def reading_of(request: HttpRequest) -> Reading:
    """How whoever is here likes to read; asked once for a request."""
    kept: Reading | None = getattr(request, "reading", None)
    if kept is None:
        kept = Reading.from_stored(reading_store.load(request))
        request.reading = kept  # type: ignore[attr-defined]
    return kept


def language_here() -> str:
    """The language that is spoken now, without a region: "en", "cy"."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


class Macros:
    """The macros of one template, imported with what the page knows, when they are first used."""

    def __init__(self, environment: Environment, template: str, values: Mapping[str, Any]) -> None:
        self._import: Callable[[], Any] = lambda: environment.get_template(template).make_module(dict(values))

    def __getattr__(self, name: str) -> Any:
        self.__dict__["_module"] = module = self.__dict__.get("_module") or self._import()
        return getattr(module, name)


def shared(request: HttpRequest, *, calm: bool = False) -> dict[str, Any]:
    """What every template has besides the globals of the environment."""
    environment = _environment()
    values: dict[str, Any] = {
        "request": request,
        "page": Page(request, calm=calm),
        "csrf_input": format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)),
    }
    for name in ("parts", "forms", "tables"):
        values[name] = Macros(environment, f"core/{name}.html", values)
    return values


def _environment() -> Environment:
    environment: Environment = engines["jinja2"].env  # type: ignore[attr-defined]  # of the engine that Django wraps
    return environment


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    fragment: str | None = None,
    calm: bool = False,
) -> HttpResponse:
    """The page; where htmx asks and a fragment is named, only the block of that name."""
    values = {**shared(request, calm=calm), **(context or {})}
    with language.drafting():
        if fragment and getattr(request, "htmx", False) and not request.htmx.boosted:  # type: ignore[attr-defined]
            text = render_block(_environment(), template, fragment, values)
        else:
            text = _environment().get_template(template).render(values)
    response = HttpResponse(language.finished(text), status=status)
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return response


def redirect(
    request: HttpRequest, to: str, message: Words = "", *args: object, **kwargs: object
) -> HttpResponseRedirect:
    """Leads on after a form: to a URL name or a path of ours, with a message on the next page."""
    if message:
        messages.success(request, message)
    return HttpResponseRedirect(resolve_url(to, *args, **kwargs))


def signed_in(view: View) -> View:
    """A visitor is asked to sign in first and then comes back."""

    @wraps(view)
    def asks(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        response: HttpResponseBase = redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        if getattr(request, "htmx", False):  # a part of a page cannot be a sign-in page: the whole page goes there
            response = HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
        return response

    asks.for_signed_in = True  # type: ignore[attr-defined]
    return asks


def public(*, reason: str) -> Callable[[View], View]:
    """Marks a view as open to everybody, and says why; a house rule reads it."""

    def mark(view: View) -> View:
        view.public_because = reason  # type: ignore[attr-defined]
        return view

    return mark


def learner_page(view: View) -> View:
    """Large targets and larger text; the rules for pages that learners read are tested on it."""

    @wraps(view)
    def shows(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.is_learner_page = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    shows.is_learner_page = True  # type: ignore[attr-defined]
    return shows
