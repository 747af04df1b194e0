"""The oracle against pages, lists and files, over random histories in which time passes.

python -m proof.oracle_pages [STEPS] [SEED]

Things are done by the product's actions, by whoever may do them; the clock goes on by minutes, days and years: over the
two nights on which the clocks change, over birthdays and over the ends of what was shared. Again and again everybody
looks at pages about the learner. What the oracle says is closed to them stands on none; what is open stands on some.
"""

from __future__ import annotations

import re
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.matrix import World

MOMENT = """
create or replace function app.moment() returns timestamptz language sql stable set search_path = app, pg_temp as $$
  select coalesce(nullif(current_setting('tests.moment', true), '')::timestamptz, clock_timestamp()) $$;
grant execute on function app.moment() to public;
"""
NIGHTS = (  # in summer the day begins at 23:00 in UTC; these are the nights on which that changes, and a birthday
    datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),
    datetime(2027, 3, 28, 22, 59, 59, tzinfo=UTC),
    datetime(2027, 3, 28, 23, 0, 1, tzinfo=UTC),
    datetime(2027, 4, 30, 23, 0, 1, tzinfo=UTC),
    datetime(2027, 10, 30, 22, 59, 59, tzinfo=UTC),
    datetime(2027, 10, 31, 23, 30, tzinfo=UTC),
    datetime(2027, 11, 1, 0, 0, 1, tzinfo=UTC),
)
ALWAYS_LOOKED_AT = ("learners:learner", "learners:circle", "passport:passport", "plans:plan", "sharing:who")


@contextmanager
def moved_clocks() -> Iterator[None]:
    """Inside, the database asks `app.moment()` what time it is: in this transaction, and in no other."""
    from django.db import connection  # noqa: PLC0415

    from wraparound.core.database import functions, scope  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("set local role app_functions")
        cursor.execute(MOMENT)
        for file in functions.files("functions"):
            cursor.execute(_by_moment(file.read_text()))
        scope.tell(connection, scope.current())
    yield


def _by_moment(text: str) -> str:
    """Tokens of those who act run out by the real clock; everything else goes by the moved one."""
    told = text.replace("extract(epoch from now())", "extract(epoch from real())")
    told = re.sub(r"\b(?:clock_timestamp|statement_timestamp|now)\(\)", "app.moment()", told)
    return told.replace("extract(epoch from real())", "extract(epoch from now())")


@dataclass
class History:
    """A world, what time it is in it, and what can be done next."""

    world: World
    dice: Random
    at: datetime
    twin: Any
    nights: list[datetime] = field(default_factory=lambda: list(NIGHTS))
    done: dict[str, int] = field(default_factory=dict)
    looks: int = 0

    @property
    def sam(self) -> Any:
        """The learner, as a person."""
        return self.world.actors["the learner"]

    def pass_time(self) -> None:
        """Minutes, days, or until one of the nights."""
        if self.nights and self.dice.random() < 0.2:
            self.at = max(self.at, self.nights.pop(0))
        else:
            self.at += self.dice.choice(
                [timedelta(minutes=7), timedelta(minutes=40), timedelta(hours=9), timedelta(days=3), timedelta(days=30)]
            )

    def step(self) -> None:
        """One thing is done, where whoever tries it may do it; then time passes."""
        from django.core.exceptions import ObjectDoesNotExist  # noqa: PLC0415 - a lead to whom nothing is open any more

        from wraparound.core import clock  # noqa: PLC0415
        from wraparound.core.database.scope import acting, as_person  # noqa: PLC0415
        from wraparound.core.decisions import NotAllowed  # noqa: PLC0415
        from wraparound.learners.policy import Refused  # noqa: PLC0415

        name = self.dice.choice(sorted(STEPS))
        who = self.sam if STEPS[name] == "sam" else self.world.actors["lead"]
        with clock.stopped_at(self.at), suppress(NotAllowed, Refused, ObjectDoesNotExist), acting(as_person(who.pk)):
            globals()[f"_{name}"](self, who)
            self.done[name] = self.done.get(name, 0) + 1
        self.pass_time()


STEPS = {"share": "sam", "freeze": "sam", "stop": "sam", "change_time": "sam", "undo": "sam", "join": "lead",
         "leave": "lead", "lead_gives": "lead", "membership": "lead", "merge": "lead"}  # fmt: skip


def _receivers(h: History, who: Any) -> list[Any]:
    from wraparound.sharing.queries import hands  # noqa: PLC0415

    return [one.to for one in hands.whom(who, h.world.learner)]


