"""Lists: what is shown, in which order, and the same as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from openpyxl import load_workbook

from tests.core.page_help import Parts, asked
from wraparound.core import clock, exports, pages
from wraparound.core.tables import Column, Empty, Filter, Table, TablePage

pytestmark = pytest.mark.urls("tests.core.page_urls")


@dataclass(frozen=True)
class Offering:
    name: str
    site: str
    price: int | None = None
    kind: str = "course"


OFFERINGS = [
    Offering("Cooking", "Crawley", 300),
    Offering("bike repair", "Horsham", None),
    Offering("Swimming", "Crawley", 100, "club"),
]

TABLE: Table[Offering] = Table(
    "What there is",
    "Offerings",
    [
        Column("name", "Name", lambda row: row.name, sort="name", href=lambda row: f"/{row.name}/"),
        Column("site", "Site", lambda row: row.site),
        Column("price", "Price", lambda row: row.price, sort="price", is_number=True),
    ],
    Empty("Nothing yet", "Add an offering.", "/add/", "Add one"),
    filters=[Filter("kind", "Kind", "kind", [("course", "Course"), ("club", "Club")])],
    search=["name", "site"],
    per_page=2,
)


def shown(address: str, rows: Any = OFFERINGS) -> TablePage:
    return TABLE.page_of(asked(address), rows)


def names(address: str) -> list[str]:
    return [row[0].shown for row in shown(address).rows]


def written(page: TablePage) -> str:
    return str(pages.shared(asked())["tables"].table(page))


def test_every_word_must_be_found_in_any_of_the_fields_searched() -> None:
    assert names("/?q=craw") == ["Cooking", "Swimming"]
    assert names("/?q=craw+SWIM") == ["Swimming"]
    assert shown("/?q=nothing").count == 0


def test_a_filter_narrows_and_an_unknown_value_does_not() -> None:
    assert names("/?kind=club") == ["Swimming"]
    assert shown("/?kind=other").count == 3
    assert not shown("/?kind=other").is_narrowed


def test_columns_sort_both_ways_and_what_lacks_a_value_comes_last() -> None:
    assert names("/?sort=name") == ["bike repair", "Cooking"]
    assert names("/?sort=price") == ["Swimming", "Cooking"]
    assert names("/?sort=-price") == ["Cooking", "Swimming"]


def test_only_columns_that_say_so_can_be_sorted_by() -> None:
    assert shown("/?sort=site").sorted_by == ""
    assert shown("/?sort=kind__password").sorted_by == ""


def test_a_head_says_how_the_list_is_sorted_and_turns_it_round() -> None:
    name, site, price = shown("/?sort=name&q=i").heads
    assert (name.aria_sort, name.href) == ("ascending", "?q=i&sort=-name")
    assert (price.aria_sort, price.href) == ("none", "?q=i&sort=price")
    assert (site.aria_sort, site.href) == ("", "")


def test_pages_keep_what_was_asked_for_and_an_impossible_page_is_the_last() -> None:
    first = shown("/?kind=&sort=name")
    assert first.count_in_words == "1 to 2 of 3"
    assert first.pages is not None
    assert first.pages["next"]["href"] == "?sort=name&page=2"
    assert names("/?sort=name&page=99") == ["Swimming"]
    assert names("/?sort=name&page=drop+table") == ["bike repair", "Cooking"]


def test_pages_that_are_left_out_are_told_in_words_and_not_by_a_sign_alone() -> None:
    many = [Offering(f"Offering {n}", "Crawley") for n in range(30)]
    assert "Some pages are not named here" in Parts(written(shown("/", many))).words("li")


def test_an_empty_list_says_what_to_do_next_and_an_empty_search_something_else() -> None:
    assert "Add one" in written(shown("/", []))
    nothing = written(shown("/?q=zebra"))
    assert "Nothing found" in nothing
    assert "Add one" not in nothing


def test_a_list_is_a_table_with_roles_whatever_its_layout() -> None:
    parts = Parts(written(shown("/?sort=name")))
    assert len(parts.all("th", role="columnheader")) == 3
    assert parts.all("table", role="table")
    assert len(parts.all("th", role="rowheader")) == 2
    assert [a["aria-sort"] for a in parts.all("th") if "aria-sort" in a] == ["ascending", "none"]
    assert not [a for _, a, _ in parts.found if "style" in a]


def test_a_cell_of_which_nothing_was_said_is_left_out_of_a_card() -> None:
    cells = Parts(written(shown("/?q=Horsham"))).all("td")
    assert ["wr-table__blank" in str(cell["class"]) for cell in cells] == [False, True]


def test_what_was_searched_for_stands_in_the_box_as_text_and_never_as_a_part_of_the_page() -> None:
    parts = Parts(written(shown('/?q="><script>x</script>')))
    assert not parts.all("script")
    assert parts.all("input", name="q")[0]["value"] == '"><script>x</script>'


def test_a_file_holds_all_pages_of_what_is_shown_and_nothing_else() -> None:
    response = TABLE.export(asked("/?q=craw&sort=price&export=csv"), OFFERINGS)
    assert response is not None
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert lines == [["Name", "Site", "Price"], ["Swimming", "Crawley", "100"], ["Cooking", "Crawley", "300"]]
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_workbook_holds_the_same_with_numbers_as_numbers() -> None:
    response = TABLE.export(asked("/?sort=name&export=xlsx"), OFFERINGS)
    assert response is not None
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][1:] == [
        ["bike repair", "Horsham", None],
        ["Cooking", "Crawley", 300],
        ["Swimming", "Crawley", 100],
    ]


def test_without_a_known_kind_of_file_there_is_none() -> None:
    assert TABLE.export(asked("/"), OFFERINGS) is None
    assert TABLE.export(asked("/?export=exe"), OFFERINGS) is None


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|x", "＝1", "=cmd|'/c calc'!A0"]


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_somebody_typed_is_never_a_formula(typed: str) -> None:
    text = exports.as_csv(["Name"], [[typed]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [f"'{typed}"]
    cell = load_workbook(io.BytesIO(exports.as_workbook("x", ["Name"], [[typed]]))).active["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_a_formula_that_got_through_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "harmless", lambda text: text)
    assert exports.as_csv(["Name"], [["=1+1"]]).endswith(b"=1+1\r\n")


def test_values_keep_their_kind_in_a_file_and_are_words_on_a_page() -> None:
    at = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
    assert exports.plain(at) == datetime(2026, 7, 1, 13, 30)  # as the clocks here show it
    assert exports.plain(Decimal("1.10")) == Decimal("1.10")
    assert exports.plain(-5) == -5
    assert [exports.plain(True), exports.plain(None), exports.plain(["a", "b"])] == ["Yes", "", "a, b"]
    assert exports.in_words(date(2026, 3, 3)) == "3 March 2026"
    assert [exports.in_words(at), exports.in_words(time(9))] == ["1 July 2026, 1:30pm", "9am"]


def test_signs_that_a_workbook_cannot_hold_are_left_out() -> None:
    assert exports.harmless("a\x00b\x0bc") == "abc"
    assert len(exports.harmless("x" * 40_000)) < 32_767


def test_a_file_is_named_after_the_list_and_the_day() -> None:
    with clock.stopped_at(datetime(2026, 3, 3, tzinfo=UTC)):
        response = exports.response("csv", 'What "there" is\r\n', ["Name"], [])
    assert response.headers["Content-Disposition"] == 'attachment; filename="what-there-is-2026-03-03.csv"'


KINDS: Table[ContentType] = Table(
    "Kinds",
    "Kinds",
    [Column("model", "Model", lambda row: row.model, sort="model")],
    Empty("None"),
    filters=[Filter("app", "App", "app_label", [("core", "Core")])],
    search=["model", "app_label"],
)


def arranged(address: str) -> QuerySet[Any]:
    found = KINDS._arranged(ContentType.objects.all(), KINDS._asked(asked(address)))
    assert isinstance(found, QuerySet)
    return found


def test_a_queryset_is_narrowed_and_sorted_by_the_database() -> None:
    found = arranged("/?q=per+son&app=core&sort=-model")
    assert found.query.order_by == ("-model", "pk")
    asked_for = str(found.query.where)
    assert "per" in asked_for
    assert "son" in asked_for
    assert "app_label" in asked_for


def test_a_queryset_always_has_an_order_since_a_row_could_else_be_on_two_pages() -> None:
    assert arranged("/").query.order_by == ("pk",)
