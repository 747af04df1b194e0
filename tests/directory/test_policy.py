from __future__ import annotations

from datetime import date, timedelta

import pytest

from wraparound.accounts.roles import MemberRole
from wraparound.directory.policy import DUE_AFTER, EDITORS, OLD_AFTER, is_due, is_old, may_edit

TODAY = date(2026, 11, 20)
HERE, ELSEWHERE = 1, 2


@pytest.mark.parametrize("role", list(MemberRole))
def test_who_answers_for_the_entries_may_change_them_and_nobody_else(role: MemberRole) -> None:
    may = role in {"organisation-administrator", "head-of-inclusion", "transition-lead", "facilitator"}
    assert may_edit(HERE, [(HERE, role.value)]).allowed is may
    assert not may_edit(HERE, [(ELSEWHERE, role.value)]).allowed


def test_nobody_may_change_entries_without_a_membership() -> None:
    assert not may_edit(HERE, []).allowed
    assert set(MemberRole) >= EDITORS  # a role that is renamed is noticed here


@pytest.mark.parametrize(("days", "due", "old"), [(0, False, False), (80, False, False), (81, True, False),
                                                  (92, True, False), (93, True, True)])  # fmt: skip
def test_an_entry_is_due_after_80_days_and_old_after_three_months(days: int, due: bool, old: bool) -> None:
    confirmed = TODAY - timedelta(days=days)
    assert (is_due(confirmed, TODAY), is_old(confirmed, TODAY)) == (due, old)
    assert DUE_AFTER < OLD_AFTER
