"""Who is told that organisations work together, and that a shared policy waits. Nobody of a learner's is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_lazy as _

from wraparound.core import clock
from wraparound.notices.actions import settle, tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Person
    from wraparound.partnerships.models import CompositePolicy, Member

register(
    Kind(
        "partnership-invited",
        _("Your organisation is invited to a partnership."),
        wanted=_("Say yes or no for your organisation."),
        link="partnerships:partnership",
        link_text=_("See who invites you"),
    ),
    Kind(
        "partner-left",
        _("An organisation has left your partnership. What you agreed no longer binds it."),
        link="partnerships:partnership",
        link_text=_("See who is in it"),
    ),
    Kind(
        "composite-to-sign",
        _("A shared confidentiality policy is drafted or changed. What was signed before does not count."),
        wanted=_("Read it, then sign it for your organisation or suggest a change."),
        link="partnerships:composite",
        link_text=_("Read the draft"),
    ),
    Kind(
        "composite-in-force",
        _("All partners have signed: a shared confidentiality policy is in force."),
        link="partnerships:composite",
        link_text=_("Read it"),
    ),
)


def invited(member: Member) -> None:
    """Those who may speak for the organisation: the database knows who they are, and the inviting one does not."""
    with connection.cursor() as cursor:
        cursor.execute("select app.tell_invited(%s, %s)", [member.pk, clock.now()])


def answered(member: Member, by: Person) -> None:
    """The invitation waits for nobody any more."""
    settle(kind="partnership-invited", about=About.thing(member.partnership_id), by=by)


def left(member: Member, others: Iterable[Member], by: Person) -> None:
    """Those who speak for the others."""
    _each(others, "partner-left", About.thing(member.partnership_id), by)


def to_sign(composite: CompositePolicy, members: Iterable[Member], by: Person) -> None:
    """Those who sign for the members."""
    _each(members, "composite-to-sign", About.thing(composite.pk), by)


def changed(composite: CompositePolicy, by: Person) -> None:
    """Nobody is waited for to sign this text any more: there is a newer one, or it is in force."""
    settle(kind="composite-to-sign", about=About.thing(composite.pk), by=by)


def in_force(composite: CompositePolicy, members: Iterable[Member], by: Person) -> None:
    """Those who signed."""
    _each(members, "composite-in-force", About.thing(composite.pk), by)


def _each(members: Iterable[Member], kind: str, about: About, by: Person) -> None:
    for person in {m.speaks_id for m in members if m.speaks_id}:
        tell(person=person, kind=kind, about=about, by=by)
