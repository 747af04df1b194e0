"""What ends is over with the next request: on every page that was open before, in every form that stood on one.

Somebody sees what is shared with them, looks at everything, and keeps it open. Then it ends, in each of the ways in
which it can. Nothing that they ask for after that shows a word, and no form that they had open does anything. More of
them, in every way: `make prove-revocation`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests import matrix, mighty, people, surfaces
from tests.site.fuzz import FIRST
from tests.walk import Page, named, pages, posted, sent
from wraparound.accounts.models import Membership
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.documents.actions import feeds
from wraparound.documents.calendar import Shows
from wraparound.learners import actions as learners
from wraparound.learners.models import CircleMember
from wraparound.sharing import actions as sharing
from wraparound.sharing.models import Grant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db
WORDS = [matrix.canary(c) for c in Category]
REFUSED = (403, 404, 405)


def world_of(actor: str) -> matrix.World:
    """The matrix's world, in which everything is open to the college; its calendars are at addresses of their own."""
    world = matrix.make_world()
    sam = world.actors["the learner"]
    assert sam
    people.granted(world.learner, world.north, sam)
    who = world.actors[actor]
    if who is not None and Category.PLAN in world.may_see(actor):
        with acting(as_person(who.pk)):
            made = feeds.make_feed(learner=world.learner, name="Week", shows=Shows.TITLES, by=who)
        world.planned["calendar"] = reverse("documents:calendar", args=[made.token])
    return world


def the_learner_ends_what_is_shared(world: matrix.World, who: Any) -> None:
    sam = world.actors["the learner"]
    assert sam
    with acting(as_person(sam.pk)):
        for grant in Grant.objects.filter(learner=world.learner, ending__isnull=True):
            sharing.end_grant(grant=grant, by=sam)


def they_leave_the_organisation(world: matrix.World, who: Any) -> None:
    with acting(people.SIGN_IN):
        Membership.objects.filter(person=who).update(since=_days(9), until=_days(1))


def they_leave_the_circle(world: matrix.World, who: Any) -> None:
    sam = world.actors["the learner"]
    assert sam
    with acting(as_person(sam.pk)):
        for place in CircleMember.objects.filter(learner=world.learner, person=who):
            learners.end_place_in_circle(place=place, by=sam)
        for grant in Grant.objects.filter(learner=world.learner, person=who, ending__isnull=True):
            sharing.end_grant(grant=grant, by=sam)


def _days(ago: int) -> Any:
    return clock.today() - timedelta(days=ago)


WAYS: dict[str, Any] = {
    "the learner ends what is shared": the_learner_ends_what_is_shared,
    "they leave the organisation": they_leave_the_organisation,
    "they leave the circle": they_leave_the_circle,
}


def opened(world: matrix.World, actor: str, *more: str) -> tuple[Any, list[Page]]:
    """A browser in which somebody has looked at everything to which links lead, and at these: what answered."""
    client = people.browser(world.actors[actor])
    calendar = [world.planned["calendar"]] if "calendar" in world.planned else []
    return client, [one for one in pages(client, [*FIRST, *calendar, *more]).values() if one.status == 200]


def about(world: matrix.World, path: str) -> bool:
    """Whether an address is of this learner."""
    return world.learner.public_id in named(path)[1].values() or path == world.planned.get("calendar")


def forms(world: matrix.World, of: Iterable[Page]) -> dict[str, dict[str, list[str]]]:
    """The forms about this learner that stand on these pages: where each is sent, with what stands in it."""
    return {path: fields for page in of for path, fields in page.forms() if about(world, path)}


def still(client: Any, world: matrix.World, before: list[Page]) -> Iterator[str]:
    """What is served of pages that were open before, or done by forms that stood on them; nothing, if all is over."""
    rows = mighty.print_of_learners()
    for page in before:
        answer: Any = sent(client, "GET", page.path)
        secret = WORDS if about(world, page.path) else [*WORDS, str(world.learner.public_id)]
        if secret is WORDS and answer.status_code not in REFUSED:
            yield f"{page.path} is answered with {answer.status_code}"
        yield from (f"{page.path} says {word}" for word in surfaces.found(secret, [surfaces.of_answer(answer)]))
    for path, fields in forms(world, before).items():
        answer = posted(client, path, fields)
        if answer.status_code not in REFUSED:
            yield f"the form to {path} is answered with {answer.status_code}"
        yield from (f"the form to {path} says {word}" for word in surfaces.found(WORDS, [surfaces.of_answer(answer)]))
    now = mighty.print_of_learners()
    yield from (f"rows of {table} changed" for table in rows if rows[table] != now[table])


def revoked(world: matrix.World, actor: str, client: Any, before: list[Page], way: str) -> list[str]:
    """What goes on after it ended; all is undone."""
    with transaction.atomic():
        WAYS[way](world, world.actors[actor])
        found = [f"{way}: {fault}" for fault in still(client, world, before)]
        transaction.set_rollback(True)
    return found


ACTOR = "support worker in the team"


def planted(world: matrix.World, client: Any, before: list[Page], way: str) -> Iterator[list[str]]:
    """What is found where a page is kept, and where the database goes on after a grant has ended."""
    some = [page for page in before if about(world, page.path)][:20]
    rightly = client.handler._middleware_chain
    client.handler._middleware_chain = Keeps({page.path: page.html for page in some if page.html}, rightly)
    yield revoked(world, ACTOR, client, some, way)
    client.handler._middleware_chain = rightly
    with mighty.function_of_sharing("e.grant_id = g.id", "false"):
        yield revoked(world, ACTOR, client, some, way)


class Keeps:
    """Whoever saw a page is shown it again, as a cache would do."""

    def __init__(self, kept: dict[str, str], get_response: Any) -> None:
        self.kept, self.get_response = kept, get_response

    def __call__(self, request: Any) -> Any:
        kept = self.kept.get(request.get_full_path())
        return HttpResponse(kept) if kept else self.get_response(request)


def test_what_was_open_is_over_with_the_next_request_however_it_ends(server: Server) -> None:
    """Every page and form after one way, some of them after each other way; and what goes on would be found."""
    world = world_of(ACTOR)
    client, before = opened(world, ACTOR)
    assert len({word for page in before for word in surfaces.found(WORDS, [page.text])}) > 6
    assert len(before) > 60 and len(forms(world, before)) > 40
    for kind, word in (("text/calendar", ""), ("application/pdf", "canary"), ("text/csv", "canary")):
        assert any(f"Content-Type: {kind}" in page.text and word in page.text for page in before), kind
    with mighty.there(server):
        for number, way in enumerate(WAYS):
            some = before if number == 0 else before[number :: len(WAYS) * 2]
            assert "\n".join(revoked(world, ACTOR, client, some, way)) == ""
        kept, goes_on = planted(world, client, before, way=next(iter(WAYS)))
    assert len(kept) > 10 and all("is answered with 200" in one or " says " in one for one in kept)
    assert any("is answered with 200" in one for one in goes_on) and any("rows of" in one for one in goes_on)
