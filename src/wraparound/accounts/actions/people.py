"""Persons: writing them down, and what they change of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db import transaction

from wraparound.accounts.actions.who import insist_on_installation
from wraparound.accounts.models import Own, Person
from wraparound.core import audit

if TYPE_CHECKING:
    from collections.abc import Mapping


class SignInFirst(Exception):  # it reads as what it says
    """The address belongs to somebody who can sign in already: they sign in first."""


@transaction.atomic
def add_person(*, name: str, email: str = "", phone: str = "", by: None = None) -> Person:
    """Writes down a person whose address is known to be theirs. Raises SignInFirst where somebody has it already.

    For the installation itself (demo, imports), and for a page that takes up the link of an invitation while nobody is
    signed in: a link that was only ever in a mail to this address proves that it is theirs.
    """
    insist_on_installation()
    if email and Person.objects.filter(email=email.lower()).exists():
        raise SignInFirst
    person = Person.objects.create(name=name, email=email.lower() or None, phone=phone)
    if person.email:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    audit.record("person added", about=person.public_id)
    return person


@transaction.atomic
def change_details(*, name: str, phone: str, by: Person) -> None:
    """What I am called, and my number."""
    Person.objects.filter(pk=by.pk).update(name=name, phone=phone)
    audit.record("own details changed", about=by.public_id)


@transaction.atomic
def keep_reading(*, reading: Mapping[str, Any], by: Person) -> None:
    """How I like to read, from now on, wherever I sign in."""
    if not Own.objects.filter(person_id=by.pk).update(reading=dict(reading)):
        Own.objects.create(person_id=by.pk, reading=dict(reading))
    by.forget_own()
    audit.record("reading preferences kept", about=by.public_id)
