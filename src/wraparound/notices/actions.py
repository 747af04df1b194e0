"""Telling somebody; marking as read; mailing what is new.

`tell` and marks leave no event of their own: what happened stands in the chain of what it is about, by the action that
tells of it, and a mark is nobody's business but the reader's.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.mail import send_mail
from django.db import connection, transaction

from wraparound.core import audit, clock
from wraparound.core.database.scope import Actor, Role, acting
from wraparound.notices import kinds, mails, queries
from wraparound.notices.models import Notice, Wish
from wraparound.notices.policy import Mails, may_mail

if TYPE_CHECKING:
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.notices.kinds import About


@transaction.atomic(savepoint=False)  # one statement, in nearly every save
def tell(*, person: Person | int, kind: str, about: About, by: Person | None) -> bool:
    """Tells a person (or the number of one) that something of a kind happened; False where they did it themselves.

    What they have not seen yet is counted once more instead. Raises UnknownKind.
    """
    known, who = kinds.kind(kind), person if isinstance(person, int) else person.pk
    if by is not None and by.pk == who:
        return False
    due = None if known.days is None else clock.today() + timedelta(days=known.days)
    with connection.cursor() as cursor:
        cursor.execute(
            "select app.tell(%s, %s, %s::text[], %s, %s, %s)",
            [who, kind, list(about.address), about.key, due, clock.now()],
        )
        (told,) = cursor.fetchone()
    if told and known.urgent:  # a mail that fails undoes nothing; the mail of the day brings it
        transaction.on_commit(partial(mail_what_is_new, person=who, at_once=True), robust=True)
    return bool(told)


@transaction.atomic(savepoint=False)
def settle(*, kind: str, about: About, by: Person | None) -> int:
    """What was wanted is done, for everybody who was told: how many notices are settled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select app.settle(%s, %s::text[], %s)", [kinds.kind(kind).slug, list(about.address), clock.now()]
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def mark_read(*, notice: UUID, by: Person) -> bool:
    """The person has seen a notice of theirs; False where there is none."""
    found = queries.notice(by, notice)
    if found is not None:
        Notice.objects.filter(pk=found.pk, seen__isnull=True).update(seen=clock.now())
    return found is not None


@transaction.atomic
def mark_all_read(*, kind: str = "", by: Person) -> int:
    """The person has seen all of theirs, or all of a kind: how many were new."""
    narrowed = {"kind": kind} if kind else {}
    return Notice.objects.filter(person=by, seen__isnull=True, **narrowed).update(seen=clock.now())


@transaction.atomic
def choose_mails(*, wanted: Mails, by: Person) -> None:
    """When the person wants mails from now on."""
    Wish.objects.update_or_create(person_id=by.pk, defaults={"mails": wanted.value})
    audit.record("mails chosen", about=audit.SITE, details={"person": str(by.public_id), "mails": wanted.value})


@transaction.atomic
def mail_what_is_new(*, person: int, at_once: bool = False, by: None = None) -> int:
    """Mails a person what they were not mailed: how many notices. Once a day, or at once what is urgent if they asked.

    Works in the role that mails, for this person: what is not open to them any more is not there to be sent. The mail
    leaves before the transaction ends: a site that dies in between sends it again, and never loses it.
    """
    with acting(Actor(Role.NOTICES, person)):
        Wish.objects.get_or_create(person_id=person)
        wish = Wish.objects.select_for_update().get(person_id=person)  # two at once: the second one waits
        today = clock.today()
        if not may_mail(Mails(wish.mails), at_once=at_once, mailed_on=wish.mailed_on, today=today):
            return 0
        address = wish.person.email if wish.person.is_active else None
        waiting = queries.to_mail(person, urgent_only=at_once) if address else []
        if not waiting:
            return 0
        Notice.objects.filter(pk__in=[n.pk for n in waiting]).update(mailed=clock.now())
        if not at_once:
            Wish.objects.filter(pk=person).update(mailed_on=today)
        send_mail(mails.subject(), mails.text(waiting), None, [str(address)])
        return len(waiting)
