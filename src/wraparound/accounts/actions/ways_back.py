"""Back in without an address: a link that somebody who knows the person makes, and gives them by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.accounts.actions.who import for_the_system
from wraparound.accounts.models import Person, WayBack
from wraparound.accounts.policy import may_bring_back
from wraparound.accounts.tokens import new_token
from wraparound.accounts.ways_in import fingerprint, has_role, people_to_bring_back
from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed, insist

LASTS = timedelta(minutes=30)  # long enough to print it and to walk over
MOST, MOST_FOR_ONE, IN = 10, 3, timedelta(hours=1)  # links of one helper, and for one person


class NoSuchWayBack(Exception):  # it reads as what it says
    """The link opens nothing: unknown, used, replaced or run out. Nobody is told which."""


@dataclass(frozen=True, slots=True)
class MadeWayBack:
    """A link. Its token is told once, by this action only."""

    way_back: WayBack
    token: str


@transaction.atomic
def make_way_back(*, person: Person, by: Person) -> MadeWayBack:
    """Makes a link that lets `person` in once, within half an hour; an earlier one opens nothing any more.

    For the lead of every circle that they belong to. Raises NotAllowed, with the reason; also where it is too often.
    """
    leads = any(one.pk == person.pk for one in people_to_bring_back(by))
    decision = may_bring_back(
        to_me=person.pk == by.pk, has_address=bool(person.email), has_role=has_role(by, person), leads=leads
    )
    insist(decision)
    token, now = new_token(), clock.now()
    with for_the_system():
        Person.objects.select_for_update().get(pk=by.pk)  # two at once are counted one after the other
        recent = WayBack.objects.filter(made__gt=now - IN)
        if recent.filter(made_by=by).count() >= MOST or recent.filter(person=person).count() >= MOST_FOR_ONE:
            raise NotAllowed(_("too many links were made in the last hour"))
        WayBack.objects.filter(person=person, used=None, expires__gt=now).update(expires=now)
        made = WayBack.objects.create(
            fingerprint=fingerprint(token), person=person, made_by=by, made=now, expires=now + LASTS
        )
        audit.record("way back made", about=person.public_id, details=_told(made))
    return MadeWayBack(made, token)


@transaction.atomic
def take_way_back(*, token: str, by: None = None) -> Person:
    """Uses up the link: whoever holds it is about to be signed in as its person, so no other device stays in.

    Sessions end at their next request, and passkeys are removed: the device that has them is the one that is lost.
    Raises NoSuchWayBack, also where the person has come by an address or a role meanwhile.
    """
    with for_the_system():
        found = (
            WayBack.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(fingerprint=fingerprint(token), used=None, expires__gt=clock.now())
            .first()
        )
        if found is None or found.person.email or has_role(None, found.person):
            raise NoSuchWayBack
        person = found.person
        found.used = clock.now()
        found.save(update_fields=["used"])
        person.set_unusable_password()  # a new one each time: every session was for the one before
        person.save()
        Authenticator.objects.filter(user_id=person.pk).delete()
        audit.record("way back taken", about=person.public_id, details=_told(found))
    return person


def _told(one: WayBack) -> dict[str, str]:
    return {"way_back": str(one.pk), "made_by": str(one.made_by.public_id)}
