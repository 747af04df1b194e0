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
