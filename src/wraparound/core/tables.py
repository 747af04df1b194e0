"""List pages: search, filter, sort, pages, and what is shown as a file. All of it in the address, so it can be kept.

Rows are a queryset or a list of dataclasses, already only those that the viewer may see: nothing here widens them. The
file holds the same rows as the list, on all its pages, in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core import exports
from wraparound.core.exports import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrOrPromise as Words

    Rows = QuerySet[Any] | Sequence[Any]

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. `value` gives what a file holds and, without `shown`, what a page says; `href` makes it a link.

    `sort` names the field to sort by (a path of the queryset, an attribute of the dataclass); "" is not sorted by.
    """

    name: str
    label: Words
    value: Callable[[Row], Any]
    sort: str = ""
    shown: Callable[[Row], Any] | None = None
    href: Callable[[Row], str] | None = None
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice that narrows the list: where `field` is the value chosen. `choices` are (value, label)."""

    name: str
    label: Words
    field: str
    choices: Sequence[tuple[str, Words]]


@dataclass(frozen=True, slots=True)
class Empty:
    """What to say when there is nothing yet, and what to do next."""

    title: Words
    text: Words = ""
    href: Words = ""
    link_text: Words = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column as a page shows it. `aria_sort` is "" where it cannot be sorted by."""

    label: Words
    href: str = ""
    aria_sort: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a page shows it; `label` names its column where rows are cards."""

    label: Words
    shown: Any
    href: str = ""
    is_number: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said: a card then leaves the cell out."""
        return self.shown is None or str(self.shown).strip() == ""


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter as a page shows it."""

    name: str
    label: Words
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TablePage:
    """All that a list page shows; `core/tables.html` writes it."""

    caption: Words
    heads: list[Head]
    rows: list[list[Cell]]
    count: int
    count_in_words: str
    search_label: Words
    q: str
    filters: list[ShownFilter]
    sorted_by: str
    is_narrowed: bool
    everything: str
    exports: list[tuple[str, str]]
    pages: dict[str, Any] | None
    empty: Empty
    these: list[Any]  # what the rows of this page are made of


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A list. `search` names the fields that are searched for every word typed; the first column names the row.

    `name` is what an exported file is called. `sorted_by` names the column of the first order, with "-" from the end.
    """

    name: str
    caption: Words
    columns: Sequence[Column[Row]]
    empty: Empty
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ()
    search_label: Words = ""
    sorted_by: str = ""
    per_page: int = 25

    def page_of(self, request: HttpRequest, rows: Rows) -> TablePage:
        """The part of the list that was asked for. An address that makes no sense shows the list as it is at first."""
        asked = self._asked(request)
        found = self._arranged(rows, asked)
        pages = Paginator(found, self.per_page)
        this = pages.get_page(request.GET.get("page"))
        return TablePage(
            caption=self.caption,
            heads=[self._head(c, asked) for c in self.columns],
            rows=[[_cell(c, row) for c in self.columns] for row in this.object_list],
            count=pages.count,
            count_in_words=_count_in_words(pages.count, this.start_index(), this.end_index()),
            search_label=(self.search_label or _("Search for")) if self.search else "",
            q=asked.get("q", ""),
            filters=[_shown(f, asked.get(f.name, "")) for f in self.filters],
            sorted_by=asked.get("sort", ""),
            is_narrowed=any(n != "sort" for n in asked),
            everything=request.path,
            exports=[(label, exports.address(asked, export=kind)) for kind, label in exports.KINDS.items()],
            pages=_pages(asked, this.number, pages.num_pages) if pages.num_pages > 1 else None,
            empty=self.empty,
            these=list(this.object_list),
        )

    def export(self, request: HttpRequest, rows: Rows) -> HttpResponse | None:
        """The file, where one was asked for; None where a page was."""
        kind = request.GET.get("export", "")
        if kind not in exports.KINDS:
            return None
        found = self.rows_of(request, rows)
        lines = ([c.value(row) for c in self.columns] for row in found)
        return exports.response(kind, self.name, [str(c.label) for c in self.columns], lines)

    def rows_of(self, request: HttpRequest, rows: Rows) -> Rows:
        """The rows of this address on all its pages, in order: what a file holds."""
        return self._arranged(rows, self._asked(request))

    def _asked(self, request: HttpRequest) -> dict[str, str]:
        """What of the address means something to this list."""
        asked = {}
        if self.search and (words := " ".join(request.GET.get("q", "").replace("\x00", "").split())):
            asked["q"] = words[:200]
        for narrowing in self.filters:
            said = request.GET.get(narrowing.name, "")
            if said in {str(value) for value, _label in narrowing.choices if value != ""}:
                asked[narrowing.name] = said
        if request.GET.get("sort", "").removeprefix("-") in {c.name for c in self.columns if c.sort}:
            asked["sort"] = request.GET["sort"]
        return asked

    def _arranged(self, rows: Rows, asked: Mapping[str, str]) -> Rows:
        wanted = {f.field: asked[f.name] for f in self.filters if f.name in asked}
        words = asked.get("q", "").split()
        order = asked.get("sort", self.sorted_by)
        by = next((c.sort for c in self.columns if c.name == order.removeprefix("-")), "")
        if isinstance(rows, QuerySet):
            return _arranged_by_database(rows, wanted, words, self.search, by, order.startswith("-"))
        return _arranged_here(rows, wanted, words, self.search, by, order.startswith("-"))

    def _head(self, column: Column[Row], asked: Mapping[str, str]) -> Head:
        if not column.sort:
            return Head(column.label, is_number=column.is_number)
        order = asked.get("sort", self.sorted_by)
        way = {column.name: "ascending", f"-{column.name}": "descending"}.get(order, "none")
        turned = f"-{column.name}" if way == "ascending" else column.name
        return Head(column.label, exports.address({**asked, "sort": turned}), way, column.is_number)