def _share(h: History, who: Any) -> None:
    from wraparound.core.categories import Category  # noqa: PLC0415
    from wraparound.sharing import actions  # noqa: PLC0415

    opened = h.dice.sample(list(Category), h.dice.randint(1, 5))
    until = h.at + h.dice.choice([timedelta(hours=8), timedelta(days=5), timedelta(days=200)])
    told = {"learner": h.world.learner, "to": h.dice.choice(_receivers(h, who)), "until": until, "purpose": "x"}
    actions.share(categories=opened, by=who, **told)


def _stop(h: History, who: Any) -> None:
    from wraparound.core.categories import Category  # noqa: PLC0415
    from wraparound.sharing import actions  # noqa: PLC0415

    some = h.dice.choice([None, h.dice.sample(list(Category), 3)])
    actions.stop(learner=h.world.learner, receiver=h.dice.choice(_receivers(h, who)), categories=some, by=who)


def _freeze(h: History, who: Any) -> None:
    from wraparound.sharing import actions  # noqa: PLC0415
    from wraparound.sharing.models import Freeze  # noqa: PLC0415

    standing = Freeze.objects.filter(learner=h.world.learner, lifted_at__isnull=True).first()
    if standing is not None:
        actions.unfreeze(freeze=standing, by=who)
    else:
        whom = h.dice.choice([h.world.north, *(h.world.actors[n] for n in ("mother", "support worker in the team"))])
        actions.freeze(learner=h.world.learner, whom=whom, by=who)


def _change_time(h: History, who: Any) -> None:
    from wraparound.sharing import actions  # noqa: PLC0415

    until = h.at + h.dice.choice([timedelta(hours=2), timedelta(days=90)])
    actions.change_time(learner=h.world.learner, receiver=h.dice.choice(_receivers(h, who)), until=until, by=who)


def _undo(h: History, who: Any) -> None:
    from wraparound.sharing import actions  # noqa: PLC0415
    from wraparound.sharing.models import SharingChange  # noqa: PLC0415

    changes = list(SharingChange.objects.filter(learner=h.world.learner).order_by("-at")[:3])
    if changes:
        actions.undo_change(change=h.dice.choice(changes), by=who)


def _join(h: History, who: Any) -> None:
    from wraparound.accounts.roles import CirclePart  # noqa: PLC0415
    from wraparound.learners import actions  # noqa: PLC0415

    names = ("colleague not in the team", "support worker in the team", "organisation administrator")
    told = {"organisation": h.world.north, "part": CirclePart.SUPPORT}
    actions.add_to_circle(learner=h.world.learner, person=h.world.actors[h.dice.choice(names)], by=who, **told)


def _leave(h: History, who: Any) -> None:
    from wraparound.learners import actions  # noqa: PLC0415
    from wraparound.learners.models import CircleMember  # noqa: PLC0415

    places = CircleMember.objects.filter(learner=h.world.learner, until__isnull=True).exclude(person=who)
    if places:
        actions.end_place_in_circle(place=h.dice.choice(list(places)), by=who)


def _lead_gives(h: History, who: Any) -> None:
    from tests import people  # noqa: PLC0415
    from wraparound.core.categories import Category  # noqa: PLC0415

    since = h.at + h.dice.choice([timedelta(hours=-1), timedelta(hours=20)])
    opened = [Category.IDENTITY, *h.dice.sample(list(Category)[1:], 3)]
    of = h.dice.choice([h.world.learner, h.twin])
    people.granted(of, h.world.north, who, opened, since, since + timedelta(days=h.dice.choice([1, 40])))


def _membership(h: History, who: Any) -> None:
    from tests import people  # noqa: PLC0415
    from wraparound.accounts.models import Membership  # noqa: PLC0415
    from wraparound.core import clock  # noqa: PLC0415
    from wraparound.core.database.scope import acting  # noqa: PLC0415

    person = h.world.actors[h.dice.choice(["support worker in the team", "partner whose grant ended"])]
    with acting(people.SIGN_IN):
        until = h.dice.choice([None, None, clock.today(), clock.today() + timedelta(days=2)])
        Membership.objects.filter(person=person).update(until=until)


def _merge(h: History, who: Any) -> None:
    from wraparound.learners import actions  # noqa: PLC0415
    from wraparound.learners.models import Merge  # noqa: PLC0415

    standing = Merge.objects.filter(kept=h.world.learner, undone__isnull=True).first()
    if standing is not None:
        actions.undo_merge(merge=standing, by=who)
    else:
        actions.merge_learners(kept=h.world.learner, merged=h.twin, by=who)


