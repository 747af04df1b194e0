from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import people
from tests.partnerships.agreed import asks, does, says, two
from wraparound.accounts.roles import MemberRole
from wraparound.core.decisions import NotAllowed, Stale
from wraparound.notices import queries as notices
from wraparound.partnerships import actions, queries
from wraparound.partnerships.policy import GrantDefaults

pytestmark = pytest.mark.django_db
A_TERM, A_YEAR = timedelta(days=91), timedelta(days=365)


def kinds(who: Any) -> list[str]:
    return sorted(n.kind for n in asks(who, lambda w: list(notices.notices(w))))


def test_the_stricter_answer_is_drafted_signed_by_all_and_begins_grants_for_a_learner_too() -> None:
    here = two()
    sam = people.person("Sam")  # a learner: belongs to no organisation
    assert asks(sam, queries.defaults_for, [here.north, here.south]) == GrantDefaults(longest=A_YEAR)
    text = here.draft()
    assert {t: c["answer"] for t, c in text.content.items()} == {
        "how-long": "term",
        "in-writing": "health",
        "pass-on": "named",
        "first-yes": "health",
    }
    assert not here.sign(here.ann, text)
    assert asks(sam, queries.defaults_for, [here.south]).composite is None
    assert here.sign(here.ben, text)
    found = asks(sam, queries.defaults_for, [here.south])
    assert (found.longest, found.never, found.in_writing) == (A_TERM, {"health"}, {"health"})
    assert (found.may_pass_on, found.ask_again, found.composite) == (True, None, text.pk)
    assert ("For how long", "A term (13 weeks)") in [(str(a), str(b)) for a, b in found.clauses]
    assert asks(sam, queries.defaults_for, [here.east]) == GrantDefaults()
    assert queries.defaults_for(None, [here.north]) == GrantDefaults()
    assert "composite-in-force" in kinds(here.ann)


def test_a_change_is_another_text_that_nobody_has_signed() -> None:
    here = two()
    text = here.draft()
    here.sign(here.ann, text)
    told = {"composite": text, "topic": "how-long", "answer": "year"}
    with pytest.raises(NotAllowed, match="say why"):
        does(here.ben, actions.choose_clause, **told)
    changed = does(here.ben, actions.choose_clause, **told, because="A term is over too soon")
    assert (changed.number, changed.revision, text.revision) == (1, 2, 1)
    page = asks(here.ann, queries.composite_page, changed)
    assert [(s.member.organisation.name, s.signature, s.earlier is not None) for s in page.signing] == [
        ("North", None, True),
        ("South", None, False),
    ]
    assert next(line for line in page.lines if line.difference.topic.slug == "how-long").is_less_strict
    with pytest.raises(NotAllowed, match="changed or replaced"):
        here.sign(here.ben, text)
    with pytest.raises(Stale) as stale:
        does(here.ann, actions.choose_clause, **{**told, "answer": "month"})
    assert stale.value.current.pk == changed.pk
    here.sign(here.ben, changed)
    assert asks(here.ann, queries.defaults_for, [here.north]).composite is None
    assert here.sign(here.ann, changed)
    assert asks(here.ann, queries.defaults_for, [here.north]).longest == A_YEAR
    assert "composite-to-sign" not in [n.kind for n in asks(here.ann, _open)]


def _open(who: Any) -> Any:
    return [n for n in notices.notices(who) if n.seen is None]


def test_a_new_version_counts_once_all_have_signed_it_and_not_before() -> None:
    here = two()
    first = here.agree()
    with pytest.raises(NotAllowed, match="in force"):
        does(here.ann, actions.choose_clause, composite=first, topic="how-long", answer="month")
    says(here.ann, here.north, seen=1, how_long="month")
    second = here.draft()
    with pytest.raises(NotAllowed, match="a draft already"):
        here.draft()
    here.sign(here.ann, second)
    assert asks(here.cat, queries.defaults_for, [here.north]).composite == first.pk
    assert here.sign(here.ben, second)
    found = asks(here.cat, queries.defaults_for, [here.north])
    assert (found.composite, found.longest, found.in_writing) == (second.pk, timedelta(days=31), frozenset())
    assert asks(here.ann, queries.bound_by, first) == []
    with pytest.raises(NotAllowed, match="changed or replaced"):
        here.sign(here.ann, first)


