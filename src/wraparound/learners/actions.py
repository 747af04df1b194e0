"""Writing learners down, staffing their circles, merging two records of one learner. Nothing is deleted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from wraparound.accounts import actions as people
from wraparound.accounts import queries as accounts
from wraparound.accounts.policy import may_take_over
from wraparound.accounts.roles import CirclePart
from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import Actor, Role, acting, as_person, as_system
from wraparound.learners import intake, policy, queries, telling
from wraparound.learners.models import CircleInvitation, CircleMember, Learner, Merge, now_held
from wraparound.learners.policy import InvitedAs, Refused, TooManyLooks, required

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wraparound.accounts.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Who might be the same learner: those the asker can see, and whether there is one whom they cannot."""

    visible: tuple[Learner, ...]
    hidden: bool


@transaction.atomic
def look_for_duplicates(*, name: str, born: date, organisation: Organisation, by: Person) -> Duplicates:
    """Whether somebody of this name and date of birth is written down already. Raises TooManyLooks, Refused."""
    _may_write_down(organisation, by)
    with connection.cursor() as cursor:  # counts and records that it was asked
        cursor.execute("select app.hidden_learner_like(%s, %s, %s)", [name, born, organisation.pk])
        (hidden,) = cursor.fetchone()
    if hidden is None:
        raise TooManyLooks(_("you have asked after many learners in the last hour"))
    return Duplicates(tuple(queries.alike(by, name, born)), hidden)


@transaction.atomic
def write_down_learner(
    *,
    name: str,
    known_as: str = "",
    born: date,
    organisation: Organisation,
    basis: str,
    permission: str,
    basis_note: str = "",
    opens: Iterable[str] | None = None,
    by: Person,
) -> Learner:
    """A new learner, with the writer as lead in the circle for their organisation, and what intake's parts add.

    Basis and permission are slugs of what `intake.asks` names, `opens` of the categories that the writer's team sees
    besides who the learner is (all of them, if it is not said). Raises Refused.
    """
    _may_write_down(organisation, by)
    new = Learner(name=name, known_as=known_as, born=born)
    lead = CircleMember(learner=new, person=by, organisation=organisation, part=CirclePart.LEAD, added_by=by)
    with acting(as_system(Role.INTAKE)):  # may add and read nothing: a new learner is open to nobody yet
        new.save(force_insert=True)
        lead.save(force_insert=True)
        seen = [*Category] if opens is None else [c for c in Category if c is Category.IDENTITY or c.value in {*opens}]
        told = {"learner": new, "organisation": organisation, "categories": seen, "basis_note": basis_note, "by": by}
        intake.run(basis=basis, permission=permission, **told)
        audit.record("learner written down", about=new.public_id, details={"organisation": str(organisation.public_id)})
    return new


@transaction.atomic
def link_person(*, learner: Learner, person: Person, by: Person) -> None:
    """This person is the learner: from now on everything about the learner is open to them. Raises Refused."""
    supports = person.pk == by.pk or CircleMember.objects.filter(learner=learner, person=person).exists()
    standing = queries.standing(by, learner)
    required(policy.may_link(standing, learner.person_id is not None, supports_them=supports))
    if Learner.objects.filter(person=person).exists():
        raise Refused(_("this person is another learner"))
    changed = Learner.objects.filter(pk=learner.pk, person__isnull=True).update(person=person)
    if not changed:
        raise Refused(_("this learner already signs in"))
    learner.person = person
    audit.record("sign-in linked", about=learner.public_id, details={"person": str(person.public_id)})


@transaction.atomic
def invite_to_circle(
    *, learner: Learner, part: InvitedAs, name: str, email: str = "", by: Person
) -> tuple[CircleInvitation, str]:
    """An invitation and the token of its link: good for 14 days, once; the token is kept nowhere. Raises Refused."""
    required(policy.may_invite(queries.standing(by, learner), part, learner.person_id is not None))
    token = secrets.token_urlsafe(32)
    made = CircleInvitation.objects.create(
        learner=learner,
        part=part,
        name=name,
        email=email,
        fingerprint=policy.fingerprint(token),
        invited_by=by,
        made=clock.now(),
        expires=clock.now() + policy.INVITATION_LASTS,
    )
    audit.record("invited to circle", about=learner.public_id, details={"invitation": str(made.pk), "part": part.value})
    return made, token


@transaction.atomic
def withdraw_circle_invitation(*, invitation: CircleInvitation, by: Person) -> None:
    """The link leads nowhere from now on. Raises Refused."""
    required(policy.may_invite(queries.standing(by, invitation.learner), InvitedAs.FAMILY, False))
    CircleInvitation.objects.filter(pk=invitation.pk, accepted__isnull=True).update(withdrawn=clock.now())
    about = invitation.learner.public_id
    audit.record("invitation to circle withdrawn", about=about, details={"invitation": str(invitation.pk)})


@transaction.atomic
def accept_circle_invitation(*, token: str, by: Person) -> InvitedAs:
    """Takes up what the link offers. Raises Refused where it is used, over or none, all in the same words."""
    part = queries.offered(by, token)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select app.accept_circle_invitation(%s)", [policy.fingerprint(token)])
            (about,) = cursor.fetchone()
    except DatabaseError as error:  # whoever signs in as one learner cannot become another
        raise Refused(_("this link cannot be used by you")) from error
    if about is None or part is None:
        raise Refused(_("this link has been used or is out of date"))
    audit.record("invitation to circle accepted", about=about, details={"part": part.value})
    return part


