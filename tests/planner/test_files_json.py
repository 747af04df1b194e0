"""JSON in and out: nothing is lost, and everything that is wrong is told at once with its path."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner import files, problem
from planner.files import BadFile, json_values
from planner.files.template import example
from planner.problem import (
    DAY,
    Aim,
    Carousel,
    Commitment,
    Contribution,
    Funder,
    Funding,
    Goals,
    Learner,
    Line,
    Offering,
    Organisation,
    Problem,
    Remedy,
    Session,
    Site,
    Term,
    Window,
    Wish,
)
from planner.travel import Travel
from tests.house_rules.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

QUIET = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

NAMES = st.sampled_from(
    ["Café", "=1+1", "+44 20", "-5", "@home", "O'Neil & Sons <b>", "a, b", "Ünï çødé 🎨", "7", "all", "no"]
)
TERMS, PLACES, NEEDS = ("t1", "t2", "t3"), ("p1", "p2", "p3"), ("hearing-loop", "own-word", "quiet-space")
OUTCOMES, SKILLS = ("cook-a-meal", "make-friends", "own outcome"), ("s1", "s2")


def sets(of: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(of))


def some(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | of


def span() -> st.SearchStrategy[tuple[int, int]]:
    """Two minutes of the week within one day."""
    within = st.lists(st.integers(0, DAY), min_size=2, max_size=2, unique=True).map(sorted)
    return st.tuples(st.integers(0, 6), within).map(lambda x: (x[0] * DAY + x[1][0], x[0] * DAY + x[1][1]))


PRICES = [(0, frozenset[str]()), (0, frozenset({"f1"})), (1, frozenset({"f2"})), (61_557, frozenset({"f1", "f2"}))]
ABOUT = st.sampled_from(["cookery", "a", "never offered"])
yes = st.booleans()
young, old, pence, few = some(st.integers(0, 16)), some(st.integers(16, 30)), st.integers(0, 10**7), st.integers(0, 5)


@st.composite
def offerings(draw: st.DrawFn, name: str) -> Offering:
    service = draw(st.sampled_from(["cookery", "bus"]))
    return Offering(
        name, service, draw(NAMES), draw(st.sampled_from(["x1", "x2"])),
        tuple(Session(*s) for s in draw(st.lists(span(), min_size=1, max_size=2, unique_by=lambda x: x[0] // DAY))),
        draw(sets(TERMS)), draw(few), draw(st.integers(1, 3)),
        tuple(Contribution(o, draw(few)) for o in sorted(draw(sets(OUTCOMES)))),
        draw(sets((*SKILLS, "cookery"))), draw(sets(SKILLS)), service == "bus", draw(st.booleans()),
        draw(sets(NEEDS)), *draw(st.sampled_from(PRICES)), draw(young), draw(old), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def learners(draw: st.DrawFn, name: str) -> Learner:
    lines = st.builds(
        Line, st.just(name), st.just("o1"), st.sampled_from(TERMS), st.just("f1"), st.sampled_from([(), ("r1",)])
    )
    terms = some(sets(TERMS))
    return Learner(
        name, draw(NAMES), draw(st.sampled_from(PLACES)), draw(st.dates(date(1995, 1, 1), date(2015, 1, 1))),
        draw(few), draw(st.integers(0, 5000)), draw(st.integers(0, 7)), draw(few), draw(st.integers(0, 1000)),
        draw(st.booleans()), tuple(Aim(o, draw(st.integers(1, 5)), draw(few)) for o in sorted(draw(sets(OUTCOMES)))),
        draw(sets(NEEDS)), draw(sets(NEEDS)), draw(sets(SKILLS)),
        tuple(draw(st.lists(st.builds(Wish, ABOUT, st.integers(-2, 2)), max_size=3, unique_by=lambda w: w.about))),
        tuple(Window(*draw(span()), draw(terms)) for _ in range(draw(few))),
        tuple(Commitment(draw(NAMES), *draw(span()), draw(terms), draw(some(st.sampled_from(PLACES)))) for _ in "12"),
        tuple(draw(st.lists(lines, max_size=2))),
        tuple(Funding(f, draw(pence)) for f in sorted(draw(sets(("f1", "f2"))))),
        draw(st.sampled_from(["", "ASD", "PMLD"])), draw(st.one_of(st.just(""), NAMES)),
    )  # fmt: skip


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A small area with something of everything."""
    funders = tuple(
        Funder(f, draw(NAMES), *draw(st.tuples(young, old, yes, yes, some(pence), some(pence)))) for f in ("f1", "f2")
    )
    ways = st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)).map(lambda way: (min(way), max(way)))
    stated = draw(st.dictionaries(ways, few, max_size=3))
    return Problem(
        terms=tuple(Term(t, draw(NAMES), date(2027, 1 + n, 1), draw(few)) for n, t in enumerate(TERMS)),
        organisations=(
            Organisation("a", draw(NAMES), draw(st.sampled_from(problem.ORGANISATION_KINDS)), draw(sets(("b",)))),
            Organisation("b", draw(NAMES), "employer"),
        ),
        sites=tuple(Site(s, draw(NAMES), "a", draw(st.sampled_from(PLACES)), draw(sets(NEEDS))) for s in ("x1", "x2")),
        funders=funders,
        offerings=tuple(draw(offerings(f"o{n}")) for n in (1, 2)),
        learners=tuple(draw(learners(f"l{n}")) for n in (1, 2)),
        travel=Travel({p: (draw(few), -n) for n, p in enumerate(PLACES)}, stated, draw(few), draw(st.integers(1, 9))),
        remedies=(
            Remedy("r1", draw(NAMES), frozenset({"own-word"}) | draw(sets(NEEDS)), draw(sets(("x1", "x2"))), "b", "f1",
                   draw(pence), draw(pence), draw(pence), draw(st.booleans()), draw(few)),
        ),
        rules=draw(sets(tuple(problem.RULES))),
        goals=Goals(draw(st.integers(3, 5)), draw(few) % 3, draw(few), draw(few), draw(few), draw(st.integers(1, 900))),
        carousel=Carousel(draw(few), draw(st.integers(0, 600))),
        transport_limit=draw(few),
    )  # fmt: skip


