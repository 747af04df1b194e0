"""What there is to do when a birthday changes who decides: the learner says themself what a proxy said for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed
from wraparound.sharing import queries
from wraparound.sharing.actions.again import once_more
from wraparound.sharing.actions.grants import end_grant, note_change, one_at_a_time
from wraparound.sharing.models import AgeStep
from wraparound.sharing.policy import Doing, Permission
from wraparound.sharing.queries import hands

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.sharing.models import Grant, SharingChange

A_YEAR = timedelta(days=365)


@transaction.atomic
def say_it_myself(*, grant: Grant, goes_on: bool, by: Person) -> SharingChange:
    """The learner's own yes, for a year, in the place of what a proxy said; or their no, which ends it.

    Raises NotAllowed.
    """
    one_at_a_time(grant.learner)
    if not queries.standing(by, grant.learner).is_the_learner:
        raise NotAllowed(_("only the learner can say this"))
    live = {g.pk for g in hands.live(by, grant.learner, hands.receiver_of(by, grant))}
    if grant.permission != Permission.BY_PROXY or grant.pk not in live:
        raise NotAllowed(_("nothing is to be said about this any more"))
    opened, until = hands.categories_of(by, grant), max(grant.until, clock.now() + A_YEAR)
    given = [once_more(grant, opened, until, None, by)] if goes_on else []
    end_grant(grant=grant, by=by)
    return note_change(grant.learner, Doing.SHARE if goes_on else Doing.STOP, by, given=given, ended=[grant])


@transaction.atomic
def handle_age_step(*, step: AgeStep, by: Person) -> None:
    """Who leads, or the learner, has done what there was to do. Done twice, it stays as it was. Raises NotAllowed."""
    who = queries.standing(by, step.learner)
    if not (who.is_the_learner or who.is_lead):
        raise NotAllowed(_("you do not lead for this learner"))
    waiting = AgeStep.objects.filter(pk=step.pk, handled_at__isnull=True)
    if waiting.update(handled_at=clock.now(), handled_by=by):
        audit.record("birthday dealt with", about=step.learner.public_id, details={"age": step.age})


@transaction.atomic
def tell_of_ages(*, by: None = None) -> int:
    """Warns of birthdays, each warning once: how many people. For the daily run, in the role that keeps things up."""
    with connection.cursor() as cursor:
        cursor.execute("select app.tell_of_ages(%s, %s)", [clock.today(), clock.now()])
        return int(cursor.fetchone()[0])
