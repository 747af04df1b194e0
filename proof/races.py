"""Two people change who sees what of one learner at the same time: stopped at every statement, whatever comes between.

python -m proof.races [PAIR ...]

One of them is stopped before a statement; the other does all of theirs, or waits for a lock; then the first goes on.
For each pair of actions, at each statement. Afterwards the access table must be what follows from the rows, the oracle
must agree, the learner's chain must be whole, and nobody may have met a deadlock or an error that is no answer.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

PATIENCE = 20  # seconds


@dataclass
class Scene:
    """A learner of a trial, with everybody around; `row` holds what was made for the actions."""

    learner: Any
    people: dict[str, Any]
    organisations: dict[str, Any]
    row: dict[str, Any] = field(default_factory=dict)


def scene() -> Scene:
    """Committed. People and organisations are new each time: no trial meets another."""
    from tests import people  # noqa: PLC0415
    from wraparound.accounts.roles import CirclePart, MemberRole  # noqa: PLC0415
    from wraparound.core import clock  # noqa: PLC0415
    from wraparound.core.categories import Category  # noqa: PLC0415
    from wraparound.core.database.scope import acting, as_person  # noqa: PLC0415
    from wraparound.sharing import actions as sharing  # noqa: PLC0415

    north, south = people.organisation("North"), people.organisation("South")
    who = {name.lower(): people.person(name) for name in ("Sam", "Mother", "Aunt", "Friend")}
    who |= {"lead": people.member(north, "Lead", MemberRole.TRANSITION_LEAD)}
    who |= {"worker": people.member(north, "Worker"), "newcomer": people.member(north, "Newcomer")}
    who |= {"admin": people.member(north, "Admin", MemberRole.ORGANISATION_ADMIN)}
    who |= {"partner": people.member(south, "Partner", MemberRole.TRANSITION_LEAD)}
    learner, twin = people.learner(person=who["sam"]), people.learner()
    for of in (learner, twin):
        people.in_circle(of, who["lead"], north, CirclePart.LEAD)
        people.granted(of, north, who["lead"])
    made = Scene(learner, who, {"north": north, "south": south}, {"twin": twin})
    made.row["place"] = people.in_circle(learner, who["worker"], north)
    people.in_circle(learner, who["partner"], south)
    for name in ("mother", "aunt", "friend"):
        people.in_circle(learner, who[name], None, CirclePart.FAMILY)
    people.granted(learner, who["mother"], who["lead"], [Category.IDENTITY, Category.HEALTH])
    made.row["grant"] = people.granted(learner, south, who["lead"], [Category.IDENTITY, Category.PLAN])
    until = clock.now() + timedelta(days=9)
    with acting(as_person(who["partner"].pk)):
        asked = {"learner": learner, "organisation": south, "categories": [Category.HEALTH], "by": who["partner"]}
        made.row["request"] = sharing.ask_for_access(purpose="x", until=until, why="x", **asked)
    with acting(as_person(who["sam"].pk)):
        told = {"learner": learner, "to": south, "categories": [Category.LEARNING], "until": until, "purpose": "x"}
        made.row["change"] = sharing.share(by=who["sam"], **told)
        made.row["freeze"] = sharing.freeze(learner=learner, whom=who["friend"], by=who["sam"])
        made.row["proxy"] = _appointed(made, who["aunt"])
    return made


def _appointed(s: Scene, person: Any) -> Any:
    from wraparound.core import clock  # noqa: PLC0415
    from wraparound.core.categories import Category  # noqa: PLC0415
    from wraparound.sharing import actions  # noqa: PLC0415
    from wraparound.sharing.models.proxies import ProxyKind  # noqa: PLC0415

    told = {"learner": s.learner, "person": person, "kind": ProxyKind.ADVOCATE, "by": s.people["sam"]}
    told |= {"categories": [Category.PLAN], "may_decide": True, "may_see_looks": False}
    return actions.appoint_proxy(until=clock.now() + timedelta(days=9), **told)


# ----------------------------------------------------------------------------------------------------------- actions


def share(s: Scene) -> None:
    """The learner opens more to the partner."""
    from wraparound.core import clock  # noqa: PLC0415
    from wraparound.core.categories import Category  # noqa: PLC0415
    from wraparound.sharing import actions  # noqa: PLC0415

    until = clock.now() + timedelta(days=9)
    told = {"learner": s.learner, "to": s.organisations["south"], "until": until, "purpose": "x"}
    actions.share(categories=[Category.OUTCOMES], by=s.people["sam"], **told)


def stop(s: Scene) -> None:
    """The learner ends all that the college sees."""
    from wraparound.sharing import actions  # noqa: PLC0415

    actions.stop(learner=s.learner, receiver=s.organisations["north"], by=s.people["sam"])


def end_grant(s: Scene) -> None:
    """The lead ends one grant."""
    from wraparound.sharing import actions  # noqa: PLC0415

    actions.end_grant(grant=s.row["grant"], by=s.people["lead"])


def hide(s: Scene) -> None:
    """The learner hides something from the family."""
    from wraparound.core.categories import Category  # noqa: PLC0415
    from wraparound.sharing import actions  # noqa: PLC0415

    actions.hide_from(learner=s.learner, person=s.people["mother"], categories=[Category.HEALTH], by=s.people["sam"])


def undo(s: Scene) -> None:
    """The learner takes back what they shared."""
    from wraparound.sharing import actions  # noqa: PLC0415

    actions.undo_change(change=s.row["change"], by=s.people["sam"])


def change_time(s: Scene) -> None:
    """The learner gives the partner less time."""
    from wraparound.core import clock  # noqa: PLC0415
    from wraparound.sharing import actions  # noqa: PLC0415

    told = {"receiver": s.organisations["south"], "until": clock.now() + timedelta(hours=5)}
    actions.change_time(learner=s.learner, by=s.people["sam"], **told)


def answer(s: Scene) -> None:
    """The learner says yes to what the partner asked."""
    from wraparound.core.categories import Category  # noqa: PLC0415
    from wraparound.sharing import actions  # noqa: PLC0415
    from wraparound.sharing.policy import Answer  # noqa: PLC0415

    actions.answer_request(request=s.row["request"], answers={Category.HEALTH: Answer.YES}, by=s.people["sam"])


def take_back(s: Scene) -> None:
    """The partner asks no more."""
    from wraparound.sharing import actions  # noqa: PLC0415

    actions.take_back_request(request=s.row["request"], by=s.people["partner"])


def join(s: Scene) -> None:
    """The lead takes a colleague into the team."""
    from wraparound.accounts.roles import CirclePart  # noqa: PLC0415
    from wraparound.learners import actions  # noqa: PLC0415

    told = {"person": s.people["newcomer"], "organisation": s.organisations["north"], "part": CirclePart.SUPPORT}
    actions.add_to_circle(learner=s.learner, by=s.people["lead"], **told)


def leave(s: Scene) -> None:
    """The lead ends somebody's place in the team."""
    from wraparound.learners import actions  # noqa: PLC0415

    actions.end_place_in_circle(place=s.row["place"], by=s.people["lead"])


