"""Who looks at the site in its measurements, at what, and with which browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.test import Client

from wraparound.accounts.models import Person
from wraparound.accounts.signin import MUST_ADD
from wraparound.core.categories import Category
from wraparound.core.database.scope import Actor, Role, acting

SITE, HAND = "default", "by_hand"  # aliases: the site's login, and the superuser whom no policy binds


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, how many learners they see, at whose passport they look and for which word they search.

    `plan`: whose plan they look at; `line`: one of its lines, if possible one that they lead; `review`: of that plan.
    """

    name: str
    person: int
    learners: int
    address: str
    word: str
    plan: str
    line: str
    review: str
    leads_it: bool


def browser(viewer: Viewer) -> Client:
    """A browser in which the viewer has signed in."""
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    with acting(Actor(Role.SIGN_IN)):
        client.force_login(Person.objects.get(pk=viewer.person), backend="wraparound.accounts.signin.Backend")
        session = client.session
        session.pop(MUST_ADD, None)
        session.save()
    return client


def addresses(viewer: Viewer) -> dict[str, str]:
    """What is asked for, by task."""
    return {
        "list": "/learners/",
        "search": f"/learners/?q={viewer.word}",
        "page": f"/passport/{viewer.address}/",
    }


def plan_addresses(viewer: Viewer) -> dict[str, str]:
    """The pages of plans, by task; a learner's own plan is another page, with their week."""
    plan = f"/plans/{viewer.plan}/"
    return {
        "caseload": "/plans/",
        "plan": plan,
        "line": f"{plan}lines/{viewer.line}/",
        "history": f"{plan}history/",
        "versions": f"{plan}versions/",
        "compare": f"{plan}versions/1/2/",
        "review": f"{plan}reviews/{viewer.review}/",
    }


def viewers() -> list[Viewer]:
    """A new support worker, the lead with the most learners, and a learner; each with somebody to look at."""
    with transaction.atomic(using=HAND), connections[HAND].cursor() as cursor:
        cursor.execute(WHO)
        found = {name: (person, learners) for name, person, learners in cursor.fetchall()}
        return [viewer_of(cursor, name, *found[name]) for name in ("support worker", "lead", "learner")]


def viewer_of(cursor: Any, name: str, person: int, learners: int) -> Viewer:
    """Somebody with a passport, a plan and a word to look for."""
    cursor.execute(WHOM, {"me": person})
    address, called = cursor.fetchone()
    cursor.execute(WHOSE_PLAN, {"me": person, "plan": Category.PLAN.number})
    plan, line, review, leads_it = cursor.fetchone()
    word = re.split(r"\s+", called)[-1]
    return Viewer(name, person, learners, str(address), word, str(plan), str(line), str(review), leads_it)


WHO = """
with seen as (select person, count(distinct learner) as learners from sharing_access
  where category = 0 and since <= now() and until > now() group by person),
parts as (select s.*,
    exists (select from learners_circlemember c where c.person_id = s.person and c.part = 'lead') as leads,
    exists (select from learners_learner l where l.person_id = s.person) as learns from seen s)
(select 'support worker', person, learners from parts where not leads and not learns
  order by abs(learners - 15), person limit 1)
union all (select 'lead', person, learners from parts where leads order by learners desc, person limit 1)
union all (select 'learner', person, learners from parts where learns order by person limit 1)
"""

WHOM = """
select public_id, name from learners_learner where id in (select learner from sharing_access where person = %(me)s
  and category = 0 and since <= now() and until > now()) order by public_id limit 1
"""

WHOSE_PLAN = """
select l.public_id, p.id, r.id, coalesce(p.lead_id = %(me)s, false)
from plans_line p join learners_learner l on l.id = p.learner_id join plans_review r on r.learner_id = p.learner_id
where p.learner_id in (select learner from sharing_access where person = %(me)s and category = 0
  and since <= now() and until > now()
  intersect select learner from sharing_access where person = %(me)s and category = %(plan)s
  and since <= now() and until > now())
order by coalesce(p.lead_id = %(me)s, false) desc, l.public_id, p.id limit 1
"""