def _arranged_by_database(
    rows: QuerySet[Any], wanted: Mapping[str, str], words: Sequence[str], search: Sequence[str], by: str, down: bool
) -> QuerySet[Any]:
    for word in words:
        anywhere = Q()
        for path in search:
            anywhere |= Q(**{f"{path}__icontains": word})
        rows = rows.filter(anywhere)
    rows = rows.filter(**wanted)
    if words or wanted:
        rows = rows.distinct() if any("__" in path for path in (*search, *wanted)) else rows
    if by:
        rows = rows.order_by(f"-{by}" if down else by, "pk")
    return rows if rows.ordered else rows.order_by("pk")  # without an order, a row could be on two pages or on none


def _arranged_here(
    rows: Sequence[Any], wanted: Mapping[str, str], words: Sequence[str], search: Sequence[str], by: str, down: bool
) -> Sequence[Any]:
    def fits(row: Any) -> bool:
        text = "\n".join(str(getattr(row, name)) for name in search).lower()
        return all(word.lower() in text for word in words) and all(
            str(getattr(row, name)) == value for name, value in wanted.items()
        )

    found = [row for row in rows if fits(row)]
    if by:
        lacking = [row for row in found if getattr(row, by) is None]
        known = [row for row in found if getattr(row, by) is not None]
        found = [*sorted(known, key=lambda row: _sortable(getattr(row, by)), reverse=down), *lacking]
    return found


def _sortable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _cell(column: Column[Any], row: Any) -> Cell:
    shown = column.shown(row) if column.shown else in_words(column.value(row))
    return Cell(column.label, shown, column.href(row) if column.href else "", column.is_number)


def _shown(narrowing: Filter, chosen: str) -> ShownFilter:
    items = [{"value": "", "text": _("All"), "selected": not chosen}]
    items += [
        {"value": str(value), "text": str(label), "selected": str(value) == chosen}
        for value, label in narrowing.choices
        if value != ""
    ]
    return ShownFilter(narrowing.name, narrowing.label, items)


def _count_in_words(count: int, first: int, last: int) -> str:
    if last - first + 1 < count:
        return _("%(first)d to %(last)d of %(count)d") % {"first": first, "last": last, "count": count}
    return ngettext("%(count)d entry", "%(count)d entries", count) % {"count": count}


def _pages(asked: Mapping[str, str], this: int, last: int) -> dict[str, Any]:
    """The further pages as the design system's component wants them: first, last and the neighbours."""
    items: list[dict[str, Any]] = []
    for number in sorted({1, last, *range(max(1, this - 1), min(last, this + 1) + 1)}):
        if items and number - items[-1]["number"] > 1:
            items.append({"ellipsis": True, "number": number - 1})
        words = _("Page %(number)d") % {"number": number}
        item = {"number": number, "href": exports.address(asked, page=str(number)), "visuallyHiddenText": words}
        items.append({**item, "current": number == this})
    told: dict[str, Any] = {"items": items, "landmarkLabel": _("Further pages of the list")}
    if this > 1:
        told["previous"] = {"href": exports.address(asked, page=str(this - 1)), "text": _("Previous")}
    if this < last:
        told["next"] = {"href": exports.address(asked, page=str(this + 1)), "text": _("Next")}
    return told
