"""Asking that something is put right or stopped, answering, and what the learner says to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed, insist
from wraparound.records import policy_claims as policy
from wraparound.records import queries, telling
from wraparound.records.models import Claim, ClaimAnswer, ClaimWords
from wraparound.records.policy_claims import Kind, Outcome
from wraparound.records.selecting import writer as writer_of
from wraparound.sharing import actions as sharing_actions
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner


@transaction.atomic
def ask_for_correction(
    *,
    learner: Learner,
    words: str,
    instead: str = "",
    category: Category | None = None,
    place: str = "",
    row: tuple[str, str] | None = None,
    to: int,
    by: Person,
) -> Claim:
    """What is wrong about the learner and what would be right, to one of `queries.who_answers`.

    `row` is a table and a key, of a row about this learner. Whoever is asked is told, without a word of it. Raises
    NotAllowed.
    """
    writer = None
    if row is not None:
        found = queries.row(by, learner, *row)
        if found is None:
            raise NotAllowed(_("this is not among what is held about you"))
        writer = writer_of(found)
    said: dict[str, Any] = {"words": words, "instead": instead, "place": place, "table": row[0] if row else ""}
    said |= {"row": row[1] if row else "", "category": None if category is None else category.number}
    return _claim(learner, Kind.CORRECTION, said, to, writer, by)


@transaction.atomic
def object_to_use(*, learner: Learner, words: str, grant: UUID | None = None, to: int, by: Person) -> Claim:
    """The learner objects to a grant, or to another use of what is held. Raises NotAllowed."""
    about = sharing.grant(by, grant) if grant is not None else None
    if grant is not None and (about is None or about.learner_id != learner.pk):
        raise NotAllowed(_("this is not shared"))
    if grant is not None and grant in queries.objected(by, learner):
        raise NotAllowed(_("you have said so already, and an answer is on its way"))
    return _claim(learner, Kind.OBJECTION, {"words": words, "grant": about}, to, None, by)


@transaction.atomic
def answer_claim(*, claim: Claim, outcome: Outcome, words: str, by: Person) -> ClaimAnswer:
    """The answer of whoever was asked, or stands in for them; once. An objection that is upheld ends the grant.

    The learner is told. Raises NotAllowed.
    """
    insist(
        policy.may_answer(
            is_to_them=queries.is_to_me(by, claim),
            is_answered=ClaimAnswer.objects.filter(claim=claim).exists(),
            kind=Kind(claim.kind),
            outcome=outcome,
        )
    )
    if outcome is Outcome.UPHELD and claim.grant_id is not None:
        about = sharing.grant(by, claim.grant_id)
        if about is None:
            raise NotAllowed(_("only who leads for the learner can stop it"))
        sharing_actions.end_grant(grant=about, reason=_("The learner objected"), by=by)
    said: dict[str, Any] = {"claim": claim, "learner_id": claim.learner_id, "words": words, "by": by}
    try:
        with transaction.atomic():
            made = ClaimAnswer.objects.create(outcome=outcome.value, **said)
    except IntegrityError as error:  # twice at the same moment
        raise NotAllowed(_("it has been answered already")) from error
    view = queries.claim(by, claim.pk)
    assert view is not None
    details = {"claim": str(claim.pk), "outcome": outcome.value}
    audit.record("claim answered", about=view.learner, details=details)
    telling.answered(claim, by)
    return made


@transaction.atomic
def say_beside(*, claim: Claim, words: str, by: Person) -> ClaimWords:
    """What the learner says to the answer, once; it stands beside it. Raises NotAllowed."""
    answer = ClaimAnswer.objects.filter(claim=claim).first()
    if claim.made_by_id != by.pk or answer is None:
        raise NotAllowed(_("there is no answer to you"))
    try:
        with transaction.atomic():
            made = ClaimWords.objects.create(claim=claim, learner_id=claim.learner_id, words=words, by=by)
    except IntegrityError as error:
        raise NotAllowed(_("you have said something to it already")) from error
    view = queries.claim(by, claim.pk)
    assert view is not None
    audit.record("words put beside an answer", about=view.learner, details={"claim": str(claim.pk)})
    telling.said_beside(claim, answer.by_id, by)
    return made


def _claim(learner: Learner, kind: Kind, said: dict[str, Any], to: int, writer: int | None, by: Person) -> Claim:
    insist(policy.may_claim(sharing.standing(by, learner)))
    asked = next((one for one in queries.who_answers(by, learner, kind, writer) if one.person == to), None)
    if asked is None:
        raise NotAllowed(_("this person cannot answer it"))
    made = Claim(learner=learner, kind=kind.value, made_by=by, to_person_id=to, organisation_id=asked.place, **said)
    made.due = policy.due(clock.today())
    made.save(force_insert=True)
    audit.record(f"{kind.value} asked for", about=learner.public_id, details={"claim": str(made.pk)})
    telling.made(made, by)
    return made
