from __future__ import annotations

import dataclasses
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wraparound.accounts.policy import MembershipFacts
from wraparound.accounts.roles import MemberRole, OrganisationKind
from wraparound.partnerships import policy, topics
from wraparound.partnerships.policy import Clause, State
from wraparound.partnerships.topics import TOPICS, Answer, Effect, Topic
from wraparound.vocabulary import source

SAID = st.fixed_dictionaries(
    {}, optional={t.slug: st.sampled_from([a.slug for a in t.answers]).map(Clause) for t in TOPICS}
)
FEW = settings(max_examples=30, deadline=None)


def laxer(of: tuple[Topic, ...]) -> list[str]:
    """Answers that allow more than one that stands after them."""
    found = []
    for topic in of:
        for one, after in pairwise(a.effect for a in topic.answers):
            again = [e.ask_again or topics.A_YEAR * 9 for e in (one, after)]
            stricter = (
                one.longest <= after.longest
                and one.never >= after.never
                and one.in_writing >= after.in_writing
                and one.may_pass_on <= after.may_pass_on
                and again[0] <= again[1]
            )
            found += [] if stricter else [topic.slug]
    return found


def test_the_topics_are_fourteen_with_three_to_five_answers_the_strictest_first_and_known_terms() -> None:
    known = {term.slug for term in source.read(source.path().read_text(encoding="utf-8")).terms}
    assert len({t.slug for t in TOPICS}) == len(TOPICS) == 14
    for topic in TOPICS:
        assert 3 <= len({a.slug for a in topic.answers}) == len(topic.answers) <= 5
        assert set(topic.terms) <= known
    assert laxer(TOPICS) == []


def test_answers_in_the_wrong_order_are_found() -> None:
    for topic in TOPICS:
        if any(a.effect != Effect() for a in topic.answers):
            assert laxer((dataclasses.replace(topic, answers=topic.answers[::-1]),)) == [topic.slug] * (
                sum(a.effect != b.effect for a, b in pairwise(topic.answers))
            )


@FEW
@given(st.lists(SAID, min_size=2, max_size=4))
def test_a_first_draft_is_as_strict_as_each_member_to_each_topic_and_says_what_somebody_says(
    said: list[dict[str, Clause]],
) -> None:
    draft = policy.first_draft(said)
    assert set(draft) == {slug for one in said for slug in one}
    for topic in TOPICS:
        answers = [one[topic.slug].answer for one in said if topic.slug in one]
        if answers:
            assert draft[topic.slug].answer in answers
            assert all(topic.rank(draft[topic.slug].answer) <= topic.rank(a) for a in answers)
            assert not policy.needs_because(topic, draft[topic.slug].answer, said)
    assert policy.first_draft(said[::-1]) == draft


@FEW
@given(st.lists(SAID, min_size=1, max_size=3), SAID)
def test_one_more_shared_policy_never_allows_more(said: list[dict[str, Clause]], more: dict[str, Clause]) -> None:
    before = policy.defaults([(uuid4(), one) for one in said])
    after = policy.defaults([(uuid4(), one) for one in (*said, more)])
    assert after.longest <= before.longest <= topics.A_YEAR
    assert after.never >= before.never and after.in_writing >= before.in_writing
    assert after.may_pass_on <= before.may_pass_on
    assert before.ask_again is None or (after.ask_again is not None and after.ask_again <= before.ask_again)


@FEW
@given(SAID)
def test_what_is_stored_comes_back_and_what_is_none_of_ours_is_left_out(said: dict[str, Clause]) -> None:
    kept = policy.to_kept(said)
    assert policy.from_kept({**kept, "gone": {"answer": "x"}, "talking": kept.get("talking", {"answer": []})}) == said


@pytest.mark.parametrize("kept", [None, [], "x", {"family": 3}, {"family": {"answer": {}}}, {"family": {}}])
def test_nonsense_says_nothing(kept: object) -> None:
    assert policy.from_kept(kept) == {}


def test_differences_tell_equal_from_different_from_not_said() -> None:
    one = {"family": Clause("agreed"), "talking": Clause("closed-room"), "safety": Clause("before")}
    other = {"family": Clause("each-time"), "talking": Clause("closed-room", "own words")}
    found = {d.topic.slug: d for d in policy.differences([one, other])}
    assert [found[s].state for s in ("family", "talking", "safety", "records")] == [
        State.DIFFERENT,
        State.EQUAL,
        State.NOT_SAID,
        State.NOT_SAID,
    ]
    strictest = found["family"].strictest
    assert isinstance(strictest, Answer) and strictest.slug == "each-time"
    assert found["records"].strictest is None
    assert [d.state for d in policy.differences([one, {}, other]) if d.topic.slug == "family"] == [State.DIFFERENT]


@pytest.mark.parametrize("role", MemberRole)
def test_who_speaks_for_an_organisation(role: MemberRole) -> None:
    mine = (MembershipFacts(1, uuid4(), "N", OrganisationKind.COUNCIL, role, date(2026, 1, 1)),)
    assert bool(policy.may_speak(mine, 1)) == (role in policy.SPEAKS)
    assert not policy.may_speak(mine, 2) and not policy.may_speak((), 1)


def test_the_database_has_the_same_list_of_roles() -> None:
    sql = Path(policy.__file__).with_name("sql") / "functions_partnerships.sql"
    (listed,) = re.findall(r"select array\[([^]]+)\]", sql.read_text())
    assert {name.strip(" '") for name in listed.split(",")} == {role.value for role in policy.SPEAKS}


def test_who_signs() -> None:
    yes = {"speaks": True, "has_role": True, "is_newest": True, "is_in_force": False, "has_signed": False}
    assert policy.may_sign(**yes)
    assert policy.may_sign(**{**yes, "is_newest": False, "is_in_force": True})  # somebody who joined later
    for wrong in ({"speaks": False}, {"has_role": False}, {"is_newest": False}, {"has_signed": True}):
        assert not policy.may_sign(**{**yes, **wrong})
