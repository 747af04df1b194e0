"""What every template can use: links, translations, components of the design system, values in words."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from wraparound.core import clock, once, pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

MINUTES_OF_A_DAY = 24 * 60
_MARK = "<!-- here goes a part of another page -->"


def environment(**options: Any) -> Environment:
    """The environment of our templates: escapes everything, and a name that is not there is an error."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)
    made.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]  # added by ext.i18n
    made.policies["ext.i18n.trimmed"] = True
    made.globals |= {
        "url": url,
        "url_if": pages.url_if,
        "link": pages.link,
        "static": static,
        "has_symbol": has_symbol,
        "form_key": once.new_key,
        "govuk": GOVUK,
    }
    made.filters |= {
        "date": in_words,
        "short_date": short_date,
        "moment": moment,
        "clock": clock_time,
        "week_time": week_time,
        "week_span": week_span,
        "duration": duration,
        "money": money,
    }
    return made


def page(request: HttpRequest) -> dict[str, Any]:
    """For other packages' pages, in Django's template language: `page`, and our layout in parts as `frame`."""
    known = pages.Page(request)
    return {"page": known, "frame": Frame(request)}


class Frame:
    """Our layout as text, cut where another page's title, head, content and scripts go; made when first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._cut: list[str] = []

    @property
    def parts(self) -> list[Markup]:
        """Five pieces: before the title, before the head's end, before the content, before the scripts, the rest."""
        if not self._cut:
            whole = pages.render(self._request, "core/frame.html", {"mark": Markup(_MARK)}).content.decode()
            self._cut = whole.split(_MARK)
        return [Markup(piece) for piece in self._cut]


class Components:
    """The macros of the design system: `govuk.button({...})`. Their own environment lets parameters be left out."""

    def __init__(self) -> None:
        macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
        self._environment = Environment(loader=macros, autoescape=True, undefined=ChainableUndefined)
        self._macros: dict[str, Callable[..., Markup]] = {}

    def button(self, params: Mapping[str, Any]) -> Markup:
        """A button; with `href` a link that looks like one. It stays a link, which the Space key does not press."""
        made = self.__getattr__("button")(params)
        if not params.get("href"):
            return made
        return Markup(made.replace(' role="button"', "").replace(' data-module="govuk-button"', ""))

    def pagination(self, params: Mapping[str, Any]) -> Markup:
        """Further pages of a list. Where some are left out, one hears it in words and sees a sign (style sheet)."""
        left_out = escape(gettext("Some pages are not named here"))
        said = f'\\1<span class="govuk-visually-hidden">{left_out}</span></li>'
        made = str(self.__getattr__("pagination")(params))
        return Markup(re.sub(r'(<li class="[^"]*--ellipsis">)[^<]*</li>', said, made))

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._macros:
            template = self._environment.get_template(
                f"govuk_frontend_jinja/components/{name.replace('_', '-')}/macro.html"
            )
            self._macros[name] = getattr(template.module, "govuk" + name.title().replace("_", ""))
        return self._macros[name]


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of the page of this name; an error where there is none."""
    return reverse(name, args=args, kwargs=kwargs)


# ------------------------------------------------------------------------------------- values in words


def in_words(value: date | None) -> str:
    """3 March 2026; a moment counts on the day it is here."""
    return "" if value is None else date_format(_here(value), "j F Y")


def short_date(value: date | None) -> str:
    """3 Mar."""
    return "" if value is None else date_format(_here(value), "j M")


def moment(value: datetime | None) -> str:
    """3 March 2026, 2:30pm, as the clocks are here."""
    if value is None:
        return ""
    here = _here(value)
    assert isinstance(here, datetime)
    return f"{in_words(here)}, {clock_time(here.time())}"


def clock_time(value: time | datetime | int) -> str:
    """2:30pm, 9am, midday; also from minutes since midnight."""
    if isinstance(value, datetime):
        here = _here(value)
        assert isinstance(here, datetime)
        value = here.time()
    hour, minute = divmod(value % MINUTES_OF_A_DAY, 60) if isinstance(value, int) else (value.hour, value.minute)
    if minute == 0 and hour in (0, 12):
        return gettext("midday") if hour else gettext("midnight")
    past = f":{minute:02d}" if minute else ""
    half = pgettext("after the hour, without a space", "am") if hour < 12 else pgettext("after the hour", "pm")
    return f"{hour % 12 or 12}{past}{half}"


def week_time(minute: int) -> str:
    """Tuesday, 9:30am; from a minute of the week: 0 is Monday, midnight."""
    return f"{WEEKDAYS[minute // MINUTES_OF_A_DAY % 7]}, {clock_time(minute)}"


def week_span(span: tuple[int, int]) -> str:
    """Tuesday, 9:30am to 11am; from the minutes of the week of start and end, on one day."""
    start, end = span
    return gettext("%(start)s to %(end)s") % {"start": week_time(start), "end": clock_time(end)}


def duration(minutes: int) -> str:
    """2 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    said = []
    if hours:
        said.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        said.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(said)


def money(pence: int | None, *, pounds_only: bool = False) -> str:
    """£1,234.50, from pence; "" where no price is known."""
    if pence is None:
        return ""
    sign = "-" if pence < 0 else ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{sign}£{pounds:,}" if pounds_only and not rest else f"{sign}£{pounds:,}.{rest:02d}"


def _here(value: date) -> date:
    return value.astimezone(clock.HERE) if isinstance(value, datetime) and value.tzinfo else value


GOVUK = Components()


@cache
def has_symbol(name: str) -> bool:
    """Whether a symbol of this name was built: a page without one is better than a page that breaks."""
    return bool(name) and finders.find(f"symbols/{name}.svg") is not None
