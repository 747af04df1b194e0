"""Raising a disagreement, saying one's side, noting what was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed, insist
from wraparound.sharing import queries, telling_disagreements
from wraparound.sharing.models import Disagreement, DisagreementParty, DisagreementStep
from wraparound.sharing.policy_disagreements import CLOSES, HEARD_WITHIN, About, Step, may_raise
from wraparound.sharing.policy_looks import answer_due
from wraparound.sharing.queries import disagreements

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@transaction.atomic
def raise_disagreement(
    *,
    learner: Learner,
    about: About,
    words: str,
    wanted: str = "",
    hears: int,
    with_whom: Iterable[int] = (),
    subject: UUID | None = None,
    by: Person,
) -> Disagreement:
    """What somebody does not agree with, and what they want instead; `hears` (a key) hears it within 15 working days.

    `with_whom` (keys): whose side is heard too. They and whoever hears it are told. Raises NotAllowed.
    """
    sides = sorted({*with_whom} - {by.pk})
    standing = queries.standing(by, learner)
    knows = standing.is_the_learner or bool(standing.decides) or disagreements.knows(by, learner)
    insist(may_raise(knows=knows, words=words, hears=hears, raises=by.pk, with_whom=sides))
    if hears not in {one.person for one in disagreements.who_may_hear(by, learner, sides)}:
        raise NotAllowed(_("this person cannot hear it"))
    made = Disagreement(
        learner=learner,
        about=about.value,
        subject=subject,
        words=words,
        wanted=wanted,
        raised_by=by,
        hears_id=hears,
        by_date=answer_due(clock.today(), HEARD_WITHIN),
    )
    made.save(force_insert=True)
    for person in sides:
        DisagreementParty(learner=learner, disagreement=made, person_id=person, by=by).save(force_insert=True)
    audit.record("disagreement raised", about=learner.public_id, details={"disagreement": str(made.pk)})
    telling_disagreements.raised(made, sides, by)
    return made


@transaction.atomic
def add_step(*, disagreement: UUID, kind: Step, words: str, by: Person) -> DisagreementStep:
    """One thing that was said, tried or agreed, in the words of who notes it. Everybody else in it is told.

    Raises NotAllowed: it is closed, or this step is somebody else's to take.
    """
    found = disagreements.disagreement(by, disagreement)
    if found is None or kind not in found.may_add:
        raise NotAllowed(_("this step is not yours to take"))
    if not words.strip():
        raise NotAllowed(_("say it in words"))
    row = Disagreement.objects.get(pk=disagreement)
    made = DisagreementStep(disagreement=row, learner_id=row.learner_id, kind=kind.value, words=words, by=by)
    made.save(force_insert=True)
    said: dict[str, audit.Detail] = {"disagreement": str(row.pk), "closed": int(kind in CLOSES)}
    audit.record("disagreement step noted", about=found.learner, details=said)
    telling_disagreements.moved(row.pk, found.people, by, closed=kind in CLOSES)
    return made
