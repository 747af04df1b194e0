"""Lists of many learners that somebody takes away as a file: each learner of it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wraparound.core import audit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@transaction.atomic
def take_list_away(*, name: str, learners: Iterable[Learner], by: Person) -> int:
    """Notes in the chain of each learner that a file with them in it was made, and of which list; how many they are.

    In one order, whoever else takes a list away at the moment: each chain is locked until the end.
    """
    of = sorted({str(one.public_id) for one in learners if one.person_id != by.pk})
    for about in of:
        audit.record("list taken away", about=about, details={"list": name})
    return len(of)