@QUIET
@given(area=problems())
def test_an_area_comes_back_from_json_as_it_went(area: Problem, tmp_path: Path) -> None:
    files.write_problem(area, tmp_path / "area.json")
    assert files.read_problem(tmp_path / "area.json") == area


def said() -> dict[str, Any]:
    """The example area as JSON values."""
    found = json_values.encode(example())
    assert isinstance(found, dict)
    return {"format": "wraparound-area", "version": 1, **found}


def troubles(tmp_path: Path, body: object) -> dict[str, str]:
    """What is told about a file with this in it: path to sentence."""
    path = tmp_path / "area.json"
    path.write_text(body if isinstance(body, str) else json.dumps(body), encoding="utf-8")
    with pytest.raises(BadFile) as bad:
        files.read_problem(path)
    assert all(t.what_to_do for t in bad.value.troubles)
    return {t.where: t.sentence for t in bad.value.troubles}


def test_every_fault_is_told_at_once_with_its_path(tmp_path: Path) -> None:
    body = said()
    body["learners"][1]["travel_limit"] = 40.0
    body["learners"][0]["ehc_plan"] = 1
    body["learners"][0]["born"] = "14/02/2009"
    del body["learners"][0]["home"]
    body["learners"][0]["hoem"] = "ex-home-a"
    body["offerings"][0]["price"] = True
    body["offerings"][1]["starts"] = ["ex-autumn27", "ex-autumn27"]
    body["terms"][0]["name"] = "a\u0007b"
    body["travel"]["points"]["ex-town"] = [1]
    body["travel"]["stated"].append({"from": "ex-home-b", "to": "ex-town", "minutes": 3})
    body["funders"] = {}
    body["sites"][0]["organisation"] = "x" * 2001
    body["goals"]["wish"] = 10**13
    found = troubles(tmp_path, body)
    assert set(found) == {
        "$.learners[1].travel_limit", "$.learners[0].ehc_plan", "$.learners[0].born", "$.learners[0].home",
        "$.learners[0].hoem", "$.offerings[0].price", "$.offerings[1].starts", "$.terms[0].name",
        "$.travel.points.ex-town", "$.travel.stated[2]", "$.funders", "$.sites[0].organisation", "$.goals.wish",
    }  # fmt: skip
    assert found["$.learners[0].home"] == "This key is missing."


