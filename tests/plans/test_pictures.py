"""The pathway and the week as pictures: every fact in words, nothing cut, nothing said by colour alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from wraparound.core.language import BEGIN, END, drafting
from wraparound.plans.kinds import LineState
from wraparound.plans.pictures import Bar, Pathway, TermSpan, Week, WeekItem, pathway, week
from wraparound.plans.pictures.drawing import Letters, wrap
from wraparound.plans.pictures.terms import rows_of

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
TERMS = (
    TermSpan("Autumn", date(2026, 9, 1), date(2026, 12, 18)),
    TermSpan("Autumn", date(2026, 9, 7), date(2026, 12, 15)),  # of another college
    TermSpan("Spring", date(2027, 1, 4), date(2027, 4, 2)),
    TermSpan("Summer", date(2027, 4, 19), date(2027, 7, 23)),
    TermSpan("Autumn", date(2027, 9, 1), date(2027, 12, 17)),
)
TODAY = date(2026, 11, 22)


def hours(day: int, start: float, end: float) -> tuple[int, int]:
    return day * 1440 + int(start * 60), day * 1440 + int(end * 60)


SKILLS = Bar(
    1, "Independence skills", "Riverside", TERMS[0].starts, TERMS[2].ends, LineState.ACCEPTED,
    sessions=(hours(0, 9, 15), hours(0, 18, 18.5), hours(1, 9, 15)), agreed=True,
)  # fmt: skip
TASTER = Bar(2, "Taster days", "Northgate", TERMS[2].starts, TERMS[3].ends, LineState.ACCEPTED, minutes=720)
CATERING = Bar(3, "Level 1 catering", "Northgate", TERMS[4].starts, None, LineState.PROPOSED, after=(2, 1))
THERAPY = Bar(4, "Speech therapy", None, TERMS[2].starts, TERMS[3].ends, LineState.PROPOSED, minutes=45, agreed=True)
TRAVEL = Bar(5, "Travel training", "Riverside", TERMS[0].starts, date(2026, 9, 11), LineState.DONE, minutes=90)
HOIST = Bar(6, "A hoist", "Northgate", None, None, LineState.PROPOSED)
STOPPED = Bar(7, "Horse riding", "Riverside", TERMS[0].starts, TERMS[0].ends, LineState.STOPPED)
BARS = (SKILLS, TASTER, CATERING, THERAPY, TRAVEL, HOIST, STOPPED)


def drawn(*bars: Bar, **how: Any) -> Pathway:
    return pathway(bars or BARS, TERMS, title="Amira's pathway", **({"today": TODAY} | how))


def words(svg: str) -> str:
    """All text of a picture, in the order in which it is drawn, without breaks."""
    return " ".join("".join(text.itertext()).strip() for text in ET.fromstring(svg).iter(f"{SVG}text"))


def count(svg: str, kind: str) -> int:
    return sum(kind in (e.get("class") or "").split() for e in ET.fromstring(svg).iter())


# ------------------------------------------------------------------------------------------------- pathway


def test_the_rows_say_what_the_picture_says() -> None:
    rows = {row.key: row for row in drawn().rows}
    assert [*rows] == [5, 1, 4, 2, 3, 6]  # by first day; what was stopped is left out
    assert rows[1].how_much == "2 days a week, 12 hours 30 minutes"
    assert [rows[k].how_much for k in (2, 3, 4, 5)] == [
        "12 hours a week", "", "45 minutes a week", "1 hour 30 minutes a week",
    ]  # fmt: skip
    assert rows[3].after == ("Taster days", "Independence skills")
    assert (rows[1].when, rows[3].when) == ("1 Sep 2026 to 2 Apr 2027", "From 1 Sep 2027, no end yet")
    assert rows[6].when == "No dates yet"
    assert {k: row.standing for k, row in rows.items()} == {
        1: "Agreed with the learner",
        2: "Accepted",
        3: "Proposed",
        4: "Proposed, the learner says yes",
        5: "Done",
        6: "Proposed",
    }
    assert rows[4].organisation == "Not taken yet"


def test_both_layouts_say_title_place_amount_and_state_of_every_line() -> None:
    found = drawn()
    for svg in (found.svg, found.narrow):
        plain = words(svg)
        for row in found.rows:
            for said in (row.what, row.organisation, row.how_much, row.standing):
                assert said in plain, said
        assert "Horse riding" not in plain
        assert "Today" in plain
    assert "After: Taster days, Independence skills" in words(found.narrow)


def test_states_have_patterns_of_their_own() -> None:
    def boxes(bar: Bar) -> tuple[int, int, int]:
        svg = drawn(bar).svg
        dashed = sum("stroke-dasharray" in e.attrib for e in ET.fromstring(svg).iter(f"{SVG}rect"))
        return count(svg, "wr-picture__box"), dashed, count(svg, "wr-picture__tick")

    assert boxes(TASTER) == (1, 0, 0)
    assert boxes(SKILLS) == (1, 0, 1)
    assert boxes(replace(TASTER, state=LineState.PROPOSED)) == (1, 1, 0)
    assert boxes(THERAPY) == (1, 1, 1)
    assert boxes(replace(SKILLS, state=LineState.DONE)) == (2, 0, 0)  # a double edge; what is over has no tick


def test_an_arrow_stands_only_where_the_one_is_over_when_the_other_starts() -> None:
    first = replace(SKILLS, ends=date(2027, 4, 2))
    later = replace(TASTER, after=(1,))
    for starts, arrows in ((date(2027, 4, 3), 1), (date(2027, 4, 2), 1), (date(2027, 4, 1), 0)):
        found = drawn(first, replace(later, starts=starts))
        assert count(found.svg, "wr-picture__arrow") == arrows
        assert bool(found.notes) is not bool(arrows)
        assert found.rows[1].after == ("Independence skills",)
    assert drawn(first, later).notes == ("“Taster days” starts before “Independence skills” is over.",)


def test_a_step_without_dates_and_a_step_after_what_was_stopped_have_no_arrow() -> None:
    found = drawn(replace(SKILLS, ends=None), replace(TASTER, after=(1,)), STOPPED, replace(CATERING, after=(7,)))
    assert count(found.svg, "wr-picture__arrow") == 0
    assert found.notes == ("“Taster days” comes after “Independence skills”; not both have their dates yet.",)


def test_an_arrow_goes_round_what_lies_between() -> None:
    def turns(*bars: Bar) -> int:
        (road,) = (e for e in ET.fromstring(drawn(*bars).svg).iter() if e.get("class") == "wr-picture__arrow")
        return road.get("d", "").count("V")

    last = replace(SKILLS, key=9, starts=TERMS[4].starts, ends=TERMS[4].ends, after=(1,))
    between = replace(SKILLS, key=8, starts=TERMS[3].starts, ends=TERMS[3].ends)
    assert turns(SKILLS, last) == 1
    assert turns(SKILLS, between, last) == 2


def test_headings_are_calendar_years_and_terms_of_several_calendars() -> None:
    plain = words(drawn(SKILLS, TASTER).svg).split()
    assert [word for word in plain if word.isdigit() and len(word) == 4] == ["2026", "2027"]
    assert Counter(plain)["Autumn"] == 1  # two colleges' autumns are one column
    assert [[t.name for t in row] for row in rows_of(TERMS)] == [["Autumn", "Spring", "Summer", "Autumn"]]
    four = [replace(t, starts=t.starts + timedelta(days=n)) for t in TERMS for n in range(4)]
    assert "Spring" in words(pathway([SKILLS, TASTER], four, title="x").svg)
    other = TermSpan("Module A", date(2026, 11, 1), date(2027, 2, 1))
    assert [len(row) for row in rows_of([*TERMS, other])] == [4, 1]


def test_months_stand_where_there_are_no_terms_or_too_many() -> None:
    crowd = [TermSpan(f"Block {n}", TERMS[0].starts + timedelta(days=n), TERMS[3].ends) for n in range(3)]
    days = [TERMS[0].starts + timedelta(days=20 * n) for n in range(9)]
    short = [TermSpan("Unbreakable", day, day + timedelta(days=15)) for day in days]
    for terms in ((), crowd, short):
        plain = words(pathway([SKILLS], terms, title="x").svg).split()
        assert {"Oct", "Nov", "Mar"} <= set(plain)
        assert not {"Block", "Unbreakable"} & set(plain)


def test_a_day_outside_the_plan_is_not_drawn() -> None:
    assert count(drawn(today=date(2031, 1, 1)).svg, "wr-picture__today") == 0
    assert count(drawn(today=None).narrow, "wr-picture__today") == 0


def test_a_plan_without_lines_or_without_dates_has_a_picture_all_the_same() -> None:
    assert "Nothing" not in words(pathway([], TERMS, title="x", today=TODAY).svg)
    found = drawn(HOIST)
    assert "No dates yet: A hoist (Northgate, Proposed)" in words(found.svg)
    assert "No dates yet" in words(found.narrow)


# ---------------------------------------------------------------------------------------------------- week

COOKING = WeekItem(0, 600, 720, "Cooking", "Northgate", "Sam", organisation="Northgate", picture="/photo/1?size=2&x=1")
BUS = WeekItem(0, 540, 565, "Bus", is_travel=True)
NURSE = WeekItem(0, 690, 720, "Nurse", organisation="Health")
SWIMMING = WeekItem(0, 720, 780, "Swimming", organisation="Northgate")
CAFE = WeekItem(5, 600, 900, "Work at the café", organisation="Café")
ITEMS = (COOKING, BUS, NURSE, SWIMMING, CAFE)


def test_the_days_say_what_the_picture_says() -> None:
    found = week(ITEMS, title="Amira's week")
    assert [day.name for day in found.days] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    assert [(e.item.title, e.when) for e in found.days[0].entries] == [
        ("Bus", "9am to 9:25am"),
        ("Cooking", "10am to midday"),
        ("Nurse", "11:30am to midday"),
        ("Swimming", "midday to 1pm"),
    ]
    for svg in (found.svg, found.narrow):
        for day in found.days:
            assert day.name in words(svg)
            for entry in day.entries:
                for said in (entry.item.title, entry.when, entry.item.beside):
                    assert said in words(svg), said
    assert words(found.narrow).count("Nothing planned") == 4


def test_two_things_at_one_hour_stand_side_by_side_and_are_named() -> None:
    found = week(ITEMS, title="Amira's week")
    assert found.notes == ("Monday, 11:30am to midday: Cooking and Nurse are at the same time.",)
    assert {e.item.title: e.clashes for e in found.days[0].entries if e.clashes} == {
        "Cooking": ("Nurse",),
        "Nurse": ("Cooking",),
    }
    rects = list(ET.fromstring(found.svg).iter(f"{SVG}rect"))
    (one, other) = (rects[n] for n in (1, 2))  # bus, cooking, nurse
    assert float(one.get("x", 0)) + float(one.get("width", 0)) <= float(other.get("x", 0))
    assert "Same time as Cooking" in words(found.svg)
    assert "Same time as Cooking" in words(found.narrow)


def test_the_weekend_is_there_only_when_it_is_used() -> None:
    assert len(week((COOKING,), title="x").days) == 5
    assert [d.number for d in week((replace(COOKING, day=6),), title="x").days] == [0, 1, 2, 3, 4, 6]
    assert len(week((), title="x").days) == 5


def test_hours_grow_to_what_there_is_and_never_less_than_was_asked() -> None:
    assert "8am" in words(week((COOKING,), title="x", first_hour=8).svg)
    late = words(week((replace(COOKING, start=1200, end=1290),), title="x", first_hour=9, last_hour=15).svg)
    assert {"9am", "10pm"} <= set(late.split())


def test_travel_is_dashed() -> None:
    for svg in (week((BUS,), title="x").svg, week((BUS,), title="x").narrow):
        assert [e.get("stroke-dasharray") for e in ET.fromstring(svg).iter(f"{SVG}rect")] == ["7 5"]


def test_a_photo_stands_in_the_block_of_its_item() -> None:
    found = week((COOKING, NURSE), title="x")
    for svg in (found.svg, found.narrow):
        assert [image.get("href") for image in ET.fromstring(svg).iter(f"{SVG}image")] == [COOKING.picture]


@pytest.mark.parametrize(("day", "start", "end"), [(7, 0, 60), (-1, 0, 60), (0, 60, 60), (0, 0, 1441)])
def test_what_is_no_time_of_a_week_is_refused(day: int, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no time of a week"):
        WeekItem(day, start, end, "x")


# ------------------------------------------------------------------------------------------------ of both

LONG = st.text("abcdefghij mnoMWŵé&<>'\"’–9 -", min_size=1, max_size=80).filter(str.strip)


def svgs(title: str) -> list[str]:
    one = replace(SKILLS, title=title, organisation=title)
    short = replace(TRAVEL, title=title, ends=TRAVEL.starts)
    found: Pathway = drawn(one, short, replace(CATERING, title=title), replace(HOIST, title=title))
    several = tuple(WeekItem(day, 600, 600 + 15 * (day + 1), title, title, title) for day in (0, 0, 0, 1))
    shown: Week = week(several, title=title)
    return [found.svg, found.narrow, shown.svg, shown.narrow]


@given(LONG)
@settings(max_examples=40, deadline=None)
def test_every_sign_of_a_long_name_is_written_and_no_name_becomes_markup(title: str) -> None:
    for svg, times in zip(svgs(title), (5, 5, 12, 12), strict=True):
        letters = re.sub(r"\s", "", words(svg))
        assert letters.count(re.sub(r"\s", "", title)) >= times
        tags = {e.tag.removeprefix(SVG) for e in ET.fromstring(svg).iter()}
        assert tags <= {"svg", "title", "desc", "rect", "text", "tspan", "line", "path", "image"}


def test_each_picture_is_one_image_with_a_name_and_a_description() -> None:
    for svg in [*svgs("A"), drawn().svg, drawn().narrow]:
        root = ET.fromstring(svg)
        by_id = {e.get("id"): "".join(e.itertext()) for e in root.iter() if e.get("id")}
        assert root.get("role") == "img"
        assert by_id[root.get("aria-labelledby")].strip()
        assert by_id[root.get("aria-describedby")].strip()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<a[\s>]|tabindex", svg)


def test_no_id_is_there_twice_even_for_three_proposals_beside_each_other() -> None:
    several: list[Pathway | Week] = []
    for number in range(3):
        title = f"Proposal {number}"
        several += [pathway(BARS, TERMS, title=title), week(ITEMS, title=title)]
    ids = Counter(re.findall(r'\bid="(\w+)"', "".join(one.svg + one.narrow for one in several)))
    assert len(ids) == 24
    assert set(ids.values()) == {1}


def test_a_picture_is_safe_to_write_into_a_page_and_the_same_every_time() -> None:
    assert drawn().svg.__html__() == drawn().svg  # type: ignore[attr-defined]
    assert week(ITEMS, title="x").narrow.__html__() == week(ITEMS, title="x").narrow  # type: ignore[attr-defined]


def test_a_page_in_welsh_puts_no_elements_of_a_page_into_a_picture() -> None:
    with translation.override("cy"), drafting():
        found, shown = drawn(), week(ITEMS, title="x")
    for svg in (found.svg, found.narrow, shown.svg, shown.narrow):
        assert BEGIN not in svg
        assert END not in svg


def test_a_word_that_is_wider_than_its_room_is_broken_and_a_line_never_wider() -> None:
    letters = Letters(16, bold=True)
    lines = wrap("Llanfairpwllgwyngyllgogerychwyrndrobwll and more", 100, letters)
    assert "".join(lines).replace(" ", "") == "Llanfairpwllgwyngyllgogerychwyrndrobwllandmore"
    assert max(map(letters.width, lines)) <= 100
