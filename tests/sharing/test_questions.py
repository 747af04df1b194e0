"""Who wanted to be asked again is told on the day: once, and not what is settled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from tests import people
from wraparound.accounts.roles import CirclePart
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.notices import actions as notices_actions
from wraparound.notices import queries as notices
from wraparound.sharing import actions

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_who_wanted_to_be_asked_again_is_told_once_on_the_day() -> None:
    north, sam, mum = people.organisation("North"), people.person("Sam"), people.person("Mum")
    lead = people.member(north, "Lead")
    own, typed = people.learner("Sam Green", person=sam), people.learner("Mei Lin")
    for one in (own, typed):
        people.in_circle(one, lead, north, CirclePart.LEAD)
        people.granted(one, north, lead)
    people.in_circle(own, mum, None, CirclePart.FAMILY)

    def put_off(learner: object, by: object, days: int) -> object:
        with acting(as_person(by.pk)):  # type: ignore[attr-defined]
            return actions.ask_me_later(learner=learner, on=clock.today() + days * DAY, by=by)  # type: ignore[arg-type]

    def told(who: object) -> list[tuple[str, int]]:
        with acting(as_person(who.pk)):  # type: ignore[attr-defined]
            return [(n.kind, n.count) for n in notices.notices(who)]  # type: ignore[arg-type]

    put_off(own, sam, 3), put_off(typed, lead, 3)
    call_command("tell_questions_due", verbosity=0)
    assert told(sam) == told(lead) == []
    with clock.stopped_at(clock.now() + 4 * DAY):  # the run of the day itself was missed
        call_command("tell_questions_due", verbosity=0)
        call_command("tell_questions_due", verbosity=0)
    assert told(sam) == told(lead) == [("question-due", 1)]
    assert told(mum) == []
    with acting(as_person(sam.pk)):
        notices_actions.mark_all_read(by=sam)
    with clock.stopped_at(clock.now() + 5 * DAY):
        call_command("tell_questions_due", verbosity=0)
    assert told(sam) == [("question-due", 1)]  # once is enough, read or not
    settled = put_off(own, sam, 6)
    with acting(as_person(sam.pk)):
        actions.settle_later(question=settled, by=sam)  # type: ignore[arg-type]
    with clock.stopped_at(clock.now() + 7 * DAY):
        call_command("tell_questions_due", verbosity=0)
    assert told(sam) == [("question-due", 1)]