def end_membership(s: Scene) -> None:
    """The administrator ends a membership, as of yesterday."""
    from wraparound.accounts import actions  # noqa: PLC0415
    from wraparound.accounts.models import Membership  # noqa: PLC0415
    from wraparound.core import clock  # noqa: PLC0415

    row = Membership.objects.get(person=s.people["worker"])
    actions.end_membership(membership=row, last_day=clock.today() - timedelta(days=1), by=s.people["admin"])


def merge(s: Scene) -> None:
    """The lead says that two records are one learner."""
    from wraparound.learners import actions  # noqa: PLC0415

    actions.merge_learners(kept=s.learner, merged=s.row["twin"], by=s.people["lead"])


def freeze(s: Scene) -> None:
    """The learner stops everything for the partner's organisation."""
    from wraparound.sharing import actions  # noqa: PLC0415

    actions.freeze(learner=s.learner, whom=s.organisations["south"], by=s.people["sam"])


def unfreeze(s: Scene) -> None:
    """The learner opens again what they stopped for somebody."""
    from wraparound.sharing import actions  # noqa: PLC0415

    actions.unfreeze(freeze=s.row["freeze"], by=s.people["sam"])


def appoint(s: Scene) -> None:
    """The learner chooses somebody who decides with them."""
    _appointed(s, s.people["mother"])


def end_proxy(s: Scene) -> None:
    """The learner ends somebody's say."""
    from wraparound.sharing import actions  # noqa: PLC0415

    actions.end_proxy(proxy=s.row["proxy"], by=s.people["sam"])


ACTIONS: dict[str, tuple[Callable[[Scene], None], str]] = {  # and who does it
    "share": (share, "sam"),
    "stop": (stop, "sam"),
    "end_grant": (end_grant, "lead"),
    "hide": (hide, "sam"),
    "undo": (undo, "sam"),
    "change_time": (change_time, "sam"),
    "answer": (answer, "sam"),
    "take_back": (take_back, "partner"),
    "join": (join, "lead"),
    "leave": (leave, "lead"),
    "end_membership": (end_membership, "admin"),
    "merge": (merge, "lead"),
    "freeze": (freeze, "sam"),
    "unfreeze": (unfreeze, "sam"),
    "appoint": (appoint, "sam"),
    "end_proxy": (end_proxy, "sam"),
}


# --------------------------------------------------------------------------------------------------------- scheduler


