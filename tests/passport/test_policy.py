"""Who may say what, and how ready an answer is: every case."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from wraparound.core.categories import Category
from wraparound.passport import policy
from wraparound.passport.policy import (
    Answer,
    AnswerFacts,
    SaidBy,
    State,
    Voice,
    Writer,
    may_choose,
    may_put_aside,
    may_write,
    stands_beside,
    state,
    ways_to_write,
)
from wraparound.vocabulary import source

TODAY = date(2026, 11, 22)
LEARNER, OPEN_FAMILY, OPEN_TEAM = (
    Writer(True, is_open=True),
    Writer(is_family=True, is_open=True),
    Writer(is_team=True, is_open=True),
)


def test_each_writes_in_their_own_name_and_supporters_type_for_the_learner() -> None:
    assert ways_to_write(LEARNER) == (SaidBy.LEARNER,)
    assert ways_to_write(OPEN_FAMILY) == (SaidBy.SUPPORTER, SaidBy.FAMILY)
    assert ways_to_write(OPEN_TEAM) == (SaidBy.SUPPORTER, SaidBy.ORGANISATION)
    assert ways_to_write(Writer(works_with=True, is_open=True)) == (SaidBy.ORGANISATION,)
    assert ways_to_write(Writer(is_open=True)) == ()


def test_where_a_category_is_not_open_nobody_but_the_learner_writes() -> None:
    for family, team, works, said_by in product(*[(False, True)] * 3, SaidBy):
        assert not may_write(Writer(False, family, team, works, is_open=False), said_by).allowed
    assert may_write(Writer(True), SaidBy.LEARNER).allowed


def test_what_a_supporter_types_is_the_learners_voice() -> None:
    assert [s.voice for s in SaidBy] == [Voice.LEARNER, Voice.LEARNER, Voice.FAMILY, Voice.ORGANISATION]


def test_only_what_a_supporter_types_over_the_learners_own_words_stands_beside_them() -> None:
    beside = {(s, now) for s, now in product(SaidBy, [None, *SaidBy]) if stands_beside(s, now)}
    assert beside == {(SaidBy.SUPPORTER, SaidBy.LEARNER)}
    assert {(s, now) for s, now in product(SaidBy, [None, *SaidBy]) if not may_put_aside(s, now)} == beside


def test_only_the_learner_chooses() -> None:
    assert may_choose(LEARNER)
    assert not any(map(may_choose, (OPEN_FAMILY, OPEN_TEAM, Writer(works_with=True, is_open=True))))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, State.NOT_SAID),
        (AnswerFacts(Answer.SAID, TODAY), State.READY),
        (AnswerFacts(Answer.SAID, TODAY - timedelta(days=365)), State.READY),
        (AnswerFacts(Answer.SAID, TODAY - timedelta(days=366)), State.STALE),
        (AnswerFacts(Answer.LATER, TODAY), State.NOT_SAID),
        (AnswerFacts(Answer.NOT_TO_SAY, TODAY), State.NOT_SAID),
        (AnswerFacts(Answer.NOT_TO_SAY, TODAY, True), State.WITHHELD),
    ],
)
def test_how_ready_an_answer_is(known: AnswerFacts | None, expected: State) -> None:
    assert state(True, known, TODAY) is expected
    assert state(False, known, TODAY) is State.NOT_SHARED


def test_whom_a_college_has_to_train_is_of_health_unless_it_is_of_learning() -> None:
    mixed = {
        (t.heading[1], t.slug)
        for t in source.read(source.path().read_text()).terms
        if t.heading[1] in policy.MIXED_GROUPS
    }
    kept = {slug: policy.category_of_need(group, slug) for group, slug in mixed}
    assert kept["epilepsy-trained-staff"] == kept["medical-care-plan"] == Category.HEALTH
    assert kept["autism-trained-staff"] == kept["ehc-plan-report"] == Category.LEARNING
    assert kept["communication-aid-trained-staff"] == Category.COMMUNICATION
    assert set(kept) >= policy.NOT_OF_HEALTH  # no name that the vocabulary does not have
    assert policy.category_of_need("staff-competencies", "something-new") == Category.HEALTH