# ------------------------------------------------------------------------------------------------------------- looks


def wrong(h: History, names: list[str], addresses: list[str]) -> Iterator[str]:
    """What these see at these addresses and should not, and what they should and do not."""
    from django.db import connection  # noqa: PLC0415

    from tests import facts, matrix, mighty, people, surfaces, walk  # noqa: PLC0415
    from wraparound.core import clock  # noqa: PLC0415
    from wraparound.core.categories import Category  # noqa: PLC0415

    with clock.stopped_at(h.at), connection.cursor() as cursor:
        cursor.execute("select set_config('tests.moment', %s, true)", [h.at.isoformat()])
        with mighty.taken() as all_rows:
            due = facts.due(all_rows, h.world.learner.pk, h.at)
            opened = facts.opened(all_rows, h.world.learner.pk, h.at)
        yield from (f"{h.at}: {cell} should be open and is not" for cell in sorted(due - opened))
        yield from (f"{h.at}: {cell} is open and should not be" for cell in sorted(opened - due))
        for name in names:
            who = h.world.actors[name]
            client = people.browser(who)
            closed = {matrix.canary(c) for c in Category if who is None or (who.pk, c.value) not in due}
            seen = set()
            for path in addresses:
                text = surfaces.of_answer(walk.sent(client, "GET", path))
                h.looks += 1
                yield from (f"{h.at}: {name} reads {word} at {path}" for word in surfaces.found(closed, [text]))
                seen |= surfaces.found({matrix.canary(c) for c in Category}, [text])
            shown = {matrix.canary(Category.IDENTITY)} - closed  # other words may be too old to be shown
            if who is not None and (who.pk, Category.IDENTITY.value) in due and len(addresses) >= len(ALWAYS_LOOKED_AT):
                yield from (f"{h.at}: {name} does not find {word}" for word in sorted(shown - seen))


def run(steps: int, seed: int, *, every: int = 5, viewers: int = 3, more: int = 4) -> tuple[History, list[str]]:
    """So many steps, in the transaction that is open; each few of them, some people look at some pages."""
    from django.urls import reverse  # noqa: PLC0415

    from tests import matrix, people, walk  # noqa: PLC0415
    from wraparound.accounts.roles import CirclePart  # noqa: PLC0415
    from wraparound.core import clock  # noqa: PLC0415

    world, dice = matrix.make_world(), Random(seed)
    twin = people.learner("Twin")
    lead = world.actors["lead"]
    assert lead
    people.in_circle(twin, lead, world.north, CirclePart.LEAD)
    people.granted(twin, world.north, lead)
    h = History(world, dice, clock.now() + timedelta(minutes=1), twin)
    others = [p for a, p in walk.paths(world) if a.is_ours and a.parameters == {"learner"} and _is_looked_at(a)]
    lists = [reverse("learners:list"), f"{reverse('learners:list')}?export=csv", reverse("notices:list")]
    found: list[str] = []
    with moved_clocks():
        for number in range(1, steps + 1):
            _now(h)
            h.step()
            if number % every == 0:
                always = [reverse(n, args=[world.learner.public_id]) for n in ALWAYS_LOOKED_AT]
                some = dice.sample(others, min(more, len(others)))
                found += wrong(h, dice.sample(list(matrix.ACTORS), viewers), [*always, *lists, *some])
    return h, found


def _is_looked_at(address: Any) -> bool:
    return not address.name.endswith(("merge", "preview"))


def _now(h: History) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("select set_config('tests.moment', %s, true)", [h.at.isoformat()])


def main(said: list[str]) -> int:
    """1 where a page and the oracle did not agree. Each world is a hundred steps."""
    from proof import ground, report  # noqa: PLC0415

    steps, seed = int(said[0]) if said else 2_000, int(said[1]) if len(said) > 1 else 1
    faults, looks, done = [], 0, 0
    with ground.standing() as here:
        from django.db import connections, transaction  # noqa: PLC0415

        from tests import mighty  # noqa: PLC0415

        ground.quiet()
        begun = time.perf_counter()
        with mighty.there(here.server, ground.NAME):
            while done < steps:
                with transaction.atomic():
                    h, found = run(100, seed + done, viewers=13, more=25)
                    transaction.set_rollback(True)
                done, looks, faults = done + 100, looks + h.looks, faults + found
        connections.close_all()
    for fault in faults[:50]:
        print(fault)
    report.write(
        "oracle_pages", steps=done, looks=looks, mismatches=len(faults), seed=seed,
        seconds=round(time.perf_counter() - begun, 1),
    )  # fmt: skip
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
