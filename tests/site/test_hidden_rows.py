"""A row that is hidden from somebody changes no byte of any page they see: no count, no order, no badge, no date.

Somebody looks at everything. Then rows are added that the database does not show them: in each table about a learner,
in every category that is closed to them, and about another learner. They look at everything again. The rows are made
from what the models say, so that a new table is in it by itself. Everybody: `make prove-hidden`.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse

from proof import hidden as hidden_proof
from tests import hidden, matrix, mighty, people
from tests.site.fuzz import FIRST
from tests.walk import Page, page, pages

if TYPE_CHECKING:
    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db


def differing(client: Any, before: dict[str, Page]) -> list[str]:
    """The pages that are not what they were, each with the first place where."""
    found = []
    for path, was in before.items():
        now = page(client, path)
        if (was.status, was.text) != (now.status, now.text):
            at = next((n for n, (a, b) in enumerate(zip(was.text, now.text, strict=False)) if a != b), 0)
            near = [re.sub(r"\s+", " ", one.text[max(0, at - 60) : at + 60]) for one in (was, now)]
            found.append(f"{path} {was.status} {now.status}: {near[0]!r} / {near[1]!r}")
    return found


NEVER_THE_SAME = (
    "export=xlsx",
    "/2fa/",
    "/health/",
    "/template/",
    "/file/",
)  # times and one-time secrets; of lists, the CSV is


def looked_at(world: matrix.World, actor: str, *more: str) -> tuple[Any, dict[str, Page]]:
    """A browser of somebody, and all that they can look at by links, and at these."""
    client = people.browser(world.actors[actor])
    found = {path: one for path, one in pages(client, [*FIRST, *more]).items() if one.status == 200}
    return client, {path: one for path, one in found.items() if not any(part in path for part in NEVER_THE_SAME)}


def test_rows_that_are_hidden_change_no_byte(server: Server) -> None:
    actor = "support worker in the team"
    world = matrix.make_world()
    other = people.learner("Strangername", person=people.person("Strangerperson"))
    with mighty.there(server):
        hidden.fill_the_rest(world, also_about_learners=False)  # what rows about learners refer to is there already
        client, before = looked_at(world, actor)
        assert len(before) > 25
        added = hidden.added(world, actor, [world.learner, other])
        assert added.missing == {}
        assert len(added.rows) > 60 and len({table for table, _ in added.rows}) > 25
        assert "\n".join(differing(client, before)) == ""

        client.handler._middleware_chain = _counts(client.handler._middleware_chain)
        planted = {path: page(client, path) for path in [*before][:2]}
        hidden.added(world, actor, [world.learner])
        assert len(differing(client, planted)) == 2


def _counts(get_response: Any) -> Any:
    """The planted fault: each page says how many answers there are, whoever asks."""

    def answered(request: Any) -> Any:
        with mighty.taken() as cursor:
            cursor.execute("select count(*) from app.passport_entry")
            (number,) = cursor.fetchone()
        return HttpResponse(f"{get_response(request).status_code} {number}")

    return answered


def test_a_page_that_takes_longer_for_somebody_hidden_is_found() -> None:
    """The rank test of `make prove-hidden`: times that differ by less than they vary."""
    dice = Random(1)
    absent, alike = ([dice.gauss(20, 5) for _ in range(700)] for _ in range(2))
    longer, by_chance = hidden_proof.rank_test([one + 1 for one in absent], alike)
    assert longer > 0.53 and by_chance < 0.01
    assert hidden_proof.rank_test(alike, absent)[1] > 0.05
