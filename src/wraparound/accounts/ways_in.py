"""Questions about signing in. They are asked in the role of sign-in, the only one that may look; part of `queries`.

What is told about a person is told to that person only, and nothing of it is a secret.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import Q

from wraparound.accounts.models import Invitation, Membership, OidcConnection, Organisation, Person, WayBack
from wraparound.accounts.roles import MemberRole
from wraparound.core import clock
from wraparound.core.database.scope import Role, acting, as_person, as_system

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

SECOND_STEPS = ("totp", "webauthn")


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """What a link that lets somebody in says, to whoever holds it."""

    id: UUID
    name: str
    invited_by: str
    organisation: str  # its name
    role: MemberRole
    is_known: bool  # the address it was sent to belongs to somebody who can sign in already


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How a person can sign in."""

    email: str
    has_password: bool
    passkeys: int
    has_app: bool  # an app that makes codes
    codes_left: bool  # has recovery codes
    organisations: tuple[str, ...]  # those whose account opens this site too

    @property
    def has_second_step(self) -> bool:
        """Whether a stolen password alone opens nothing."""
        return self.has_app or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class OrganisationSignIn:
    """An organisation whose people sign in here with the account they have there."""

    public_id: UUID  # of the connection
    organisation: int
    name: str
    origin: str  # where a browser is sent


def fingerprint(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_by_token(viewer: Person | None, token: str) -> InvitationFacts | None:
    """What the link says; None where it is unknown, used, withdrawn or has run out: nobody is told which."""
    with acting(as_system(Role.SIGN_IN)):
        found = (
            Invitation.objects.select_related("organisation", "invited_by")
            .filter(fingerprint=fingerprint(token), accepted=None, expires__gt=clock.now())
            .first()
        )
        if found is None:
            return None
        known = bool(found.email) and Person.objects.filter(email=found.email).exists()
    role = MemberRole(found.role)
    return InvitationFacts(found.pk, found.name, found.invited_by.name, found.organisation.name, role, known)


def has_administrator(viewer: Person | None, organisation: Organisation) -> bool:
    """Whether somebody administers it today: whoever keeps the system has to know, and sees nobody there."""
    with acting(as_system(Role.SIGN_IN)):
        today, role = clock.today(), MemberRole.ORGANISATION_ADMIN
        held = Membership.objects.filter(organisation=organisation, role=role, since__lte=today)
        return held.filter(Q(until=None) | Q(until__gte=today)).exists()


def has_second_step(viewer: Person | None) -> bool:
    """Whether the viewer has a second step at sign-in, or a passkey."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415  # its models are there only once all apps are

    with acting(as_system(Role.SIGN_IN)):
        return viewer is not None and Authenticator.objects.filter(user_id=viewer.pk, type__in=SECOND_STEPS).exists()


def ways_in(viewer: Person) -> WaysIn:
    """How the viewer can sign in."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415

    with acting(as_system(Role.SIGN_IN)):
        kinds = list(Authenticator.objects.filter(user_id=viewer.pk).values_list("type", flat=True))
        connected = set(SocialAccount.objects.filter(user_id=viewer.pk).values_list("provider", flat=True))
        has_password = viewer.has_usable_password()
    names = tuple(c.name for c in organisations_to_sign_in_with(viewer) if str(c.public_id) in connected)
    return WaysIn(
        viewer.email or "", has_password, kinds.count("webauthn"), "totp" in kinds, "recovery_codes" in kinds, names
    )


def organisations_to_sign_in_with(viewer: Person | None) -> tuple[OrganisationSignIn, ...]:
    """The organisations whose own accounts open this site, by name."""
    with acting(as_system(Role.SIGN_IN)):
        rows = OidcConnection.objects.filter(ended=None).select_related("organisation").order_by("organisation__name")
        return tuple(
            OrganisationSignIn(r.public_id, r.organisation_id, r.organisation.name, _origin(r.issuer)) for r in rows
        )


@dataclass(frozen=True, slots=True)
class WayBackFacts:
    """Once somebody made a link that let me in, or could have."""

    made: datetime
    made_by: str
    used: datetime | None


def people_to_bring_back(viewer: Person | None) -> tuple[Person, ...]:
    """Whom the viewer may help back in, by name. The database knows who leads which circle."""
    if viewer is None or viewer.pk is None:
        return ()
    with acting(as_person(viewer.pk)), connection.cursor() as cursor:
        cursor.execute("select app.people_i_can_bring_back()")
        keys = cursor.fetchone()[0]
    if not keys:
        return ()
    with acting(as_system(Role.SIGN_IN)):
        return tuple(Person.objects.filter(pk__in=keys).order_by("name", "pk"))


def has_role(viewer: Person | None, person: Person) -> bool:
    """Whether somebody has a place in an organisation, today or from a later day on."""
    with acting(as_system(Role.SIGN_IN)):
        held = Membership.objects.filter(person_id=person.pk)
        return held.filter(Q(until=None) | Q(until__gte=clock.today())).exists()


def way_back_by_token(viewer: Person | None, token: str) -> str | None:
    """Whom the link lets in, by name; None where it opens nothing."""
    with acting(as_system(Role.SIGN_IN)):
        good = WayBack.objects.filter(fingerprint=fingerprint(token), used=None, expires__gt=clock.now())
        return good.values_list("person__name", flat=True).first()


def ways_back_of(viewer: Person) -> tuple[WayBackFacts, ...]:
    """Who made links to let the viewer in, the last one first."""
    with acting(as_system(Role.SIGN_IN)):  # whoever made it may be nobody whom the viewer knows any more
        rows = WayBack.objects.filter(person_id=viewer.pk).order_by("-made")
        return tuple(WayBackFacts(*row) for row in rows.values_list("made", "made_by__name", "used"))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
