"""One organisation is wished to share with another; it says that it has, or why it will not; how that was settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed, insist
from wraparound.sharing import queries, telling_withholding
from wraparound.sharing.models import ShareWish, WishAnswer, WishSettled
from wraparound.sharing.policy_withholding import Kind, may_answer, may_settle, may_wish
from wraparound.sharing.queries import asking, withholding

if TYPE_CHECKING:
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@transaction.atomic
def wish_sharing(*, learner: Learner, of: Organisation, to: Organisation, what: str, why: str, by: Person) -> ShareWish:
    """That `of` shares what it knows with `to`. Those of `of` around the learner are told. Raises NotAllowed."""
    receives = to.pk in withholding.my_organisations(by)
    insist(may_wish(queries.standing(by, learner), receives=receives, what=what))
    if of.pk == to.pk:
        raise NotAllowed(_("these are one organisation"))
    made = ShareWish(learner=learner, of_organisation=of, to_organisation=to, what=what, why=why, by=by)
    made.save(force_insert=True)
    said: dict[str, audit.Detail] = {"wish": str(made.pk), "of": str(of.public_id), "to": str(to.public_id)}
    audit.record("sharing wished for", about=learner.public_id, details=said)
    telling_withholding.wished(made, by)
    return made


@transaction.atomic
def answer_wish(*, wish: ShareWish, kind: Kind, words: str, clause: UUID | None = None, by: Person) -> WishAnswer:
    """What the organisation says, once: that it has shared, or why it will not, in words. Raises NotAllowed."""
    theirs = wish.of_organisation_id in withholding.my_organisations(by)
    answered = WishAnswer.objects.filter(wish=wish).exists()
    insist(may_answer(is_theirs=theirs, answered=answered, words=words))
    made = WishAnswer(wish=wish, learner_id=wish.learner_id, kind=kind.value, words=words, clause=clause, by=by)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # two at the same moment
        raise NotAllowed(_("it has been answered already")) from error
    said: dict[str, audit.Detail] = {"wish": str(wish.pk), "shared": int(kind is Kind.SHARED)}
    audit.record("sharing wish answered", about=wish.learner.public_id, details=said)
    telling_withholding.answered(wish, by)
    return made


@transaction.atomic
def settle_wish(*, wish: ShareWish, how: str, by: Person) -> WishSettled:
    """It has come to its end: a refusal is listed no more. Raises NotAllowed."""
    settled = WishSettled.objects.filter(wish=wish).exists()
    is_theirs = wish.of_organisation_id in asking.my_organisations(by)
    insist(may_settle(queries.standing(by, wish.learner), settled=settled, how=how, is_theirs=is_theirs))
    made = WishSettled(wish=wish, learner_id=wish.learner_id, how=how, by=by, at=clock.now())
    made.save(force_insert=True)
    audit.record("sharing wish settled", about=wish.learner.public_id, details={"wish": str(wish.pk)})
    telling_withholding.settled(wish, by)
    return made
