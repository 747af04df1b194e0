"""What a proxy does for a learner: shares within their say, shares less, changes a time. The learner can undo it all.

A proxy touches only what a proxy gave: to what the learner said yes, the learner says no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.core.decisions import NotAllowed, insist
from wraparound.sharing import policy_proxies as policy
from wraparound.sharing import telling_proxies
from wraparound.sharing.actions.again import once_more
from wraparound.sharing.actions.grants import end_grant, give_grant, note_change, one_at_a_time
from wraparound.sharing.policy import Doing, Permission
from wraparound.sharing.policy_agreed import fits
from wraparound.sharing.queries import asking, hands, proxies

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner
    from wraparound.sharing.models import Grant, SharingChange


@transaction.atomic
def say_yes_for(
    *,
    learner: Learner,
    to: Organisation | Person,
    categories: Collection[Category],
    until: datetime,
    purpose: str,
    by: Person,
) -> SharingChange:
    """A proxy opens categories within their say to somebody else; 28 days longer than their say at the most.

    Raises NotAllowed: not theirs to say, for themselves, or the learner stopped or refused it in the last 90 days.
    """
    one_at_a_time(learner)
    wanted = frozenset(categories) - {Category.IDENTITY}
    insist_on_a_yes(learner, to, wanted, until, by)
    agreed = hands.agreed(by, to)
    insist(fits(agreed, wanted, until - clock.now(), typed=True))
    grant = give_grant(
        learner=learner,
        to=to,
        categories={*wanted, Category.IDENTITY},
        purpose=purpose,
        until=until,
        permission=Permission.BY_PROXY,
        composite=agreed.composite,
        by=by,
    )
    return _done(learner, Doing.SHARE, by, given=[grant])


@transaction.atomic
def stop_for(*, grant: Grant, categories: Collection[Category] | None = None, by: Person) -> SharingChange:
    """A proxy ends what a proxy gave: all of it, or only these categories. Raises NotAllowed."""
    one_at_a_time(grant.learner)
    _insist_it_is_ours(grant, by)
    opened = hands.categories_of(by, grant)
    rest = frozenset() if categories is None else opened - frozenset(categories)
    given = [once_more(grant, rest, grant.until, None, by)] if rest - {Category.IDENTITY} else []
    end_grant(grant=grant, by=by)
    return _done(grant.learner, Doing.STOP, by, given=given, ended=[grant])


@transaction.atomic
def change_time_for(*, grant: Grant, until: datetime, by: Person) -> SharingChange:
    """What a proxy gave is open until another moment. Raises NotAllowed."""
    one_at_a_time(grant.learner)
    _insist_it_is_ours(grant, by)
    opened = hands.categories_of(by, grant)
    to = hands.receiver_of(by, grant)
    if until <= clock.now():
        raise NotAllowed(_("it would end before it begins"))
    insist_on_a_yes(grant.learner, to, opened - {Category.IDENTITY}, until, by)
    insist(fits(hands.agreed(by, to), (), until - clock.now(), typed=False))
    given = once_more(grant, opened, until, None, by)
    end_grant(grant=grant, by=by)
    kind = Doing.SHARE if until > grant.until else Doing.STOP
    return _done(grant.learner, kind, by, given=[given], ended=[grant])


def insist_on_a_yes(
    learner: Learner, to: Organisation | Person, categories: frozenset[Category], until: datetime, by: Person
) -> None:
    """Raises NotAllowed where `by`, a proxy, cannot say yes to this."""
    own = to.pk == by.pk if to._meta.model_name == "person" else to.pk in asking.my_organisations(by)
    is_own = own or (to._meta.model_name == "person" and to.pk == learner.person_id)
    refused = proxies.said_no(by, learner, to)
    insist(policy.may_say_yes(proxies.say(by, learner), categories, until, refused, is_for_themselves=is_own))


def _done(
    learner: Learner, kind: Doing, by: Person, *, given: Collection[Grant], ended: Collection[Grant] = ()
) -> SharingChange:
    """As one change that can be undone, in the learner's chain, and told to them."""
    made = note_change(learner, kind, by, given=given, ended=ended)
    audit.record("decided for the learner", about=learner.public_id, details={"change": str(made.pk)})
    telling_proxies.acted(learner, by)
    return made


def _insist_it_is_ours(grant: Grant, by: Person) -> None:
    if proxies.held(by, grant.learner, str(grant.pk)) is None:
        raise NotAllowed(_("the learner said yes to this themself, or it is not yours to decide"))
