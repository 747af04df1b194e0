"""Every slug that the planner can give has its words; names stay names; nobody else is spoken of."""

from __future__ import annotations

import ast
import inspect

import pytest

from planner import obstacles
from planner.problem import RULES
from planner.reasons import Kind, Why
from wraparound.plans.planning import asking, problems, sentences, several, words, worker
from wraparound.plans.planning.words import Names

NAMES = Names(
    learner="Sam",
    offerings={"o1": ("Cooking", "Northside College"), "a2": ("Swimming on Fridays", "")},
    services={"v1": "Cooking", "kitchen-basics": "Kitchen basics"},
    remedies={"r1": ("Nurse trains staff", "Brook College")},
    words={"epilepsy-trained-staff": "Staff trained in epilepsy"},
    funders={"council": "The council"},
)
WAY = {"remedy": "r1", "price": 24000, "lead_terms": 1, "provider": "g1"}
SAID = {  # a reason of each kind, as the planner's JSON has it
    "said-no": [{}],
    "need-unmet": [
        {"unmet": [{"need": "epilepsy-trained-staff", "ways": [WAY]}]},
        {"unmet": [{"need": "epilepsy-trained-staff"}]},
    ],
    "too-far": [{"minutes_over": 1}, {"minutes_over": 20}],
    "rule": [{"rule": rule} for rule in (*RULES, "no-repeats")],
    "not-ready": [{"chain": ["v1"], "missing": ["kitchen-basics"]}, {"missing": ["some-skill"]}],
    "clash": [{"clashes": ["a2", "availability"]}, {"clashes": ["terms"]}, {"clashes": ["hours a week"]}, {}],
    "money": [{"funder": "council", "over": 1250}, {}],
    "full": [{}],
    "less-good": [{"plan_gives": 10, "this_gives": 5}],
}
SESSIONS = [[600, 780]]


def said(why: str, more: dict[str, object]) -> words.Said:
    return words.reason({"learner": "L0", "offering": "o1", "why": why, **more}, NAMES, SESSIONS)


def test_every_kind_of_reason_is_tried_here() -> None:
    assert set(SAID) == {why.value for why in Why}


@pytest.mark.parametrize(("why", "more"), [(why, more) for why, all_ in SAID.items() for more in all_])
def test_every_reason_has_two_sentences_without_a_hole(why: str, more: dict[str, object]) -> None:
    found = said(why, more)
    for text in (found.why, found.next_step):
        assert text and text.endswith((".", "!", "?"))
        assert "%(" not in text and "  " not in text and ".." not in text
        assert " ." not in text and ": ." not in text


def test_every_rule_limit_change_day_and_gap_has_its_words() -> None:
    assert set(sentences.RULES) == set(RULES)
    assert {f"rule:{r}" for r in RULES} <= set(sentences.REASONS)
    assert {obstacles.AVAILABILITY, obstacles.HOURS, obstacles.DAYS, obstacles.PLACEMENT, obstacles.TERMS} <= set(
        sentences.LIMITS
    )
    assert set(sentences.CHANGES) == {kind.value for kind in Kind}
    assert set(problems.UNKNOWN) <= set(sentences.GAPS)


def test_every_limit_that_the_planner_names_in_its_code_has_its_words() -> None:
    named = set()
    for node in ast.walk(ast.parse(inspect.getsource(obstacles))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "limits.append":
            named |= {
                n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant) and isinstance(n.value, str)
            }
    assert named == {"settings at once"}
    assert named <= set(sentences.LIMITS)


def test_every_kind_of_programme_that_the_worker_makes_has_its_words() -> None:
    kinds = {
        n.value
        for n in ast.walk(ast.parse(inspect.getsource(worker._variants)))
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and " " not in n.value
    }
    of_many = {
        value.value
        for n in ast.walk(ast.parse(inspect.getsource(several)))
        if isinstance(n, ast.Dict)
        for key, value in zip(n.keys, n.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "kind" and isinstance(value, ast.Constant)
    }
    assert of_many
    assert {"most", *kinds, *of_many} == set(sentences.PROGRAMMES)


def test_every_trouble_says_that_nothing_was_changed() -> None:
    assert all("Nothing was changed" in str(text) for text in asking.TROUBLES.values())


def test_a_change_is_said_with_what_it_is_about() -> None:
    for kind, about in (("remedy", "r1"), ("place", "o1"), ("session", "o1"), ("rule", "age-limits")):
        text = words.change({"kind": kind, "about": about, "detail": "Tuesday" if kind == "session" else ""}, NAMES)
        assert text and "%(" not in text


def test_reasons_read_as_people_speak() -> None:
    assert said("need-unmet", SAID["need-unmet"][0]).next_step == (
        "Northside College can take Sam once this is in place: staff trained in epilepsy"
        " (nurse trains staff by Brook College, £240, ready after 1 term)."
    )
    assert said("clash", {"clashes": ["a2"]}).why == (
        "It meets Monday 10am to 1pm. That does not go together with swimming on Fridays."
    )


@pytest.mark.parametrize(
    ("label", "inside"),
    [("Cooking", "cooking"), ("Easy Read information", "Easy Read information"), ("IT skills", "IT skills")],
)
def test_a_label_inside_a_sentence_begins_small_unless_it_is_a_name(label: str, inside: str) -> None:
    assert words.mid(label) == inside
