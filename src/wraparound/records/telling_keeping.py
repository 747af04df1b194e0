"""Who is told that something is to be erased, and that a review is due. Nothing says what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.accounts import queries as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core.categories import Category
from wraparound.notices.actions import settle, tell
from wraparound.notices.kinds import About, Kind, register
from wraparound.records.policy_keeping import Said

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.records.models import Erasure

register(
    Kind(
        "erasure-proposed",
        _("Something about you is to be erased."),
        wanted=_("You can say: keep it."),
        link="records:erasure",
        link_text=_("See what, and say"),
    ),
    Kind(
        "erasure-to-confirm",
        _("Something is to be erased and needs a second person."),
        wanted=_("Confirm it, or take it back."),
        link="records:erasure",
        link_text=_("See what it is"),
        days=42,
    ),
    Kind(
        "erasure-kept",
        _("A learner said: keep it."),
        named=_("%(name)s said: keep it."),
        link="records:erasure",
        link_text=_("See what is kept"),
    ),
    Kind(
        "access-review-due",
        _("It is time to look at who in your organisation reaches how many learners."),
        wanted=_("Keep or end each place."),
        link="records:review",
        link_text=_("Look at it"),
    ),
)


def proposed(row: Erasure, by: Person) -> None:
    """The learner, and the administrators of the organisation, of whom one is the second person."""
    if row.learner.person_id is not None:
        tell(person=row.learner.person_id, kind="erasure-proposed", about=_about(row), by=by)
    there = accounts.people_of(by, row.organisation).filter(role=MemberRole.ORGANISATION_ADMIN)
    for one in {*there.values_list("person_id", flat=True)}:
        tell(person=one, kind="erasure-to-confirm", about=About.thing(row.pk), by=by)


def answered(row: Erasure, said: Said, by: Person) -> None:
    """Who proposed it, where the learner keeps it; then it waits for nobody."""
    settle(kind="erasure-proposed", about=_about(row), by=by)
    if said is Said.KEEP:
        settle(kind="erasure-to-confirm", about=About.thing(row.pk), by=by)
        tell(person=row.proposed_by_id, kind="erasure-kept", about=_about(row), by=by)


def settled(row: Erasure, by: Person) -> None:
    """It waits for nobody any more."""
    for kind in ("erasure-proposed", "erasure-to-confirm"):
        settle(kind=kind, about=About.thing(row.pk), by=by)


def _about(row: Erasure) -> About:
    return About((str(row.pk),), row.learner_id * 16 + Category.IDENTITY.number)
