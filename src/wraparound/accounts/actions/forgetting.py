"""The details of somebody who signs in are forgotten, where everything about them as a learner was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.accounts.actions.who import for_the_system
from wraparound.accounts.models import Membership, Own, Person
from wraparound.core import audit
from wraparound.core.decisions import NotAllowed

if TYPE_CHECKING:
    from django.db.models import Model


@transaction.atomic
def forget_person(*, person: int, by: Person) -> None:
    """Name, addresses and ways in of a person (the number of one) go, for good; they cannot sign in any more.

    Called after the database has said that they have no other place here. Raises NotAllowed for who has one: a member.
    """
    with for_the_system():
        if Membership.objects.filter(person_id=person).exists():
            raise NotAllowed(_("they have a role in an organisation"))
        found = Person.objects.get(pk=person)
        Person.objects.filter(pk=person).update(name="-", email=None, phone="", is_active=False)
        Own.objects.filter(pk=person).update(password="", reading={})
        ways: tuple[type[Model], ...] = (EmailAddress, Authenticator, SocialAccount)
        for way in ways:
            way._default_manager.filter(user_id=person).delete()
        audit.record("person forgotten", about=found.public_id)