class Side(threading.Thread):
    """Somebody who does something, on a connection of their own; stops once, before the statement of this number."""

    def __init__(self, scene: Scene, name: str, stops_at: int = 0) -> None:
        super().__init__(daemon=True)
        self.scene, (self.action, self.who) = scene, ACTIONS[name]
        self.stops_at, self.statements, self.fault, self.pid = stops_at, 0, "", 0
        self.here, self.goes_on = threading.Event(), threading.Event()

    def run(self) -> None:
        """In a transaction of the one who acts."""
        from django.db import connection  # noqa: PLC0415

        from wraparound.core.database.scope import acting, as_person  # noqa: PLC0415

        try:
            with connection.execute_wrapper(self.gate), acting(as_person(self.scene.people[self.who].pk)):
                self.action(self.scene)
                self.arrives()  # before the commit
        except Exception as fault:
            self.fault = _told(fault)
        finally:
            self.here.set()
            connection.close()

    def gate(self, execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        """Before each statement."""
        self.pid = context["connection"].connection.info.backend_pid
        self.arrives()
        return execute(statement, params, many, context)

    def arrives(self) -> None:
        """Counts, and waits where it is time to."""
        self.statements += 1
        if self.statements == self.stops_at:
            self.here.set()
            self.goes_on.wait(PATIENCE)


def _told(fault: Exception) -> str:
    """What is wrong; nothing where it is an answer: refused, in words for whoever tried."""
    from wraparound.core.decisions import NotAllowed  # noqa: PLC0415
    from wraparound.learners.policy import Refused  # noqa: PLC0415

    if isinstance(fault, NotAllowed | Refused):
        return ""
    return f"{type(fault).__name__}: {fault}"


def trial(raw: psycopg.Connection[Any], first: str, second: str, at: int) -> tuple[list[str], int]:
    """One pair, stopped at one statement: what was wrong, and how many statements the first had."""
    made = scene()
    one, two = Side(made, first, at), Side(made, second)
    one.start()
    one.here.wait(PATIENCE)
    two.start()
    until = time.monotonic() + PATIENCE
    while two.is_alive() and not _waits(raw, two.pid) and time.monotonic() < until:
        two.join(0.002)
    one.goes_on.set()
    for side in (one, two):
        side.join(PATIENCE)
    faults = [f"{side.action.__name__}: {side.fault}" for side in (one, two) if side.fault]
    faults += [f"{side.action.__name__} never ended" for side in (one, two) if side.is_alive()]
    return faults + wrong(raw, made), one.statements


def _waits(raw: psycopg.Connection[Any], pid: int) -> bool:
    return raw.execute("select from pg_locks where pid = %s and not granted", [pid]).fetchone() is not None


def wrong(raw: psycopg.Connection[Any], made: Scene) -> list[str]:
    """What does not fit together about the learners of a scene."""
    from tests import facts  # noqa: PLC0415
    from wraparound.core import clock  # noqa: PLC0415

    found = []
    with raw.cursor() as cursor:
        for learner in (made.learner, made.row["twin"]):
            at = clock.now()
            due, opened = facts.due(cursor, learner.pk, at), facts.opened(cursor, learner.pk, at)
            found += [f"{cell} is open and should not be" for cell in opened - due]
            found += [f"{cell} should be open and is not" for cell in due - opened]
            cursor.execute("select app.broken_at(%s)", [learner.public_id])
            if (broken := cursor.fetchone()) != (None,):
                found.append(f"the chain is broken at {broken}")
    return found


def raced(
    raw: psycopg.Connection[Any], first: str, second: str, points: list[int] | None = None
) -> tuple[int, list[str]]:
    """A pair at these statements of the first; at all of them, where none are named. How many, and what was wrong."""
    done, found, at = 0, [], 1
    while points is None or points:
        at = points.pop(0) if points else at
        faults, statements = trial(raw, first, second, at)
        if at > statements:
            break
        found += [f"{first} stopped at {at}, {second}: {fault}" for fault in faults]
        done, at = done + 1, at + 1
    return done, found


def main(said: list[str]) -> int:
    """1 where something went wrong."""
    from proof import ground, report  # noqa: PLC0415

    trials, pairs, faults = 0, 0, []
    with ground.standing() as here:
        import psycopg  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        begun = time.perf_counter()
        with psycopg.connect(**here.server.connection(ground.NAME), autocommit=True) as raw:
            for first, second in product(ACTIONS, ACTIONS):
                if not said or f"{first}+{second}" in said:
                    done, found = raced(raw, first, second)
                    trials, pairs, faults = trials + done, pairs + 1, faults + found
                    print(first, second, done, len(found), flush=True)
            errors = raw.execute("select * from app.access_errors()").fetchone()
        connections.close_all()
    for fault in faults:
        print(fault)
    report.write(
        "races", pairs=pairs, trials=trials, faults=len(faults), access_errors=list(errors or ()),
        seconds=round(time.perf_counter() - begun, 1),
    )  # fmt: skip
    return int(bool(faults) or errors != (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
