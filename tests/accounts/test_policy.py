"""What a role allows in an organisation: truth tables."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from wraparound.accounts import policy
from wraparound.accounts.policy import MembershipFacts
from wraparound.accounts.roles import MemberRole, OrganisationKind

HERE, THERE = 1, 2
ADMIN, WORKER, SYSTEM = MemberRole.ORGANISATION_ADMIN, MemberRole.SUPPORT_WORKER, MemberRole.SYSTEM_ADMIN


def at(organisation: int, role: MemberRole) -> MembershipFacts:
    public_id = UUID(int=organisation)
    return MembershipFacts(organisation, public_id, "Some", OrganisationKind.COUNCIL, role, date(2026, 1, 1))


NOBODY = ()
WORKS_HERE = (at(HERE, WORKER),)
RUNS_HERE = (at(HERE, ADMIN),)
RUNS_THERE = (at(THERE, ADMIN), at(HERE, WORKER))
KEEPS_FROM_HERE = (at(HERE, SYSTEM),)
KEEPS_FROM_THERE = (at(THERE, SYSTEM),)
EVERYBODY = (NOBODY, WORKS_HERE, RUNS_HERE, RUNS_THERE, KEEPS_FROM_HERE, KEEPS_FROM_THERE)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(WORKER, [RUNS_HERE]), (ADMIN, [RUNS_HERE]), (SYSTEM, [KEEPS_FROM_HERE])],
)
def test_who_gives_a_role_where_there_is_an_administrator(role: MemberRole, allowed: list) -> None:
    said = [mine for mine in EVERYBODY if policy.may_give_role(mine, HERE, role)]
    assert said == allowed


def test_where_there_is_no_administrator_who_keeps_the_system_names_one_but_never_themselves() -> None:
    for mine in (KEEPS_FROM_HERE, KEEPS_FROM_THERE):
        assert policy.may_give_role(mine, HERE, ADMIN, has_administrator=False)
        assert not policy.may_give_role(mine, HERE, ADMIN, has_administrator=False, to_me=True)
        assert not policy.may_give_role(mine, HERE, WORKER, has_administrator=False)
    assert not policy.may_give_role(WORKS_HERE, HERE, ADMIN, has_administrator=False)


@pytest.mark.parametrize(
    ("role", "others", "allowed"),
    [
        (WORKER, 0, [RUNS_HERE]),
        (WORKER, 1, [RUNS_HERE]),
        (ADMIN, 1, [RUNS_HERE]),
        (ADMIN, 0, []),
        (SYSTEM, 0, [KEEPS_FROM_HERE]),
    ],
)
def test_who_ends_a_membership(role: MemberRole, others: int, allowed: list) -> None:
    assert [m for m in EVERYBODY if policy.may_end(m, HERE, role, other_administrators=others)] == allowed


def test_members_see_each_other_administrators_edit_and_who_keeps_the_system_founds() -> None:
    assert [m for m in EVERYBODY if policy.may_see_people(m, HERE)] == [
        WORKS_HERE, RUNS_HERE, RUNS_THERE, KEEPS_FROM_HERE,
    ]  # fmt: skip
    assert [m for m in EVERYBODY if policy.may_edit_organisation(m, HERE)] == [RUNS_HERE]
    assert [m for m in EVERYBODY if policy.may_found(m)] == [KEEPS_FROM_HERE, KEEPS_FROM_THERE]


def test_administrators_of_any_kind_must_have_a_second_step_and_nobody_else() -> None:
    told = [m for m in EVERYBODY if policy.must_have_second_step(m)]
    assert told == [RUNS_HERE, RUNS_THERE, KEEPS_FROM_HERE, KEEPS_FROM_THERE]


def test_only_who_leads_every_circle_brings_somebody_back_who_has_no_other_way_in() -> None:
    facts = {"to_me": False, "has_address": False, "has_role": False, "leads": True}
    said = {
        "you lead their circle": {},
        "you cannot make a link for yourself": {"to_me": True},
        "they have a role in an organisation, which has other ways in": {"has_role": True},
        "they can have a code sent by e-mail": {"has_address": True},
        "only whoever leads each circle that they belong to can do that": {"leads": False},
    }
    for why, but in said.items():
        decision = policy.may_bring_back(**{**facts, **but})
        assert (decision.allowed, str(decision.because)) == (not but, why)


def test_a_decision_says_why() -> None:
    administrator = "you are an administrator of this organisation"
    only_they = "only an administrator of this organisation can do that"
    end, give = policy.may_end, policy.may_give_role
    said = [
        (policy.may_see_people(WORKS_HERE, HERE), "you work there"),
        (policy.may_see_people(NOBODY, HERE), "you are not a member of this organisation"),
        (policy.may_found(KEEPS_FROM_THERE), "you keep the system"),
        (policy.may_found(RUNS_HERE), "only a system administrator adds organisations"),
        (give(KEEPS_FROM_HERE, HERE, SYSTEM), "you keep the system"),
        (give(RUNS_HERE, HERE, SYSTEM), "only a system administrator names another one"),
        (give(RUNS_HERE, HERE, WORKER), administrator),
        (give(WORKS_HERE, HERE, WORKER), only_they),
        (
            give(KEEPS_FROM_THERE, HERE, ADMIN, has_administrator=False),
            "this organisation has no administrator yet",
        ),
        (give(KEEPS_FROM_THERE, HERE, ADMIN), only_they),
        (end(KEEPS_FROM_HERE, HERE, SYSTEM, other_administrators=1), "you keep the system"),
        (
            end(RUNS_HERE, HERE, SYSTEM, other_administrators=1),
            "only a system administrator ends that membership",
        ),
        (end(RUNS_HERE, HERE, WORKER, other_administrators=0), administrator),
        (end(WORKS_HERE, HERE, WORKER, other_administrators=0), only_they),
        (
            end(RUNS_HERE, HERE, ADMIN, other_administrators=0),
            "an organisation needs an administrator: name another one first",
        ),
        (policy.may_edit_organisation(RUNS_HERE, HERE), administrator),
        (policy.may_edit_organisation(WORKS_HERE, HERE), only_they),
    ]
    assert [str(decision.because) for decision, _ in said] == [why for _, why in said]
