"""What an address asks for, as the queries take it. An address that makes no sense asks for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from wraparound.directory import forms
from wraparound.directory.postcodes import find
from wraparound.directory.queries import Wanted
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.directory.postcodes import Place

NAMES = ("q", "postcode", "miles", "age", "days", "kind", "need", "outcome")
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Search:
    """A search: the form as it was sent, what it means, and what to say about the postcode."""

    form: forms.Find
    wanted: Wanted
    about_place: str
    address: str  # of the same search, to be put before &page=
    is_narrowed: bool


def search(request: HttpRequest, viewer: Any) -> Search:
    """What the address asks for. Fields with a fault count as not said; the form says what is wrong."""
    form = forms.Find(
        {name: request.GET.getlist(name) if name == "days" else request.GET.get(name, "") for name in NAMES},
        needs=vocabulary.choices(viewer, "need"),
        outcomes=vocabulary.choices(viewer, "outcome"),
    )
    form.is_valid()
    said = form.cleaned_data
    place = find(said["postcode"]) if said.get("postcode") else None
    wanted = Wanted(
        words=said.get("q", ""),
        place=place,
        miles=int(said["miles"]) if said.get("miles") and place else None,
        age=said.get("age"),
        days=tuple(int(day) for day in said.get("days", ())),
        need=said.get("need", ""),
        outcome=said.get("outcome", ""),
        kind=said.get("kind", ""),
    )
    kept = [(name, value) for name in NAMES for value in request.GET.getlist(name) if value]
    return Search(form, wanted, _about(said.get("postcode", ""), place, said.get("miles")), urlencode(kept), bool(kept))


def _about(said: str, place: Place | None, miles: str | None) -> str:
    if miles and not said:
        return _("Write a postcode too, so that we know from where the miles count.")
    if not said:
        return ""
    if place is None:
        return _("We do not know this postcode, so we cannot tell how far away anything is.")
    if not place.exact:
        return _("We do not know this postcode itself. Distances count from the middle of %(area)s.") % {
            "area": place.said
        }
    return ""


def ids(values: Iterable[str], most: int) -> list[UUID]:
    """The ids that are ids, each once, in order."""
    found: dict[UUID, None] = {}
    for value in values:
        try:
            found[UUID(value)] = None
        except ValueError:
            continue
    return list(found)[:most]


def place(request: HttpRequest) -> Place | None:
    """The place from which distances count, where the address names one."""
    return find(request.GET.get("postcode", "")[:10])
