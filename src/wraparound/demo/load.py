"""Fills the demo: once. What was interrupted goes on where it stopped; what is done is left as people changed it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection

from wraparound.core.database.scope import acting
from wraparound.demo import deciding, made
from wraparound.demo.agreed import agree
from wraparound.demo.area import area
from wraparound.demo.kept import look_after
from wraparound.demo.layouts import give_layout
from wraparound.demo.lives import LEAVERS, life
from wraparound.demo.offer import make_offer, make_terms
from wraparound.demo.plans import write_plan
from wraparound.demo.shares import shares
from wraparound.demo.size import size
from wraparound.demo.together import ask_together
from wraparound.demo.working import make_working
from wraparound.demo.writing import World, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wraparound.demo.area import Area

    Say = Callable[[str], None]

EACH_SECONDS = 5  # so often it is said how far the load is


def load(say: Say) -> None:
    """Makes what is not there yet. Says what it does; nothing but that if there is nothing to do. Raises WrongSize."""
    if made.key_of("all") is not None:
        say("The made-up people are there, as you left them.")
        return
    wanted = made.key_of("size") or size()
    say(f"Making {wanted} learners and the organisations around them, all made up: once, under a minute ...")
    with _quickly():
        here = area(wanted)
        _working(here, wanted)
        world = World(made.organisations(), made.people())
        _offers(here, world)
        say("  Organisations, people and the local offer are there.")
        _learners(here, world, say)
        deciding.warn()
        agree(world)
        ask_together()
        give_layout()
        look_after(world)
        made.note("all")


@contextmanager
def _quickly() -> Iterator[None]:
    """On this connection, for now: statements that come again are planned once, and there are no savepoints.

    Half of all statements would open or close one. Whatever goes wrong ends the transaction of its learner as a whole.
    """
    connection.ensure_connection()
    raw = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, 2
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        raw.prepare_threshold = before
        del connection.features.uses_savepoints


def _working(here: Area, wanted: int) -> None:
    if made.key_of("size") is None:
        with acting(made.INSTALLATION):
            make_working(here)
            made.note("size", wanted)


def _offers(here: Area, world: World) -> None:
    council = here.at("council")
    terms = made.keys("term")
    if not terms:
        terms = make_terms(here, world.organisations[council], world.administrator(council))
    done = made.keys("offer")
    for place in here.places:
        if place.ref not in done:
            make_offer(here, place.ref, world.organisations[place.ref], world.administrator(place.ref), terms)


def _learners(here: Area, world: World, say: Say) -> None:
    done, told = made.keys("learner"), time.monotonic()
    for n, drawn in enumerate(here.problem.learners):
        if drawn.id not in done:
            one = life(here, n)
            plan = partial(write_plan, here, n, one, world)
            write(replace(one, shares=shares(here, n, one)), world, plan, by_actions=n < LEAVERS)
        if time.monotonic() - told > EACH_SECONDS:
            told = time.monotonic()
            say(f"  {n + 1} of {len(here.problem.learners)} learners are there.")
