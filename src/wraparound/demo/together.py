"""The cast's lead has asked what all who leave the college could have together; the worker answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from wraparound.cohorts import actions
from wraparound.cohorts import queries as cohorts
from wraparound.cohorts.actions import Wanted
from wraparound.cohorts.kinds import Whom
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.demo import made
from wraparound.plans import queries as plans


def ask_together() -> None:
    """Asks, once: noted as `together`."""
    lead: Any = made.person("cast:lead")
    if lead is None or made.key_of("together") is not None:
        return
    with acting(as_person(lead.pk)):
        (college, *_more) = cohorts.my_organisations(lead)
        years = Counter(x.on.year for x in plans.two_years_ahead(lead) if x.organisation == college.name)
        if not years:
            return
        ((year, _count),) = years.most_common(1)
        wanted = Wanted(whom=Whom.LEAVERS, since=clock.today(), organisation=college, year=year)
        actions.ask_about_many(wanted=wanted, by=lead)
        made.note("together")
