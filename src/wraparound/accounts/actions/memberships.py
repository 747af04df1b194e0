"""Memberships: beginning, changing, ending, and handing over when somebody leaves."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wraparound.accounts import handover
from wraparound.accounts.actions.who import for_the_system, insist_on_installation
from wraparound.accounts.models import Membership, Organisation, live
from wraparound.accounts.policy import administers, belongs_to, may_end, may_give_role, may_take_over
from wraparound.accounts.queries import has_administrator, memberships_of
from wraparound.accounts.roles import MemberRole
from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed, insist
from wraparound.core.happened import happened

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date

    from wraparound.accounts.handover import Passing
    from wraparound.accounts.models import Person
    from wraparound.accounts.policy import Memberships


class AlreadyThere(Exception):  # it reads as what it says
    """The person has this role in this organisation already."""


@transaction.atomic
def add_membership(
    *, person: Person, organisation: Organisation, role: MemberRole, since: date | None = None, by: Person | None
) -> Membership:
    """Makes a person a member from a day on (today). `by=None` is the installation itself.

    Raises NotAllowed with the reason, and AlreadyThere.
    """
    if by is None:
        insist_on_installation()
        scope: AbstractContextManager[None] = nullcontext()
    else:
        mine = memberships_of(by)
        has_one = has_administrator(by, organisation)
        insist(may_give_role(mine, organisation.pk, role, has_administrator=has_one, to_me=person.pk == by.pk))
        scope = own_reach(mine, organisation, role)
    with scope:
        made = begin(person, organisation, role, since or clock.today())
        record("member added", made)
    return made


@transaction.atomic
def change_role(*, membership: Membership, role: MemberRole, by: Person) -> Membership:
    """Gives a member another role from today; what they were until yesterday stays on record. The new membership."""
    organisation, before = membership.organisation, MemberRole(membership.role)
    if role is before:
        return membership
    mine = memberships_of(by)
    insist_on_ending(membership, mine)
    insist(may_give_role(mine, organisation.pk, role))
    with own_reach(mine, organisation, before, role):
        until = membership.until
        end(membership, clock.today() - timedelta(days=1))
        made = begin(membership.person, organisation, role, clock.today(), until)
        record("role changed", made)
    happened("role-changed", person=membership.person_id, address=(organisation.public_id,), by=by)
    return made


@transaction.atomic
def end_membership(*, membership: Membership, last_day: date | None = None, by: Person) -> None:
    """Ends a membership after a last day (today). With yesterday as the last day it ends this moment."""
    mine = memberships_of(by)
    insist_on_ending(membership, mine)
    with own_reach(mine, membership.organisation, MemberRole(membership.role)):
        end(membership, last_day or clock.today())
        record("membership ended", membership, until=str(membership.until))


@transaction.atomic
def hand_over(
    *, organisation: Organisation, leaver: Person, successor: Person, last_day: date | None = None, by: Person
) -> tuple[Passing, ...]:
    """Ends everything of somebody in an organisation and passes it to a colleague, all of it or nothing.

    What passes over is what the subjects registered (see `handover`). Returns what did.
    """
    mine = memberships_of(by)
    if successor.pk == leaver.pk or not belongs_to(_memberships_in(organisation, successor), organisation.pk):
        raise NotAllowed(_("the one who takes over must be a colleague in this organisation"))
    insist(may_take_over(to_me=successor.pk == by.pk))
    held = list(Membership.objects.filter(live(), person=leaver, organisation=organisation).order_by("role"))
    if not held:
        raise NotAllowed(_("this person is not a member of this organisation"))
    for one in held:
        insist_on_ending(one, mine)
    day = last_day or clock.today()
    passed = handover.pass_on(organisation, leaver, successor, day, by)
    for one in held:
        with own_reach(mine, organisation, MemberRole(one.role)):
            end(one, day)
    audit.record(
        "handed over",
        about=organisation.public_id,
        details={"from": str(leaver.public_id), "to": str(successor.public_id), "last_day": str(day)},
    )
    happened("handed-over", person=successor.pk, address=(organisation.public_id,), by=by)
    return passed


# ----------------------------------------------------------------------- what the actions above are made of


def own_reach(mine: Memberships, organisation: Organisation, *roles: MemberRole) -> AbstractContextManager[None]:
    """As themselves where the database lets them, which it checks once more; else for the system, as policy allowed."""
    if administers(mine, organisation.pk) and MemberRole.SYSTEM_ADMIN not in roles:
        return nullcontext()
    return for_the_system()


def insist_on_ending(membership: Membership, mine: Memberships) -> None:
    """Raises NotAllowed where a membership must stay or has ended. Waits for whoever is ending one there just now."""
    organisation, role = membership.organisation, MemberRole(membership.role)
    with own_reach(mine, organisation, role):
        if administers(mine, organisation.pk):  # two administrators who end each other: one has to wait
            Organisation.objects.select_for_update().get(pk=organisation.pk)
        others = Membership.objects.filter(
            live(), organisation=organisation, role=MemberRole.ORGANISATION_ADMIN, until=None
        ).exclude(person_id=membership.person_id)
        count = others.count()
    insist(may_end(mine, organisation.pk, role, other_administrators=count))
    if membership.until is not None and membership.until < clock.today():
        raise NotAllowed(_("this membership has ended"))


def begin(
    person: Person, organisation: Organisation, role: MemberRole, since: date, until: date | None = None
) -> Membership:
    """A new membership, without asking anybody. Raises AlreadyThere."""
    same = Membership.objects.filter(person=person, organisation=organisation, role=role)
    if same.filter(Q(until=None) | Q(until__gte=since)).exists():
        raise AlreadyThere(_("%(name)s has this role already") % {"name": person})
    return Membership.objects.create(
        person=person, organisation=organisation, role=role.value, since=since, until=until
    )


def end(membership: Membership, last_day: date) -> None:
    """Sets the last day. A membership that began after it never counted, so it lies on that one day."""
    membership.until = last_day
    membership.since = min(membership.since, last_day)
    membership.save(update_fields=["since", "until"])


def record(what: str, membership: Membership, **more: str) -> None:
    """An event in the chain of the organisation."""
    details = {"person": str(membership.person.public_id), "role": membership.role, **more}
    audit.record(what, about=membership.organisation.public_id, details=details)


def _memberships_in(organisation: Organisation, person: Person) -> Memberships:
    """What somebody else is there today, as far as whoever asks may know."""
    return tuple(m for m in memberships_of(person) if m.organisation == organisation.pk)
