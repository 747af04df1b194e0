"""Sharing in the learner's own hands: share, stop, hide, undo, put off. A lead who types says who helped, and how.

Every grant is given and ended by the actions of grants.py, so that the chain says it; each step is one SharingChange.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.core.decisions import NotAllowed, insist
from wraparound.sharing import queries, telling_hands
from wraparound.sharing.actions.again import given_back, once_more
from wraparound.sharing.actions.grants import end_grant, give_grant, note_change, one_at_a_time
from wraparound.sharing.models import LaterQuestion, SharingChange
from wraparound.sharing.policy import Basis, Doing, Permission, Putting, Support
from wraparound.sharing.policy_agreed import ask_again_on, fits
from wraparound.sharing.queries import asking, hands

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner
    from wraparound.sharing.models import AccessRequest, Grant

LONGEST = timedelta(days=366)


@transaction.atomic
def share(
    *,
    learner: Learner,
    to: Organisation | Person,
    categories: Iterable[Category],
    until: datetime,
    purpose: str,
    only_people: Collection[int] = (),
    support: Support | None = None,
    by: Person,
) -> SharingChange:
    """Opens categories, and who the learner is, to an organisation's team or to a person; for a year at most.

    `only_people`: the keys of those of the team for whom it is, where it is not for everybody. `support` says who
    helped the learner to decide: a lead who types has to say it. Raises NotAllowed, in words for whoever tried.
    """
    _decides(learner, support, by)
    _not_to_themselves(learner, to, by)
    if to._meta.model_name == "person" and to.pk == learner.person_id:
        raise NotAllowed(_("this is about you"))
    if until > clock.now() + LONGEST:
        raise NotAllowed(_("a year is the longest"))
    agreed = hands.agreed(by, to)
    typed = learner.person_id not in (None, by.pk)  # who does not sign in has no other hand than the lead's
    insist(fits(agreed, {*categories}, until - clock.now(), typed=typed))
    grant = give_grant(
        learner=learner,
        to=to,
        categories={*categories, Category.IDENTITY},
        purpose=purpose,
        until=until,
        permission=Permission.WITH_SUPPORT if support else Permission.GIVEN,
        support=support,
        only_people=only_people,
        composite=agreed.composite,
        by=by,
    )
    if (again := ask_again_on(agreed, clock.today(), until.date())) is not None:
        _put_off(learner, by, kind=Putting.LATER, on=again, grant=grant)
    return note_change(learner, Doing.SHARE, by, given=[grant])


@transaction.atomic
def stop(
    *,
    learner: Learner,
    receiver: Organisation | Person,
    categories: Collection[Category] | None = None,
    support: Support | None = None,
    by: Person,
) -> SharingChange:
    """Ends what a receiver sees: everything, or only these categories; the rest stays as it is.

    Raises NotAllowed: nothing of it is shared with them any more, or it is not theirs to say.
    """
    return _narrow(Doing.STOP, learner, receiver, categories, support, by)


@transaction.atomic
def hide_from(
    *,
    learner: Learner,
    person: Person,
    categories: Collection[Category],
    support: Support | None = None,
    by: Person,
) -> SharingChange:
    """As `stop`, for somebody of the family. Nobody is told, and nothing that they can see says that it was done."""
    return _narrow(Doing.HIDE, learner, person, categories, support, by)


@transaction.atomic
def change_time(
    *,
    learner: Learner,
    receiver: Organisation | Person,
    until: datetime,
    support: Support | None = None,
    by: Person,
) -> SharingChange:
    """What a receiver sees is open until another moment: at most a year from now. Raises NotAllowed.

    What keeps somebody safe has its own short time and stays as it is.
    """
    _decides(learner, support, by)
    now = clock.now()
    if not now < until <= now + LONGEST:
        raise NotAllowed(_("a year is the longest") if until > now else _("it would end before it begins"))
    live = [g for g in hands.live(by, learner, receiver) if g.basis != Basis.VITAL_INTERESTS]
    if not live:
        raise NotAllowed(_("nothing is shared with them any more"))
    longer = any(g.until < until for g in live)
    if longer:
        _not_to_themselves(learner, receiver, by)
        insist(fits(hands.agreed(by, receiver), (), until - now, typed=False))
    given = [once_more(g, {*hands.categories_of(by, g)}, until, support, by) for g in live]
    for grant in live:
        end_grant(grant=grant, by=by)
    return note_change(learner, Doing.SHARE if longer else Doing.STOP, by, given=given, ended=live)


@transaction.atomic
def choose_people(
    *,
    learner: Learner,
    receiver: Organisation,
    people: Collection[int],
    support: Support | None = None,
    by: Person,
) -> SharingChange:
    """What an organisation sees is for these of its team (keys) from now on; nobody named: for everybody there.

    Raises NotAllowed.
    """
    _decides(learner, support, by)
    found = hands.live(by, learner, receiver)
    wanted = sorted(people) or None
    touched = [g for g in found if g.only_people != wanted and not hands.is_kept_back(by, g)]
    if not touched:
        raise NotAllowed(_("nothing has changed") if found else _("nothing is shared with them any more"))
    if wanted is None or any(g.only_people and not {*wanted} <= {*g.only_people} for g in touched):  # it opens more
        _not_to_themselves(learner, receiver, by)
    given = [once_more(g, hands.categories_of(by, g), g.until, support, by, people=people) for g in touched]
    for grant in touched:
        end_grant(grant=grant, reason=_who_helped(support), by=by)
    return note_change(learner, Doing.STOP if wanted else Doing.SHARE, by, given=given, ended=touched)


@transaction.atomic
def undo_change(*, change: SharingChange, by: Person) -> SharingChange:
    """Ends what a change gave and gives back what it ended, for what is left of its time. Twice is as once.

    Raises NotAllowed, with the reason, where it makes no sense any more.
    """
    one_at_a_time(change.learner)
    undone = SharingChange.objects.filter(undoes=change).first()
    if undone is not None:
        return undone
    way = hands.way_back(by, change)
    if way.because:
        raise NotAllowed(way.because)
    given = [given_back(grant, by) for grant in way.gives]
    for grant in way.ends:
        end_grant(grant=grant, by=by)
    return note_change(change.learner, Doing.UNDO, by, given=given, ended=way.ends, undoes=change)


@transaction.atomic
def ask_me_later(
    *,
    learner: Learner,
    on: date,
    about: str = "",
    grant: Grant | None = None,
    request: AccessRequest | None = None,
    by: Person,
) -> LaterQuestion:
    """A question waits until a day. Raises NotAllowed: the day has been, or it is not theirs to say."""
    if on <= clock.today():
        raise NotAllowed(_("that day is not in the future"))
    return _put_off(learner, by, kind=Putting.LATER, on=on, about=about, grant=grant, request=request)


@transaction.atomic
def talk_first(
    *,
    learner: Learner,
    to: Person,
    grant: Grant | None = None,
    request: AccessRequest | None = None,
    by: Person,
) -> LaterQuestion:
    """A question waits until the learner has talked with somebody of their circle, who is told of the wish to talk.

    Of what it is about they are told nothing. Raises NotAllowed.
    """
    if to.pk not in {one.pk for one in hands.to_talk_with(by, learner)}:
        raise NotAllowed(_("they do not know yet that they support this learner"))
    found = _put_off(learner, by, kind=Putting.TALK, with_person=to, grant=grant, request=request)
    telling_hands.wants_to_talk(learner, to, by)
    return found


@transaction.atomic
def settle_later(*, question: LaterQuestion, by: Person) -> None:
    """The learner is done with a question that was put off. Done twice, it stays as it was. Raises NotAllowed."""
    if not queries.standing(by, question.learner).is_the_learner:
        raise NotAllowed(_("only the learner can say this"))
    if LaterQuestion.objects.filter(pk=question.pk, settled__isnull=True).update(settled=clock.now()):
        audit.record("question settled", about=question.learner.public_id, details={"question": str(question.pk)})


def _put_off(learner: Learner, by: Person, **said: Any) -> LaterQuestion:
    standing = queries.standing(by, learner)
    if not (standing.is_the_learner or standing.is_lead):
        raise NotAllowed(_("you do not lead for this learner"))
    found = LaterQuestion(learner=learner, by=by, made=clock.now(), **said)
    found.save(force_insert=True)
    audit.record("question put off", about=learner.public_id, details={"question": str(found.pk)})
    return found


def _narrow(
    kind: Doing,
    learner: Learner,
    receiver: Organisation | Person,
    categories: Collection[Category] | None,
    support: Support | None,
    by: Person,
) -> SharingChange:
    _decides(learner, support, by)
    closing = set(Category) if categories is None else set(categories)
    found = [g for g in hands.live(by, learner, receiver) if not hands.is_kept_back(by, g)]
    touched = [g for g in found if closing & hands.categories_of(by, g)]
    if not touched:
        raise NotAllowed(_("nothing of this is shared with them any more"))
    rest = {g: hands.categories_of(by, g) - closing for g in touched}
    given = [once_more(g, rest[g], g.until, support, by) for g in touched if rest[g]]
    for grant in touched:
        end_grant(grant=grant, reason=_who_helped(support), by=by)
    return note_change(learner, kind, by, given=given, ended=touched)


def _decides(learner: Learner, support: Support | None, by: Person) -> None:
    """The learner; or a lead, who says who helped the learner to decide, and how. Nobody else acts beside them."""
    standing = queries.standing(by, learner)
    if not (standing.is_the_learner or standing.is_lead):
        raise NotAllowed(_("you do not lead for this learner"))
    said = support is not None and (support.person or support.name.strip()) and support.how
    if not said and (support is not None or not standing.is_the_learner):
        raise NotAllowed(_("it has to be said who helped the learner, and how"))
    one_at_a_time(learner)


def _not_to_themselves(learner: Learner, to: Organisation | Person, by: Person) -> None:
    """A lead types no yes for themselves or for their own organisation: it would go round a no to its request."""
    if queries.standing(by, learner).is_the_learner:
        return
    is_theirs = to.pk == by.pk if to._meta.model_name == "person" else to.pk in asking.my_organisations(by)
    if is_theirs:
        raise NotAllowed(_("this is for your own organisation: the learner has to say it, or somebody else who leads"))


def _who_helped(support: Support | None) -> str:
    """Beside an ending, where a grant has columns of its own for it."""
    if support is None:
        return ""
    who = support.name or "somebody of the circle"
    return f"Decided with support: {who} ({', '.join(support.how)})"[:300]
