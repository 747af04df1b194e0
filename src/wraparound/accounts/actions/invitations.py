"""Invitations: a link, sent or given by hand, that lets somebody in once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from wraparound.accounts import mails
from wraparound.accounts.actions.memberships import AlreadyThere, begin, own_reach
from wraparound.accounts.actions.people import add_person
from wraparound.accounts.actions.who import for_the_system
from wraparound.accounts.models import Invitation
from wraparound.accounts.policy import may_give_role
from wraparound.accounts.queries import has_administrator, memberships_of
from wraparound.accounts.roles import MemberRole
from wraparound.accounts.tokens import lasts_until, new_token
from wraparound.accounts.ways_in import fingerprint
from wraparound.core import audit, clock
from wraparound.core.decisions import insist

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person


class NoSuchInvitation(Exception):  # it reads as what it says
    """The link opens nothing: unknown, used, withdrawn or run out. Nobody is told which."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation. The token of its link is told once, by this action only."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who came in, and whether they had never been here before."""

    person: Person
    is_new: bool


@transaction.atomic
def invite_person(*, organisation: Organisation, role: MemberRole, name: str, email: str = "", by: Person) -> Invited:
    """Makes a link that makes somebody a member; it works once, for 14 days. It is mailed where an address is given.

    Whoever invites learns nothing about the address. Show the token only where there is none: a mailed link proves that
    the address is the person's because nobody else has seen it.
    """
    mine = memberships_of(by)
    insist(may_give_role(mine, organisation.pk, role, has_administrator=has_administrator(by, organisation)))
    token = new_token()
    with own_reach(mine, organisation, role):
        made = Invitation.objects.create(
            fingerprint=fingerprint(token),
            organisation=organisation,
            role=role.value,
            name=name,
            email=email.lower(),
            invited_by=by,
            expires=lasts_until(),
        )
        audit.record("person invited", about=organisation.public_id, details={"invitation": str(made.pk), "role": role})
    if email:
        mails.send_invitation(to=email, token=token, by=by.name, organisation=organisation.name)
    return Invited(made, token)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person) -> None:
    """From this moment the link opens nothing."""
    organisation, mine, role = invitation.organisation, memberships_of(by), MemberRole(invitation.role)
    insist(may_give_role(mine, organisation.pk, role, has_administrator=has_administrator(by, organisation)))
    with own_reach(mine, organisation, role):
        Invitation.objects.filter(pk=invitation.pk, accepted=None).update(expires=clock.now())
        audit.record("invitation withdrawn", about=organisation.public_id, details={"invitation": str(invitation.pk)})


@transaction.atomic
def accept_invitation(*, token: str, name: str = "", by: Person | None) -> Accepted:
    """Takes up an invitation: as the person who is signed in (`by`), or as a new one called `name`.

    Raises NoSuchInvitation, or SignInFirst where it was sent to somebody who can sign in; then nothing has changed and
    the link still works.
    """
    with for_the_system():
        invitation = _locked(token)
        person = by or add_person(name=name.strip() or invitation.name, email=invitation.email, by=None)
        with suppress(AlreadyThere):  # they are what the link would make them
            begin(person, invitation.organisation, MemberRole(invitation.role), clock.today())
        invitation.accepted, invitation.accepted_by = clock.now(), person
        invitation.save(update_fields=["accepted", "accepted_by"])
        told = {"invitation": str(invitation.pk), "person": str(person.public_id)}
        audit.record("invitation accepted", about=invitation.organisation.public_id, details=told)
    return Accepted(person, is_new=by is None)


def _locked(token: str) -> Invitation:
    """The invitation, which nobody else can take up at the same time."""
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(fingerprint=fingerprint(token), accepted=None, expires__gt=clock.now())
        .first()
    )
    if found is None:
        raise NoSuchInvitation
    return found
