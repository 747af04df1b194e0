"""When somebody gets a mail: the truth table."""

from __future__ import annotations

from datetime import date

import pytest

from wraparound.notices.policy import Mails, may_mail

TODAY, BEFORE = date(2026, 3, 3), date(2026, 3, 2)


@pytest.mark.parametrize(
    ("wanted", "at_once", "mailed_on", "allowed"),
    [
        (Mails.DAILY, False, None, True),
        (Mails.DAILY, False, BEFORE, True),
        (Mails.DAILY, False, TODAY, False),
        (Mails.DAILY, True, None, False),
        (Mails.AT_ONCE, False, BEFORE, True),
        (Mails.AT_ONCE, False, TODAY, False),
        (Mails.AT_ONCE, True, TODAY, True),
        (Mails.NEVER, False, None, False),
        (Mails.NEVER, True, None, False),
    ],
)
def test_who_gets_a_mail_when(wanted: Mails, at_once: bool, mailed_on: date | None, allowed: bool) -> None:
    assert bool(may_mail(wanted, at_once=at_once, mailed_on=mailed_on, today=TODAY)) is allowed
