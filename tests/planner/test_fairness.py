"""Who gains and who is left: sums that can be done by hand, and nobody who can be told from them."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from planner import files
from planner.fairness import FEWEST, OTHERS, fairness
from planner.faults import Faults
from planner.files.template import example
from planner.goals import worth
from planner.plan import Plan
from planner.problem import Line
from planner.result import Params, Result
from tests.house_rules.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from planner.fairness import Group
    from planner.problem import Problem


def many(needs: str, *, council: str = "West") -> Problem:
    """The example area with a learner like Sam for each letter: A has autism, S a severe learning difficulty."""
    area = example()
    sam = replace(area.learners[0], needs=frozenset(), wishes=())
    codes = {"A": "ASD", "S": "SLD", "P": "PMLD", "H": "HI", "-": ""}
    people = [
        replace(sam, id=f"l{n}", name=f"L{n}", primary_need=codes[x], council=council) for n, x in enumerate(needs)
    ]
    return replace(area, learners=tuple(people))


def cooking(*learners: int) -> Plan:
    return Plan.of(Line(f"l{n}", "ex-cook", "ex-autumn27", "ex-council") for n in learners)


def test_each_figure_is_the_sum_it_says() -> None:
    area = many("AAASS")
    found = fairness(area, cooking(0, 1, 3), cooking(3, 4))
    one = worth(area.learners[0], cooking(0).lines, area)
    # Sam: cooking 4 x (3 x 90 + 2 x 90) and paid work 5 x (3 x 90 + 2 x 90) a term, two terms
    aimed = 2 * (4 * 450 + 5 * 450)
    assert one.outcomes == 4 * 450
    autism, severe = found.primary_need
    assert (autism.name, autism.learners, autism.points, autism.with_nothing) == ("ASD", 3, 2 * one.total, 1)
    assert autism.mean == pytest.approx(2 * one.total / 3)
    assert autism.share == pytest.approx(2 * 1800 / (3 * aimed))
    assert autism.difference == pytest.approx(2 * one.total / 3)
    assert (severe.learners, severe.with_nothing, severe.difference) == (2, 1, -one.total / 2)
    assert found.everybody is not None
    assert found.everybody.points == 3 * one.total
    assert [g.name for g in found.council] == ["West"]
    assert [g.name for g in found.age] == ["18"]
    assert found.worst_off is not None
    assert (found.worst_off.learners, found.worst_off.share, found.worst_off.share_against) == (1, 0, 0)


def test_the_worst_off_tenth_is_rounded_up_and_leaves_out_who_aims_for_nothing() -> None:
    area = many("A" * 22)
    area = replace(area, learners=(replace(area.learners[0], aims=()), *area.learners[1:]))
    found = fairness(area, cooking(*range(2, 22))).worst_off
    assert found is not None
    assert found.learners == 3
    assert found.share == pytest.approx(2 / 3 * 1800 / 8100)
    assert found.share_against is None
    alone = fairness(replace(area, learners=area.learners[:1]), Plan())
    assert alone.worst_off is None
    assert alone.everybody is not None
    assert alone.everybody.share is None
    assert fairness(replace(area, learners=()), Plan()).everybody is None


def test_what_is_shown_puts_small_groups_together_and_loses_nobody() -> None:
    rng = random.Random(1)
    for _ in range(300):
        area = many("".join(rng.choice("AASPH-") for _ in range(rng.randint(0, 25))))
        found = fairness(area, cooking(*(n for n in range(len(area.learners)) if rng.random() < 0.5)), cooking(0, 1))
        shown = found.to_show()
        people = len(area.learners)
        if people < FEWEST:
            assert (shown.everybody, shown.primary_need, shown.age) == (None, (), ())
            continue
        assert all(g.learners >= FEWEST for g in shown.primary_need)
        assert [g.name for g in shown.primary_need if g.name != OTHERS] == sorted(
            g.name for g in shown.primary_need if g.name != OTHERS
        )
        for figure in ("learners", "points", "outcomes", "aimed", "with_nothing"):
            assert total(shown.primary_need, figure) == total(found.primary_need, figure)
        assert shown.everybody is not None
        assert sum(g.learners * (g.difference or 0) for g in shown.primary_need) == pytest.approx(
            people * (shown.everybody.difference or 0)
        )
        assert (shown.worst_off is not None) == (people > 40)


def total(groups: tuple[Group, ...], figure: str) -> int:
    return sum(getattr(g, figure) for g in groups)


def answered(area: Problem, plan: Plan) -> files.Answer:
    result = Result(plan, 10, 12.0, (), Params(), 0, 0, False, 1.0)
    return files.Answer(area, result, 5, (), (), fairness(area, plan, Plan()))


def test_an_answer_carries_it_as_it_may_be_shown(tmp_path: Path) -> None:
    area, plan = many("AAAAAASSPPP"), cooking(0, 1, 6)
    files.write_answer(answered(area, plan), tmp_path / "a.json")
    said = json.loads((tmp_path / "a.json").read_text())["fairness"]
    assert [(g["name"], g["learners"]) for g in said["primary_need"]] == [("ASD", 6), (OTHERS, 5)]
    assert said["worst_off"] is None
    assert files.read_plan(tmp_path / "a.json") == plan
    files.write_answer(answered(area, plan), tmp_path / "a.xlsx")
    rows = {r[0]: r[1:] for r in load_workbook(tmp_path / "a.xlsx")["Summary"].iter_rows(values_only=True)}
    assert rows["Everybody"][:2] == (11, 8)
    assert rows["Primary need: Autistic spectrum disorder"][:2] == (6, 4)
    assert rows["Primary need: all others"][:2] == (5, 4)
    assert rows["Council: West"][0] == 11
    assert rows["Age when it begins: 18"][0] == 11
    files.write_answer(answered(many("AS"), Plan()), tmp_path / "few.xlsx")
    cells = [r[0] for r in load_workbook(tmp_path / "few.xlsx")["Summary"].iter_rows(values_only=True)]
    assert any(str(x).startswith("There are too few learners") for x in cells)
    assert not any(str(x).startswith("Primary need") for x in cells)


@pytest.mark.parametrize("name", ["area.json", "area.xlsx"])
def test_primary_need_and_council_come_back_from_files(name: str, tmp_path: Path) -> None:
    area = many("AS-")
    files.write_problem(area, tmp_path / name)
    again = files.read_problem(tmp_path / name)
    assert [(x.primary_need, x.council) for x in again.learners] == [("ASD", "West"), ("SLD", "West"), ("", "West")]


def test_a_primary_need_that_is_no_code_is_told(tmp_path: Path) -> None:
    sam = example().learners[0]
    with pytest.raises(Faults, match="primary_need: must be blank or a code of SEN2: ASD"):
        replace(example(), learners=(replace(sam, primary_need="autism"),))
    files.write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    heads: list[Any] = [c.value for c in book["Learners"][1]]
    book["Learners"].cell(2, 1 + heads.index("Primary need")).value = "ASDD"
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(files.BadFile) as bad:
        files.read_problem(tmp_path / "t.xlsx")
    assert '"ASDD" is not one of the choices. Choose one of: SPLD, ' in str(bad.value)


def test_the_site_tells_the_planner_no_primary_need() -> None:
    """It asks for one learner or a few, and no plan rests on it: nothing may carry it there."""
    sources = (ROOT / "src" / "wraparound").rglob("*.py")
    assert [p.name for p in sources if "primary_need" in p.read_text(encoding="utf-8")] == []