def test_faults_of_the_problem_are_told_where_they_were_said(tmp_path: Path) -> None:
    body = said()
    body["learners"][1]["funding"][0]["funder"] = "nobody"
    body["offerings"][2]["lasts"] = 0
    body["terms"][1]["starts"] = "2020-01-01"
    body["goals"]["pence_per_point"] = 0
    found = troubles(tmp_path, body)
    assert set(found) == {"$.learners[1].funding", "$.offerings[2].lasts", "$.terms[1].starts", "$.goals"}
    assert found["$.learners[1].funding"] == "learner ex-alex: there is no funder 'nobody'."


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    text = json.dumps(said()).replace('"weeks": 14', '"weeks": 14, "weeks": 15')
    assert troubles(tmp_path, text) == {"$.terms[0].weeks": "This key stands more than once."}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e3", "14.0", "1e999", "9" * 5000])
def test_only_whole_numbers_are_numbers(tmp_path: Path, number: str) -> None:
    text = json.dumps(said()).replace('"weeks": 14', f'"weeks": {number}')
    assert set(troubles(tmp_path, text)) == {"$.terms[0].weeks"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "This is not JSON"),
        ("[]", "does not hold a JSON object"),
        ("{}", '"format" says nothing'),
        ('{"format": "wraparound-answer"}', '"format" says "wraparound-answer"'),
        ("[" * 100_000, "nested too deeply"),
        ("," * 5_000_001, "more than 5,000,000 values"),
    ],
)
def test_what_is_no_area_is_refused_as_a_whole(tmp_path: Path, text: str, sentence: str) -> None:
    (found,) = troubles(tmp_path, text).items()
    assert found[0] == "the file"
    assert sentence in found[1]


def test_another_version_is_refused(tmp_path: Path) -> None:
    assert set(troubles(tmp_path, {**said(), "version": 2})) == {"$.version"}


def test_what_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"format": "\xff"}')
    with pytest.raises(BadFile, match="UTF-8"):
        files.read_problem(tmp_path / "a.json")


def test_a_file_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        files.read_problem(tmp_path / "none.json")


def test_thousands_of_faults_end_with_a_sentence_and_not_with_a_full_memory(tmp_path: Path) -> None:
    body = said()
    body["terms"] = [{}] * 5000
    path = tmp_path / "area.json"
    path.write_text(json.dumps(body))
    with pytest.raises(BadFile) as bad:
        files.read_problem(path)
    assert len(bad.value.troubles) == 2001
    assert "more than 2,000 faults" in bad.value.troubles[-1].sentence


@pytest.mark.parametrize("name", ["area.txt", "area", "area.xls", "area.xlsm", "area.csv"])
def test_other_kinds_of_file_are_refused_by_name(tmp_path: Path, name: str) -> None:
    for act in (files.read_problem, lambda p: files.write_problem(example(), p)):
        with pytest.raises(BadFile, match="xlsx"):
            act(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["area.json", "area.xlsx"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"old")
    broken = replace(example(), rules=frozenset())

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(KeyboardInterrupt):
        files.write_problem(broken, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be written"):
        files.write_problem(example(), tmp_path / "none" / "area.json")


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "area.json").mkdir()
    with pytest.raises(BadFile, match="cannot be replaced"):
        files.write_problem(example(), tmp_path / "area.json")
    assert [p.name for p in tmp_path.iterdir()] == ["area.json"]


def test_half_a_character_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    area = replace(example(), terms=(replace(example().terms[0], name="\ud800"), *example().terms[1:]))
    for name in ("area.json",):
        with pytest.raises(BadFile, match="half a character"):
            files.write_problem(area, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_the_example_in_the_document_is_an_area(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    block = text[text.index("    {\n") : text.index("## An answer")]
    (tmp_path / "area.json").write_text(block, encoding="utf-8")
    assert files.read_problem(tmp_path / "area.json").offerings[0].name == "Cookery"


def spots(value: object, path: str = "$") -> list[tuple[str, Any, Any]]:
    """(path, container, key) of everything inside some JSON values."""
    inside = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    found = []
    for key, part in inside:
        here = f"{path}.{key}" if isinstance(value, dict) else f"{path}[{key}]"
        found += [(here, value, key), *spots(part, here)]
    return found


@pytest.mark.parametrize("junk", [None, True, 7, -7, 0.5, "", "junk", [], [[]], {}, {"junk": 1}, 10**30])
def test_junk_anywhere_is_read_or_refused_and_nothing_else(tmp_path: Path, junk: object) -> None:
    for number, (path, _, _) in enumerate(spots(said())):
        body = said()
        _, container, key = spots(body)[number]
        container[key] = junk
        (tmp_path / "a.json").write_text(json.dumps(body))
        try:
            files.read_problem(tmp_path / "a.json")
        except BadFile as bad:
            assert bad.troubles, path
