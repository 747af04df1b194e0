"""What the learner wants, and the EHC plan's sections where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.plans import policy, queries
from wraparound.plans.actions.keeping import change, locked, make
from wraparound.plans.fields import OUTCOME
from wraparound.plans.kinds import Area, OutcomeState
from wraparound.plans.models import Outcome, Section
from wraparound.plans.policy import Refused, required
from wraparound.plans.sections import SECTIONS
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@transaction.atomic
def add_outcome(
    *, learner: Learner, area: Area, words: str, why: str = "", how_we_know: str = "", term: str = "", by: Person
) -> Outcome:
    """What the learner wants to be able to do. `term` is a slug of the vocabulary, or empty. Raises Refused."""
    required(policy.may_write(queries.standing(by, learner), Category.OUTCOMES))
    if not words.strip():
        raise Refused(_("an outcome is said in words"))
    if term and vocabulary.unknown(by, [term], "outcome"):
        raise Refused(_("this is no outcome of the vocabulary"))
    said = {"area": area, "words": words.strip(), "why": why.strip(), "how_we_know": how_we_know.strip(), "term": term}
    return make(Outcome, learner, Category.OUTCOMES, by, **said)


@transaction.atomic
def change_outcome(*, outcome: Outcome, wanted: Mapping[str, Any], seen: Mapping[str, str], by: Person) -> bool:
    """Changes fields of an outcome. Raises Stale with clashes, Refused."""
    row = locked(Outcome, outcome.pk)
    required(policy.may_write(queries.standing(by, row.learner), Category.OUTCOMES))
    if strange := set(wanted) - set(OUTCOME):
        raise TypeError(f"an outcome has no {', '.join(sorted(strange))} to be said here")
    if not str(wanted.get("words", row.words)).strip():
        raise Refused(_("an outcome is said in words"))
    return change(row, wanted, seen, by)


@transaction.atomic
def settle_outcome(*, outcome: Outcome, state: OutcomeState, by: Person) -> None:
    """It is reached, no longer wanted, or worked towards again. Raises Refused."""
    row = locked(Outcome, outcome.pk)
    required(policy.may_write(queries.standing(by, row.learner), Category.OUTCOMES))
    change(row, {"state": state.value}, {}, by, state.value)


@transaction.atomic
def attach_section(*, learner: Learner, letter: str, words: str, dated: date, by: Person) -> Section:
    """A section of the EHC plan; the one that stood there before is ended. Raises Refused."""
    section = SECTIONS.get(letter)
    if section is None:
        raise Refused(_("an EHC plan has no such section"))
    required(policy.may_write(queries.standing(by, learner), section.category))
    for before in Section.objects.select_for_update().filter(learner=learner, letter=letter, ended__isnull=True):
        change(before, {"ended": clock.now()}, {}, by, "ended")
    said = {"letter": letter, "words": words.strip(), "dated": dated}
    return make(Section, learner, section.category, by, **said)


@transaction.atomic
def end_section(*, section: Section, by: Person) -> None:
    """The section holds no longer. Raises Refused."""
    row = locked(Section, section.pk)
    required(policy.may_write(queries.standing(by, row.learner), row.kept_in))
    change(row, {"ended": clock.now()}, {}, by, "ended")
