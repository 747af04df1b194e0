"""Organisations: founding them, what they say about themselves, and signing in with the accounts of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from wraparound.accounts.actions.who import for_the_system, insist_on_installation
from wraparound.accounts.models import OidcConnection, Organisation
from wraparound.accounts.policy import may_edit_organisation, may_found
from wraparound.accounts.queries import memberships_of
from wraparound.core import audit, clock
from wraparound.core.decisions import Stale, insist

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.accounts.roles import OrganisationKind


@transaction.atomic
def found_organisation(
    *,
    name: str,
    kind: OrganisationKind,
    ukprn: str = "",
    council: str = "",
    about: str = "",
    website: str = "",
    by: Person | None,
) -> Organisation:
    """Writes down an organisation. For system administrators, and for the installation itself (`by=None`)."""
    if by is None:
        insist_on_installation()
    else:
        insist(may_found(memberships_of(by)))
    with for_the_system():
        made = Organisation.objects.create(
            name=name, kind=kind.value, ukprn=ukprn, council=council, about=about, website=website
        )
        audit.record("organisation founded", about=made.public_id, details={"kind": kind.value})
    return made


@transaction.atomic
def edit_organisation(
    *, organisation: Organisation, name: str, council: str, about: str, website: str, version: int, by: Person
) -> None:
    """Changes what it says about itself. Raises Stale where it is no longer at `version`."""
    insist(may_edit_organisation(memberships_of(by), organisation.pk))
    changed = Organisation.objects.filter(pk=organisation.pk, version=version).update(
        name=name, council=council, about=about, website=website, version=F("version") + 1
    )
    if not changed:
        raise Stale(Organisation.objects.get(pk=organisation.pk))
    audit.record("organisation changed", about=organisation.public_id)


@transaction.atomic
def connect_sign_in(
    *, organisation: Organisation, issuer: str, our_name: str, our_secret: str, by: Person
) -> OidcConnection:
    """From now on its people can sign in with the account they have there. For system administrators.

    `issuer` is the https address of that tenant; `our_name` and `our_secret` are what it gave this site. With another
    issuer than before a new connection begins: what a person is called at one says nothing about another.
    """
    insist(may_found(memberships_of(by)))
    issuer = issuer.rstrip("/")
    with for_the_system():
        before = OidcConnection.objects.filter(organisation=organisation, ended=None).first()
        if before is not None and before.issuer == issuer:
            before.our_name, before.our_secret = our_name, our_secret or before.our_secret
            before.save()
            connection = before
        else:
            OidcConnection.objects.filter(organisation=organisation, ended=None).update(ended=clock.now())
            connection = OidcConnection.objects.create(
                organisation=organisation, issuer=issuer, our_name=our_name, our_secret=our_secret
            )
        audit.record(
            "sign-in connected", about=organisation.public_id, details={"connection": str(connection.public_id)}
        )
    return connection


@transaction.atomic
def disconnect_sign_in(*, organisation: Organisation, by: Person) -> None:
    """From now on nobody signs in with an account of this organisation. For system administrators."""
    insist(may_found(memberships_of(by)))
    with for_the_system():
        OidcConnection.objects.filter(organisation=organisation, ended=None).update(ended=clock.now())
        audit.record("sign-in disconnected", about=organisation.public_id)
