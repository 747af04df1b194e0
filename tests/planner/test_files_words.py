"""Every reason and every change in plain words, and the small words they are made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner import vocabulary
from planner.files import plain, words
from planner.files.template import example
from planner.problem import DAY, Problem, Session
from planner.reasons import Change, Kind, Reason, Unmet, Way, Why

AREA = example()
COOK = ("ex-sam", "ex-cook")
MIDAZOLAM, HOIST = "buccal-midazolam-trained-staff", "hoist-and-changing-bed"
TRAINING = Way("ex-midazolam", 12_288, 1, "ex-special")


def say(reason: Reason, area: Problem = AREA) -> str:
    return str(words.reason_words(reason, area)).replace("Example: ", "").replace("example: ", "")


@pytest.mark.parametrize(
    ("minute", "said"),
    [(0, "Mon 00:00"), (570, "Mon 09:30"), (6 * DAY + 1439, "Sun 23:59"), (7 * DAY, "Sun 24:00"), (DAY, "Tue 00:00")],
)
def test_a_minute_of_the_week_is_said_as_a_clock_time(minute: int, said: str) -> None:
    assert words.clock(minute) == said


@pytest.mark.parametrize(
    ("pence", "said"), [(0, "£0.00"), (5, "£0.05"), (123_450, "£1,234.50"), (-500, "-£5.00"), (10**9, "£10,000,000.00")]
)
def test_pence_are_said_as_pounds(pence: int, said: str) -> None:
    assert words.pounds(pence) == said


def test_small_words_read_as_people_write() -> None:
    assert plain.times((Session(570, 750), Session(3 * DAY + 780, 4 * DAY))) == "Mon 09:30-12:30; Thu 13:00-24:00"
    assert [plain.length(m) for m in (0, 1, 60, 150)] == ["0 minutes", "1 minute", "1 hour", "2 hours 30 minutes"]
    assert plain.listed([]) == ""
    assert plain.listed(["a"]) == "a"
    assert plain.listed(["a", "b", "c"]) == "a, b and c"
    assert plain.mid("Staff trained") == "staff trained"
    assert plain.mid("EHC plan") == "EHC plan"
    assert plain.need_label("own-word") == "Own word"
    assert plain.outcome_label("own-word") == "Own word"
    assert plain.term_name(3, AREA) == "2 terms after Example: Spring 2028"


def test_an_organisation_with_several_sites_is_said_with_its_site() -> None:
    area = replace(AREA, sites=(*AREA.sites, replace(AREA.sites[1], id="two", name="Annexe")))
    assert (
        plain.at(area.offering["ex-cook"], area)
        == "Example: Cookery at Example: Riverside College (Example: Main building)"
    )
    assert plain.at(AREA.offering["ex-cook"], AREA) == "Example: Cookery at Example: Riverside College"


def test_a_need_says_who_can_put_it_in_place_at_what_price_and_when() -> None:
    need = plain.mid(vocabulary.load().terms[MIDAZOLAM].label)
    assert say(Reason(*COOK, Why.NEED_UNMET, unmet=(Unmet(MIDAZOLAM, (TRAINING,)),))) == (
        f"Not in place yet for Sam at Riverside College: {need}. "
        f"Riverside College can take Sam from Spring 2028 if: {need} (Training in buccal midazolam by "
        "Hill Specialist College, £122.88 with VAT, ready in 1 term)."
    )


def test_a_remedy_for_two_needs_is_said_once() -> None:
    said = say(Reason(*COOK, Why.NEED_UNMET, unmet=(Unmet(MIDAZOLAM, (TRAINING,)), Unmet(HOIST, (TRAINING,)))))
    assert said.count("£122.88") == 1


def test_other_remedies_are_said_too() -> None:
    quicker = replace(TRAINING, price=0, lead_terms=0)
    said = say(Reason(*COOK, Why.NEED_UNMET, unmet=(Unmet(MIDAZOLAM, (TRAINING, quicker)),)))
    assert "£122.88 with VAT, ready in 1 term, or Training in buccal midazolam" in said
    assert "by Hill Specialist College, no charge, ready from the first term)" in said


def test_a_need_that_nobody_can_meet_yet_has_a_next_step_all_the_same() -> None:
    said = say(Reason(*COOK, Why.NEED_UNMET, unmet=(Unmet(MIDAZOLAM, (TRAINING,)), Unmet(HOIST))))
    assert "Ask Riverside College and its partners who could put this in place: " in said


def test_a_remedy_that_comes_too_late_says_so() -> None:
    late = replace(TRAINING, lead_terms=2)
    assert "Too late for the terms planned here" in say(
        Reason(*COOK, Why.NEED_UNMET, unmet=(Unmet(MIDAZOLAM, (late,)),))
    )


SAYINGS: list[tuple[Reason, str]] = [
    (Reason(*COOK, Why.SAID_NO), "Sam said no to this. Nothing, unless Sam thinks differently one day."),
    (
        Reason(*COOK, Why.TOO_FAR, minutes_over=1),
        "The way there takes 1 minute more than the 45 minutes that Sam can travel. "
        "Transport or travel training that reaches this far, or the same service nearer home.",
    ),
    (
        Reason(*COOK, Why.RULE, rule="no-repeats"),
        "Sam has already done Cookery. Something that builds on it, rather than the same again.",
    ),
    (Reason(*COOK, Why.RULE, rule="age-limits"), "A rule of this area stands in the way: age limits. A learner's age"),
    (Reason(*COOK, Why.RULE, rule="some-other"), "A rule of this area stands in the way: some other."),
    (
        Reason(*COOK, Why.NOT_READY, missing=("bus-travel",), chain=("travel-training", "kitchen-safety")),
        "This comes later: Sam would need bus travel first. "
        "First Travel training, then kitchen safety; after that, this one.",
    ),
    (Reason(*COOK, Why.NOT_READY), "Nothing in this area leads there yet."),
    (
        Reason(*COOK, Why.CLASH, clashes=("ex-travel", "Swimming club")),
        "This meets Tue 09:30-12:30; Thu 13:00-15:00, which does not go together with Travel training at "
        "Hill Specialist College (Mon 10:00-12:00) and Swimming club (Wed 15:00-16:00). "
        "A session at another time, or Sam changes what matters most.",
    ),
    (
        Reason(*COOK, Why.CLASH, clashes=("availability",)),
        "the times when Sam is free. A session at another time",
    ),
    (
        Reason(*COOK, Why.CLASH, clashes=("hours a week",)),
        "the hours a week that Sam wants. A shorter or different offer",
    ),
    (Reason(*COOK, Why.CLASH), "the rest of the week"),
    (
        Reason(*COOK, Why.MONEY, funder="ex-council", over=12_000),
        "It is £120.00 a term more than County Council has set aside for it.",
    ),
    (Reason(*COOK, Why.MONEY), "It costs £615.50 a term, and none of those who pay for Sam may pay for this."),
    (Reason(*COOK, Why.FULL), "There are 8 places, and no place is left. One more place"),
    (
        Reason("ex-sam", "ex-work", Why.FULL, gain_more=1),
        "There is 1 place, and no place is left. 1 person with a place would lose more than Sam would gain.",
    ),
    (Reason(*COOK, Why.FULL, gain_more=3), "3 people with a place would lose more than Sam would gain."),
    (
        Reason(*COOK, Why.LESS_GOOD, plan_gives=1350, this_gives=1),
        "the plan is worth 1,350 points, with this in it 1 point.",
    ),
]


@pytest.mark.parametrize(("reason", "said"), SAYINGS)
def test_each_kind_of_reason_is_said_plainly(reason: Reason, said: str) -> None:
    assert said in say(reason)
    assert "Alex" not in say(reason)


def test_every_kind_of_reason_has_words_and_a_next_step() -> None:
    for why in Why:
        said = words.reason_words(Reason(*COOK, why), AREA)
        assert said.why.endswith(".")
        assert said.next_step.endswith(".")


@pytest.mark.parametrize(
    ("kind", "about", "detail", "said"),
    [
        (Kind.REMEDY, "ex-midazolam", "", "Training in buccal midazolam by Hill Specialist College, for Main building"),
        (Kind.PLACE, "ex-work", "", "One more place in Café helper at Station Café (Fri 09:00-12:00)"),
        (Kind.SESSION, "ex-work", "Thu 9", "Move Café helper at Station Café from Fri 09:00-12:00 to Thu 9"),
        (Kind.SESSION, "ex-work", "", "Move Café helper at Station Café from Fri 09:00-12:00 to another time"),
        (
            Kind.RULE,
            "no-subcontracting",
            "",
            "Plan without the rule: no subcontracting. No organisation may take on another's offering by subcontract",
        ),
    ],
)
def test_each_kind_of_change_is_said_plainly(kind: Kind, about: str, detail: str, said: str) -> None:
    change = Change(kind, about, 0, 1, 0, 10, True, detail)
    assert words.change_words(change, AREA).replace("Example: ", "") == f"{said}."


def test_how_sure_a_change_is_is_said_in_words() -> None:
    change = Change(Kind.PLACE, "ex-work", 0, 1, 0, 10, True)
    assert words.certainty(change).startswith("Sure: ")
    assert words.certainty(replace(change, certain=False)).startswith("Not sure: ")


def test_a_name_with_a_full_stop_ends_a_sentence_by_itself() -> None:
    sam = replace(AREA.learners[0], home="ex-home-a", name="Sam O.")
    council = replace(AREA.funders[0], name="River Co.")
    area = replace(AREA, learners=(sam, AREA.learners[1]), funders=(council,))
    assert "than Sam O. would gain." in say(Reason(*COOK, Why.FULL, gain_more=2), area)
    assert str(words.reason_words(Reason(*COOK, Why.CLASH, clashes=("Swimming club",)), area)).count("..") == 0
    hours = words.reason_words(Reason(*COOK, Why.NOT_READY, missing=("sing.",)), area)
    assert hours.why == "This comes later: Sam O. would need sing. first."