@transaction.atomic
def come_in_by_link(*, token: str, name: str, by: None = None) -> Person:
    """Somebody new takes up a link: the person is written down and joins in one go. Raises Refused as above."""
    if queries.offered(by, token) is None:
        raise Refused(_("this link has been used or is out of date"))
    with acting(Actor(Role.SIGN_IN)):
        person = people.add_person(name=name)
    with acting(as_person(person.pk)):
        accept_circle_invitation(token=token, by=person)
    return person


@transaction.atomic
def add_to_circle(
    *, learner: Learner, person: Person, organisation: Organisation, part: CirclePart, by: Person
) -> CircleMember:
    """Gives somebody of an organisation a place in its team today. Held already: nothing changes. Raises Refused."""
    roles = queries.roles_of(by, person, organisation)
    led = CircleMember.objects.filter(learner=learner, organisation=organisation, part=CirclePart.LEAD).exists()
    standing = queries.standing(by, learner, organisation)
    required(policy.may_staff(standing, part, roles, to_me=person.pk == by.pk, leads_already=led))
    held = queries.places_held(by, organisation, person).filter(learner=learner, part=part).first()
    if held is not None:
        return held
    made = CircleMember(
        learner=learner, person=person, organisation=organisation, part=part, since=clock.today(), added_by=by
    )
    made.save(force_insert=True)
    said = {"person": str(person.public_id), "organisation": str(organisation.public_id), "part": part.value}
    audit.record("added to circle", about=learner.public_id, details=said)
    telling.joined(made, by)
    return made


@transaction.atomic
def end_place_in_circle(*, place: CircleMember, by: Person) -> None:
    """Ends a place from this moment: what it opened closes at the next statement. Raises Refused."""
    standing = queries.standing(by, place.learner, place.organisation)
    is_last = place.part == CirclePart.LEAD and not queries.leads(by, place.learner).exclude(pk=place.pk).exists()
    required(policy.may_end_place(standing, place.person_id == by.pk, is_last))
    _end(place, by)
    telling.left(place, by)


@transaction.atomic
def change_lead(*, learner: Learner, organisation: Organisation, to: Person, by: Person) -> CircleMember:
    """Somebody else of the organisation becomes lead; whoever was lead for it stays in the team. Raises Refused."""
    new = add_to_circle(learner=learner, person=to, organisation=organisation, part=CirclePart.LEAD, by=by)
    for before in (
        queries.leads(by, learner).filter(organisation=organisation).exclude(pk=new.pk).select_related("person")
    ):
        if roles := queries.roles_of(by, before.person, organisation):
            part = policy.part_beside_a_lead(roles)
            add_to_circle(learner=learner, person=before.person, organisation=organisation, part=part, by=by)
        _end(before, by)
    audit.record("lead changed", about=learner.public_id, details={"person": str(to.public_id)})
    return new


@transaction.atomic
def merge_learners(*, kept: Learner, merged: Learner, by: Person) -> Merge:
    """Two records are one learner: moves what is said of one to the other. `stayed` counts, by table, what would clash.

    Raises Refused.
    """
    mine = queries.leads_for(by)
    both_sign_in = kept.person_id is not None and merged.person_id is not None
    required(policy.may_merge(kept.pk in mine, merged.pk in mine, kept.pk == merged.pk, both_sign_in))
    with connection.cursor() as cursor:
        cursor.execute("select app.merge_learners(%s, %s)", [kept.pk, merged.pk])
        (key,) = cursor.fetchone()
    for about in (kept, merged):
        audit.record("learners merged", about=about.public_id, details={"merge": str(key)})
    telling.merged(kept, by)
    return Merge.objects.get(pk=key)


@transaction.atomic
def undo_merge(*, merge: Merge, by: Person) -> None:
    """Moves exactly the rows back that were moved. Raises Refused where a later merge comes first."""
    kept = merge.kept
    required(policy.may_merge(kept.pk in queries.leads_for(by), True, False, False))
    with connection.cursor() as cursor:
        cursor.execute("select app.undo_merge(%s)", [merge.pk])
    audit.record("merge undone", about=kept.public_id, details={"merge": str(merge.pk)})


@transaction.atomic
def pass_on_places(*, organisation: Organisation, leaver: Person, successor: Person, last_day: date, by: Person) -> int:
    """Whoever follows has the leaver's places in teams, which end on the last day; how many.

    Raises Refused: nobody opens a leaver's learners to themselves.
    """
    required(may_take_over(to_me=successor.pk == by.pk))
    held = list(queries.places_held(by, organisation, leaver))
    today = clock.today()
    support = policy.part_beside_a_lead(queries.roles_of(by, successor, organisation))
    for place in held:
        part = support if place.part == CirclePart.SUPPORT else place.part
        taken = {"learner_id": place.learner_id, "person": successor, "organisation": organisation, "part": part}
        if not CircleMember.objects.filter(now_held(), **taken).exists():
            CircleMember(**taken, since=today, added_by=by).save(force_insert=True)
        if place.until is None or place.until > last_day:
            CircleMember.objects.filter(pk=place.pk).update(until=max(last_day, place.since - timedelta(days=1)))
    said: dict[str, str | int] = {"from": str(leaver.public_id), "to": str(successor.public_id), "places": len(held)}
    audit.record("places in circles passed on", about=organisation.public_id, details=said)
    return len(held)


def _may_write_down(organisation: Organisation, by: Person) -> None:
    roles = [m.role for m in accounts.memberships_of(by) if m.organisation == organisation.pk]
    required(policy.may_write_down(roles))


def _end(place: CircleMember, by: Person) -> None:
    """The last day was yesterday. For a place of today that is the day before it began: it held on no day."""
    CircleMember.objects.filter(pk=place.pk).update(until=clock.today() - timedelta(days=1))
    said = {"person": str(place.person.public_id), "part": place.part}
    audit.record("place in circle ended", about=place.learner.public_id, details=said)