def test_who_leaves_is_not_bound_any_more_and_who_comes_later_is_bound_by_signing() -> None:
    here = two()
    text = here.agree()
    here.joins(here.cat, here.east)
    assert asks(here.cat, queries.defaults_for, [here.east]).composite is None
    here.sign(here.cat, text)
    assert asks(here.cat, queries.defaults_for, [here.east]).composite == text.pk
    norths = here.member(here.ann)
    does(here.ann, actions.leave_partnership, member=norths)
    assert "partner-left" in kinds(here.ben)
    assert asks(here.ben, queries.defaults_for, [here.north]).composite is None
    assert {o.name for o in asks(here.ben, queries.bound_by, text)} == {"South", "East"}
    assert asks(here.ann, queries.partnership, here.partnership.pk) is None
    assert [
        m.organisation.name
        for m in asks(here.ben, lambda w: queries.composite_page(w, queries.composite(w, text.pk))).gone
    ] == ["North"]
    with pytest.raises(NotAllowed):
        does(here.ann, actions.leave_partnership, member=norths)
    does(here.cat, actions.leave_partnership, member=here.member(here.cat))
    assert asks(here.ben, queries.defaults_for, [here.south]).composite is None  # one alone agrees with nobody


def test_a_draft_comes_into_force_when_the_one_that_had_not_signed_leaves() -> None:
    here = two()
    here.joins(here.cat, here.east)
    text = here.draft()
    here.sign(here.ann, text)
    assert not here.sign(here.ben, text)
    does(here.cat, actions.leave_partnership, member=here.member(here.cat))
    assert asks(here.ann, queries.defaults_for, [here.south]).composite == text.pk
    assert "composite-in-force" in kinds(here.ben)


def test_invitations_reach_those_who_may_speak_and_are_answered_once() -> None:
    here = two()
    worker = people.member(here.east, "Worker")
    told = {"partnership": here.partnership, "organisation": here.east}
    invited = does(here.ann, actions.invite_organisation, **told)
    assert (kinds(here.cat), kinds(worker)) == (["partnership-invited"], [])
    with pytest.raises(NotAllowed, match="invited already"):
        does(here.ben, actions.invite_organisation, **told)
    for who in (worker, here.ann):
        with pytest.raises(NotAllowed):
            does(who, actions.accept_invitation, member=invited)
    does(here.ben, actions.drop_invitation, member=invited)
    with pytest.raises(NotAllowed):
        does(here.cat, actions.accept_invitation, member=invited)
    does(here.cat, actions.drop_invitation, member=does(here.ann, actions.invite_organisation, **told))
    assert asks(here.cat, queries.partnerships) == []


def test_a_policy_has_numbered_versions_and_nothing_is_written_over() -> None:
    here = two()
    with pytest.raises(Stale) as stale:
        says(here.ann, here.north, seen=0, how_long="month")
    assert stale.value.current.number == 1
    says(here.ann, here.north, seen=1, how_long="month")
    rows = asks(here.ben, lambda w: list(queries.versions(w, here.north)))
    assert [(r.number, r.content["how-long"]["answer"]) for r in rows] == [(2, "month"), (1, "year")]
    with pytest.raises(ValueError, match="no answer"):
        says(here.ann, here.north, seen=2, how_long="for ever")
    for who in (people.member(here.north, "Worker"), here.cat, here.ben):
        with pytest.raises(NotAllowed):
            says(who, here.north, seen=2, how_long="year")
    assert asks(here.cat, queries.policy_of, here.north) is None


def test_of_several_shared_policies_the_strictest_counts_and_the_newest_is_named() -> None:
    here = two()
    first = here.agree()
    says(here.cat, here.east, how_long="month", ask_again="term", pass_on="never")
    other = does(here.cat, actions.found_partnership, name="Hills", organisation=here.east)
    told = {"partnership": other, "organisation": here.north}
    invited = does(here.cat, actions.invite_organisation, **told)
    does(here.ann, actions.accept_invitation, member=invited)
    text = does(here.cat, actions.draft_composite, partnership=other)
    for who in (here.cat, here.ann):
        mine = next(m for m in asks(who, queries.partnership_page, other).mine)
        does(who, actions.sign_composite, composite=text, member=mine)
    found = asks(people.person("Mother"), queries.defaults_for, [here.north])
    assert (found.composite, found.longest, found.ask_again) == (text.pk, timedelta(days=31), A_TERM)
    assert (found.may_pass_on, found.never) == (False, {"health"})
    assert asks(here.ben, queries.defaults_for, [here.south]).composite == first.pk


def test_no_two_can_begin_alone_or_without_a_policy() -> None:
    here = two()
    alone = does(here.cat, actions.found_partnership, name="Alone", organisation=here.east)
    with pytest.raises(NotAllowed, match="two members"):
        does(here.cat, actions.draft_composite, partnership=alone)
    west = people.organisation("West")
    eve = people.member(west, "Eve", MemberRole.FACILITATOR)
    invited = does(here.cat, actions.invite_organisation, partnership=alone, organisation=west)
    does(eve, actions.accept_invitation, member=invited)
    with pytest.raises(NotAllowed, match="own policy"):
        does(eve, actions.draft_composite, partnership=alone)
