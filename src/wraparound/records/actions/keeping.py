"""Erasing what is not kept any more: proposed, told to the learner, confirmed by a second person, done.

Each step is a function of the database, which asks who may once more and alone may write it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from wraparound.accounts import actions as accounts
from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import Role, acting, as_system
from wraparound.core.decisions import NotAllowed, insist
from wraparound.records import telling_keeping as telling
from wraparound.records.models import Erasure
from wraparound.records.policy_keeping import may_answer, may_confirm, may_propose, may_take_back
from wraparound.records.queries import keeping
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.records.policy_keeping import Because, Said


@transaction.atomic
def propose_erasure(
    *, learner: Learner, category: Category | None, because: Because, told_in_person: bool = False, by: Person
) -> Erasure:
    """Who leads proposes that a category of a learner (None: everything) goes. The learner is told, and has 28 days to
    say "keep it". `told_in_person`: the proposer says that they told the learner. Raises NotAllowed, in words.
    """
    standing = keeping.proposing(by, learner)
    kept, today = keeping.said_keep(by, learner), clock.today()
    insist(
        may_propose(
            leads=standing is not None,
            is_open=(category or Category.IDENTITY) in sharing.open_categories(by, learner),
            category=category,
            told=told_in_person,
            signs_in=learner.person_id is not None,
            kept=kept,
            today=today,
        )
    )
    number = None if category is None else category.number
    if keeping.is_proposed(by, learner, category):
        raise NotAllowed(keeping.ALREADY)
    (key,) = _called("propose_erasure", learner.pk, number, standing, because.value, told_in_person)
    made = Erasure.objects.select_related("learner").get(pk=key)
    of = "everything" if category is None else category.value
    audit.record("erasure proposed", about=learner.public_id, details={"erasure": str(key), "of": of})
    telling.proposed(made, by)
    return made


@transaction.atomic
def answer_erasure(*, erasure: UUID, said: Said, by: Person) -> None:
    """The learner says keep or erase; a lead notes a "keep it" that was said to them. Raises NotAllowed, in words."""
    row = _locked(erasure, by)
    is_mine, leads = keeping.mine_or_led(by, row)
    insist(may_answer(keeping.facts(by, row), said, is_the_learner=is_mine, leads=leads))
    _called("answer_erasure", erasure, said.value)
    details: dict[str, audit.Detail] = {"erasure": str(erasure), "answer": said.value}
    audit.record("erasure answered", about=row.learner.public_id, details=details)
    telling.answered(row, said, by)


@transaction.atomic
def take_back_erasure(*, erasure: UUID, by: Person) -> None:
    """It is not erased after all: a lead or an administrator says so. Raises NotAllowed, in words."""
    row = _locked(erasure, by)
    insist(
        may_take_back(
            keeping.facts(by, row), leads=keeping.mine_or_led(by, row)[1], administers=keeping.administers(by)
        )
    )
    _called("take_back_erasure", erasure)  # which notes it in the learner's chain
    telling.settled(row, by)


@transaction.atomic
def confirm_erasure(*, erasure: UUID, by: Person) -> dict[str, int]:
    """The second person confirms; it is done in the same transaction: how many rows of which table. Raises NotAllowed.

    Everything of a learner who signs in takes their sign-in with it, where they have no other place here.
    """
    row = _locked(erasure, by)
    insist(may_confirm(keeping.facts(by, row), me=by.pk, administers=keeping.administers(by)))
    telling.settled(row, by)
    _called("confirm_erasure", erasure)  # which notes it in the learner's chain
    with acting(as_system(Role.KEEPING)):
        (person,) = _called("signs_in_as_erased", erasure)
        counts = json.loads(_called("erase", erasure)[0])
    if person is not None:
        accounts.forget_person(person=person, by=by)
    return {str(table): int(rows) for table, rows in counts.items()}


def _locked(key: UUID, by: Person) -> Erasure:
    found = keeping.erasure_row(by, key)
    if found is None:
        raise NotAllowed(keeping.GONE)
    return found


def _called(function: str, *said: Any) -> Any:
    marks = ", ".join("%s" for _ in said)
    with connection.cursor() as cursor:
        cursor.execute(f"select app.{function}({marks})", said)
        return cursor.fetchone()
