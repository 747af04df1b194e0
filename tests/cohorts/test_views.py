"""Pages about several learners: asked once, seen by who asked alone, and the file holds what the page holds."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests import people
from tests.cohorts import several as helpers
from tests.cohorts.several import Several, asked, now
from tests.cohorts.test_working import ANSWERS
from tests.plans.offers import EPILEPSY
from wraparound.accounts.roles import MemberRole
from wraparound.cohorts import queries, working
from wraparound.cohorts.kinds import State, Whom
from wraparound.core import clock, once
from wraparound.core.database.scope import acting, as_person
from wraparound.plans import actions as plans
from wraparound.plans import queries as plan_queries

if TYPE_CHECKING:
    from tests.cohorts.several import Plant

pytestmark = pytest.mark.django_db
several, planted = helpers.several, helpers.planted


def typed(**more: str) -> dict[str, str]:
    today = clock.today()
    day = {"since-day": str(today.day), "since-month": str(today.month), "since-year": str(today.year)}
    return {"whom": "caseload", **day, **more}


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_run_is_asked_once_followed_and_stopped(several: Several) -> None:
    client = people.browser(several.lead)
    assert reverse("cohorts:together") in text(client.get(reverse("cohorts:list")))
    data = {once.FIELD: once.new_key(), **typed()}
    first, second = (client.post(reverse("cohorts:together"), data) for _ in range(2))
    assert first.status_code == 302, text(first)
    assert first["Location"] == second["Location"]
    with acting(as_person(several.lead.pk)):
        (run,) = queries.runs(several.lead)
    page = text(client.get(reverse("cohorts:run", args=[run.pk])))
    assert "Waiting" in page and 'hx-trigger="every 2s"' in page
    part = text(client.get(reverse("cohorts:run", args=[run.pk]), headers={"HX-Request": "true"}))
    assert part.strip().startswith("<div") and "Waiting" in part and "<html" not in part
    client.post(reverse("cohorts:stop", args=[run.pk]))
    page = text(client.get(reverse("cohorts:run", args=[run.pk])))
    assert "Stopped" in page and "hx-trigger" not in page


def test_what_came_out_is_shown_to_who_asked_and_in_the_file(several: Several, planted: Plant) -> None:
    planted(ANSWERS)
    run = asked(several.lead)
    working.work(several.lead.pk, run.pk)
    client = people.browser(several.lead)
    page = text(client.get(reverse("cohorts:compared", args=[run.pk])))
    file = text(client.get(reverse("cohorts:compared", args=[run.pk]), {"export": "csv"}))
    for name in ("Sam Green", "Noor Khan", "Kit Hill"):
        assert name in page and name in file
    one = text(client.get(reverse("cohorts:one", args=[run.pk, several.kit.public_id])))
    assert "Cook a meal" in one and "take part of it" in one
    proposal = re.search(r'href="(/plans/[^"]+/proposals/[^"]+)"', one)
    assert proposal and "Planned together with others" in text(client.get(proposal[1]))
    other = people.member(several.cast.specialist, "Olu Other", MemberRole.TRANSITION_LEAD)
    helper = people.member(several.cast.specialist, "Hal Help")
    assert people.browser(helper).get(reverse("cohorts:list")).status_code == 403
    for where in ("run", "compared", "tested"):
        address = reverse(f"cohorts:{where}", args=[run.pk])
        assert people.browser(other).get(address).status_code == 404
        assert people.browser(helper).get(address).status_code == 404
        assert people.browser().get(address).status_code == 302


def test_leavers_are_those_of_the_year_and_an_area_is_that_of_ones_own_council(several: Several) -> None:
    year = clock.today().year + 1
    with acting(as_person(several.lead.pk)):
        told = {"organisation": several.cast.specialist, "by": several.lead}
        plans.expect_leaving(learner=several.noor, on=date(year, 6, 30), **told)
        plans.expect_leaving(learner=several.kit, on=date(year + 1, 6, 30), **told)
    leavers = asked(several.lead, whom=Whom.LEAVERS, organisation=several.cast.specialist, year=year)
    with acting(as_person(several.lead.pk)):
        assert queries.whom(several.lead, leavers) == [several.noor]
    client = people.browser(several.lead)
    page = text(client.post(reverse("cohorts:together"), typed(whom="leavers")))
    assert "Choose the year in which they leave." in page
    page = text(client.post(reverse("cohorts:together"), typed(whom="area")))
    assert "There is a problem" in page  # the college says no council


def test_a_pathway_says_for_whom_it_would_work_and_why_not(several: Several) -> None:
    steps = [
        {"key": "a", "kind": "offering", "title": "Drama first", "begins": 0, "lasts": 1, "by": "general-fe"},
        {"key": "b", "kind": "therapy", "title": "Speech", "begins": 0, "lasts": 1, "by": "health"},
        {"key": "c", "kind": "action", "title": "A visit", "begins": 0, "lasts": 1},
    ]
    with acting(as_person(several.lead.pk)):
        told: dict[str, Any] = {"organisation": several.cast.specialist, "name": "Into college", "words": "For all"}
        row = plans.write_pathway(**told, steps=steps, by=several.lead)
    helpers.wants(several.lead, several.kit, outcomes=(), needs=(EPILEPSY,))
    client = people.browser(several.lead)
    answer = client.post(reverse("cohorts:pathway"), typed(pathway=str(row.key)))
    assert answer.status_code == 302, text(answer)
    with acting(as_person(several.lead.pk)):
        (run,) = queries.runs(several.lead)
    working.work(several.lead.pk, run.pk)
    run = now(several.lead, run)
    assert (run.state, run.trouble) == (State.DONE, "")
    page = text(client.get(reverse("cohorts:tested", args=[run.pk])))
    assert "Works: 2" in page and "Once something is in place: 1" in page
    assert "Epilepsy training by nurses" in page  # with its price
    assert "nothing on the local offer belongs to it" in page and "a task for people" in page
    with acting(as_person(several.lead.pk)):
        assert not plan_queries.lines(several.lead, several.kit).exists()
