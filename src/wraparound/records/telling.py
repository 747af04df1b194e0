"""What people are told of exports and claims: that there is one, and that there is an answer; never about what."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from wraparound.core import clock
from wraparound.notices.actions import mail_what_is_new, settle, tell
from wraparound.notices.kinds import About, Kind, register
from wraparound.records.policy_exports import State

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.records.models import Claim, Export

register(
    Kind(
        "export-ready",
        _("What you asked for is ready."),
        wanted=_("Fetch it within 7 days."),
        link="records:mine",
        link_text=_("Fetch it"),
        urgent=True,
    ),
    Kind(
        "export-failed",
        _("What you asked for could not be made."),
        wanted=_("Ask for it again, or ask somebody for help."),
        link="records:mine",
        link_text=_("Ask again"),
    ),
    Kind(
        "claim-made",
        _("Somebody asks you for something that is their right."),
        wanted=_("Read what they say, and answer within a month."),
        link="records:claim",
        link_text=_("Read it and answer"),
        urgent=True,
    ),
    Kind(
        "claim-answered",
        _("Somebody answered what you asked for."),
        link="records:claim",
        link_text=_("Read the answer"),
        urgent=True,
    ),
    Kind(
        "claim-words",
        _("Somebody said something to an answer of yours."),
        link="records:claim",
        link_text=_("Read it"),
    ),
)


def export_ended(export: Export) -> None:
    """Whoever asked, though it is their worker that tells it."""
    kind = "export-ready" if export.state == State.READY else "export-failed"
    with connection.cursor() as cursor:
        cursor.execute("select app.tell_of_export(%s, %s, %s)", [export.pk, kind, clock.now()])
    transaction.on_commit(partial(mail_what_is_new, person=export.asked_by_id, at_once=True), robust=True)


def made(claim: Claim, by: Person) -> None:
    """The person who is to answer."""
    tell(person=claim.to_person_id, kind="claim-made", about=About.thing(claim.pk), by=by)


def answered(claim: Claim, by: Person) -> None:
    """The learner; and nothing waits for whoever was asked."""
    settle(kind="claim-made", about=About.thing(claim.pk), by=by)
    tell(person=claim.made_by_id, kind="claim-answered", about=About.thing(claim.pk), by=by)


def said_beside(claim: Claim, to: int, by: Person) -> None:
    """Whoever answered."""
    tell(person=to, kind="claim-words", about=About.thing(claim.pk), by=by)
