"""What grants allow, as tables: every standing with every basis and permission, and the edges of time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product

import pytest

from wraparound.core.categories import Category
from wraparound.sharing.policy import (
    HERE,
    LONGEST_FOR_SAFETY,
    LONGEST_WITHOUT_DECISION,
    Basis,
    GrantFacts,
    Permission,
    Span,
    Standing,
    Viewer,
    may_end,
    may_give,
    may_see,
)

STANDINGS = {
    "nobody": Standing(),
    "lead": Standing(is_lead=True),
    "learner": Standing(is_the_learner=True),
    "learner who leads": Standing(is_the_learner=True, is_lead=True),
    "proxy": Standing(decides=frozenset({Category.LEARNING, Category.PLAN})),
}
SHORT, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
YES, HELPED, UNASKED, NO = Permission.GIVEN, Permission.WITH_SUPPORT, Permission.NOT_ASKED, Permission.REFUSED
BY_PROXY = Permission.BY_PROXY
OTHER = [b for b in Basis if b is not Basis.CONSENT]

MAY_GIVE = {("lead", Basis.CONSENT, HELPED)}
MAY_GIVE |= {("lead", basis, permission) for basis in OTHER for permission in (HELPED, UNASKED, NO)}
for learner in ("learner", "learner who leads"):
    MAY_GIVE |= {(learner, Basis.CONSENT, YES), (learner, Basis.CONSENT, HELPED)}
    MAY_GIVE |= {(learner, basis, permission) for basis in OTHER for permission in {*Permission} - {BY_PROXY}}
MAY_GIVE |= {("proxy", Basis.CONSENT, BY_PROXY)}


def test_who_gives_on_which_basis_with_which_permission() -> None:
    cells = set(product(STANDINGS, Basis, Permission))
    allowed = {(s, b, p) for s, b, p in cells if may_give(STANDINGS[s], b, p, "Section 42", SHORT)}
    assert len(cells) == 100
    assert allowed == MAY_GIVE


@pytest.mark.parametrize("note", ["", " \n"])
def test_a_basis_other_than_consent_is_explained(note: str) -> None:
    for standing, basis, permission in MAY_GIVE:
        assert may_give(STANDINGS[standing], basis, permission, note, SHORT).allowed is (basis is Basis.CONSENT)


def test_only_sharing_to_keep_somebody_safe_is_kept_short_and_none_ends_before_it_begins() -> None:
    learner = STANDINGS["learner"]
    for basis in Basis:
        short = basis in (Basis.VITAL_INTERESTS, Basis.BEST_INTERESTS)
        longest = LONGEST_FOR_SAFETY if basis is Basis.VITAL_INTERESTS else LONGEST_WITHOUT_DECISION
        for lasts, allowed in (
            (timedelta(0), False),
            (-SECOND, False),
            (SECOND, True),
            (longest, True),
            (longest + SECOND, not short),
            (365 * DAY, not short),
        ):
            assert may_give(learner, basis, YES, "because", lasts).allowed is allowed, (basis, lasts)
    decided = may_give(learner, Basis.BEST_INTERESTS, YES, "because", 365 * DAY, is_decided=True)
    assert decided.allowed


@pytest.mark.parametrize(
    ("about", "allowed"),
    [
        ({Category.LEARNING}, True),
        ({Category.LEARNING, Category.PLAN, Category.IDENTITY}, True),  # who they are comes with everything
        ({Category.LEARNING, Category.HEALTH}, False),
        ({Category.HEALTH}, False),
    ],
)
def test_a_proxy_gives_and_ends_what_is_wholly_theirs_to_decide(about: set[Category], *, allowed: bool) -> None:
    proxy, every = STANDINGS["proxy"], frozenset(about)
    assert may_give(proxy, Basis.CONSENT, BY_PROXY, "", SHORT, every).allowed is allowed
    assert may_end(proxy, every).allowed is allowed
    assert not may_end(STANDINGS["nobody"], every).allowed
    assert not may_give(STANDINGS["nobody"], Basis.CONSENT, BY_PROXY, "", SHORT, every).allowed
    assert not may_give(STANDINGS["nobody"], Basis.CONSENT, BY_PROXY, "", SHORT, frozenset()).allowed


def test_a_decision_says_why() -> None:
    learner, lead, nobody = STANDINGS["learner"], STANDINGS["lead"], STANDINGS["nobody"]
    safety = Basis.VITAL_INTERESTS
    said = [
        (may_give(learner, Basis.CONSENT, YES, "", SHORT), "this is about you"),
        (may_give(lead, Basis.CONSENT, HELPED, "", SHORT), "you lead for this learner"),
        (may_give(nobody, Basis.CONSENT, YES, "", SHORT), "you do not lead for this learner"),
        (may_give(lead, Basis.CONSENT, YES, "", SHORT), "only the learner can say this"),
        (may_give(learner, Basis.CONSENT, NO, "", SHORT), "consent is a yes of the learner"),
        (may_give(learner, Basis.CONSENT, YES, "", -SHORT), "it would end before it begins"),
        (
            may_give(learner, safety, YES, "", SHORT),
            "a basis other than the learner's consent needs to be explained",
        ),
        (
            may_give(learner, safety, YES, "because", 2 * DAY),
            "sharing to keep somebody safe lasts 24 hours at the most",
        ),
        (may_end(learner), "this is about you"),
        (may_end(lead), "you lead for this learner"),
        (may_end(nobody), "you do not lead for this learner"),
        (may_see(Category.PLAN, Viewer(3, is_the_learner=True), [], NOON), "this is about you"),
        (may_see(Category.PLAN, Viewer(3), [facts(person=3)], NOON), "it is shared with you"),
        (may_see(Category.PLAN, Viewer(3), [], NOON), "it is not shared with you"),
    ]
    for decision, why in said:
        assert str(decision.because) == why
    assert [d.allowed for d, _ in said] == [True, True, *[False] * 6, True, True, False, True, True, False]


def test_the_learner_and_a_lead_end_grants() -> None:
    assert {name for name, standing in STANDINGS.items() if may_end(standing)} == {*STANDINGS} - {"nobody", "proxy"}


NOON = datetime(2026, 3, 29, 12, tzinfo=HERE)  # the clocks went forward in the night before
MINE, OTHERS = 7, 8


def facts(**said: object) -> GrantFacts:
    given = {"categories": frozenset({Category.PLAN}), "since": NOON - DAY, "until": NOON + DAY, **said}
    return GrantFacts(**given)  # type: ignore[arg-type]


def sees(viewer: Viewer, grant: GrantFacts, category: Category = Category.PLAN, at: datetime = NOON) -> bool:
    return may_see(category, viewer, [grant], at).allowed


def test_a_grant_to_a_person_is_seen_by_that_person_for_its_categories_while_it_lives() -> None:
    somebody, grant = Viewer(3), facts(person=3)
    assert sees(somebody, grant)
    assert not sees(Viewer(4), grant)
    assert not sees(somebody, grant, Category.HEALTH)
    assert [sees(somebody, grant, at=NOON + x) for x in (-DAY - SECOND, -DAY, DAY - SECOND, DAY)] == [0, 1, 1, 0]
    assert [sees(somebody, facts(person=3, ended=NOON + x)) for x in (-SECOND, 0 * SECOND, SECOND)] == [0, 0, 1]
    assert may_see(Category.HEALTH, Viewer(3, is_the_learner=True), [], NOON).allowed


@pytest.mark.parametrize("days", range(-2, 3))
@pytest.mark.parametrize("which", ["memberships", "teams"])
def test_a_grant_to_an_organisation_needs_a_membership_and_a_place_in_the_team_today(which: str, days: int) -> None:
    whole = ((MINE, Span(date(2020, 1, 1))),)
    spans = {"memberships": whole, "teams": whole}
    today = NOON.date()
    begins = {**spans, which: ((MINE, Span(today + days * DAY)),)}
    ends = {**spans, which: ((MINE, Span(date(2020, 1, 1), today + days * DAY)),)}
    elsewhere = {**spans, which: ((OTHERS, Span(date(2020, 1, 1))),)}
    grant = facts(organisation=MINE)
    assert sees(Viewer(3, **begins), grant) is (days <= 0)
    assert sees(Viewer(3, **ends), grant) is (days >= 0)
    assert not sees(Viewer(3, **elsewhere), grant)
    assert not sees(Viewer(3, **{**spans, which: ()}), grant)


def test_a_day_begins_and_ends_where_the_learners_live() -> None:
    night = Span(date(2026, 3, 29), date(2026, 3, 29))  # 23 hours long
    midnight = datetime(2026, 3, 29, tzinfo=HERE)
    last = datetime(2026, 3, 29, 23, 59, 59, tzinfo=HERE)
    assert [night.holds(x) for x in (midnight - SECOND, midnight, last, midnight + timedelta(hours=24))] == [0, 1, 1, 0]


def test_who_is_frozen_and_who_is_not_named_sees_nothing() -> None:
    whole = ((MINE, Span(date(2020, 1, 1))),)
    spans = {"memberships": whole, "teams": whole}
    grant = facts(organisation=MINE)
    assert sees(Viewer(3, **spans), grant)
    assert not sees(Viewer(3, is_frozen=True, **spans), grant)
    assert not sees(Viewer(3, is_frozen=True), facts(person=3))
    assert not sees(Viewer(3, frozen=frozenset({MINE}), **spans), grant)
    assert sees(Viewer(3, frozen=frozenset({OTHERS}), **spans), grant)
    assert sees(Viewer(3, frozen=frozenset({MINE})), facts(person=3))
    assert sees(Viewer(3, **spans), facts(organisation=MINE, only_people=frozenset({3, 4})))
    assert not sees(Viewer(3, **spans), facts(organisation=MINE, only_people=frozenset({4})))
