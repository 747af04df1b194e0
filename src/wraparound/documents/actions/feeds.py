"""Addresses of calendars: made, replaced, stopped, read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from wraparound.accounts.tokens import new_token
from wraparound.core import audit, clock
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.documents import calendar
from wraparound.documents.calendar import Shows
from wraparound.documents.calendar.lasting import MOST, Ending, ends_because
from wraparound.documents.models import Feed
from wraparound.documents.queries import feeds as queries
from wraparound.learners import queries as learners
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class MadeFeed:
    """An address. Its token is told once, by this action only."""

    feed: Feed
    token: str


@transaction.atomic
def make_feed(*, learner: Learner, name: str, shows: Shows, by: Person) -> MadeFeed:
    """Makes an address at which a calendar app reads what `by` may see of the plan. Raises NotAllowed."""
    if not queries.sees_plan(by, learner):
        raise NotAllowed(_("the plan is not open to you"))
    if queries.live(by, learner).filter(person=by).count() >= MOST:
        raise NotAllowed(_("you have %(most)s addresses already: stop one that you do not need") % {"most": MOST})
    token = new_token()
    feed = Feed.objects.create(
        learner=learner, person=by, fingerprint=queries.fingerprint(by, token), name=name, shows=shows
    )
    audit.record("calendar address made", about=learner.public_id, details={"feed": str(feed.pk), "shows": shows})
    return MadeFeed(feed, token)


@transaction.atomic
def replace_feed(*, feed: Feed, by: Person) -> MadeFeed:
    """A new address for the same calendar; the old one opens nothing any more. For whose it is. Raises NotAllowed."""
    if feed.person_id != by.pk:
        raise NotAllowed(_("only whose calendar it is makes a new address for it"))
    _end(feed, Ending.REPLACED, feed.learner.public_id, by)
    return make_feed(learner=feed.learner, name=feed.name, shows=Shows(feed.shows), by=by)


@transaction.atomic
def stop_feed(*, feed: Feed, by: Person) -> None:
    """The address opens nothing from this moment. For whose it is, and the learner. Raises NotAllowed."""
    if by.pk not in (feed.person_id, feed.learner.person_id):
        raise NotAllowed(_("only whose calendar it is, or the learner, stops it"))
    because = Ending.STOPPED if by.pk == feed.person_id else Ending.BY_THE_LEARNER
    _end(feed, because, feed.learner.public_id, by)


@transaction.atomic
def read_feed(*, token: str, by: None = None) -> bytes | None:
    """The calendar at an address, as its person may see the plan now; None where the address opens nothing.

    Runs as that person. Where the plan is not open to them, or nothing has read it for long, the address ends.
    """
    found = queries.feed_of(by, token)
    if found is None:
        return None
    with acting(as_person(found.person)):
        feed = Feed.objects.select_for_update(of=("self",)).select_related("person").filter(pk=found.feed).first()
        if feed is None or feed.ended is not None:
            return None
        learner = learners.my_learners(feed.person).filter(pk=feed.learner_id).first()
        open_to_them = learner is not None and queries.sees_plan(feed.person, learner)
        ending = ends_because(used=feed.used or feed.made, now=clock.now(), sees_plan=open_to_them)
        if ending is not None or learner is None:
            _end(feed, ending or Ending.NOT_OPEN, found.about, feed.person)
            return None
        _note(feed, learner)
        with translation.override(queries.language_of(feed.person)):
            told = queries.occasions(feed.person, learner, Shows(feed.shows))
            return calendar.file(feed.name, told, space=feed.pk)


def _note(feed: Feed, learner: Learner) -> None:
    """Counts each time; into the learner's chain comes one event for each day."""
    now, before = clock.now(), feed.used
    feed.used, feed.fetches = now, feed.fetches + 1
    feed.save(update_fields=["used", "fetches"])
    if before is None or before.astimezone(clock.HERE).date() != clock.today():
        seen = queries.categories_seen(feed.person, learner)
        sharing.record_look(learner=learner, categories=seen, by=feed.person)
        told: dict[str, audit.Detail] = {"feed": str(feed.pk)}
        sharing.record_taken(learner=learner, what="calendar read", categories=seen, details=told, by=feed.person)


def _end(feed: Feed, because: Ending, about: UUID, by: Person) -> None:
    """Ending what has ended changes nothing. `about`: the learner's public id, also where they are not open to `by`."""
    told = {"ended": clock.now(), "ended_by": by, "because": because}
    if Feed.objects.filter(pk=feed.pk, ended__isnull=True).update(**told):
        audit.record("calendar address ended", about=about, details={"feed": str(feed.pk), "because": because})
