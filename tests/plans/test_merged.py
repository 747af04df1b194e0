"""Two records turn out to be one learner: the plan of one goes over to the other, and back again if that was wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import people
from tests.plans.people import cast
from wraparound.accounts.roles import CirclePart
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.learners import actions as learners
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, queries
from wraparound.plans.kinds import Answer, LineKind, VersionReason
from wraparound.plans.models import Change, Line

pytestmark = pytest.mark.django_db


def test_the_lines_their_log_and_what_was_said_move_and_move_back() -> None:
    sams = cast()
    again = people.learner("Sam Green", by=sams.lead)
    people.in_circle(again, sams.lead, sams.specialist, CirclePart.LEAD)
    people.granted(again, sams.specialist, sams.lead, until=clock.now() + timedelta(days=9))
    with acting(as_person(sams.lead.pk)):
        actions.propose_line(learner=sams.learner, kind=LineKind.SUPPORT, title="Evenings", by=sams.lead)
        line = actions.propose_line(learner=again, kind=LineKind.TASTER, title="Tuesdays", by=sams.lead)
        actions.comment_on_line(line=line, words="Who comes along?", asks=True, by=sams.lead)
        actions.reply_to_line(line=line, answer=Answer.YES, said_by=SaidBy.SUPPORTER, by=sams.lead)
        actions.cut_version(learner=again, reason=VersionReason.KEPT, by=sams.lead)
        merge = learners.merge_learners(kept=sams.learner, merged=again, by=sams.lead)
        page = queries.plan_page(sams.lead, sams.learner)
        assert {v.line.title for v in page.lines} == {"Evenings", "Tuesdays"}
        assert next(v for v in page.lines if v.line.title == "Tuesdays").questions == 1
        assert (
            Change.objects.filter(row=line.pk, learner=sams.learner).count()
            == Change.objects.filter(row=line.pk).count()
        )
        assert {c["title"] for c in queries.content(sams.lead, queries.versions(sams.lead, sams.learner)[0]).values()}
        learners.undo_merge(merge=merge, by=sams.lead)
        assert Line.objects.get(pk=line.pk).learner_id == again.pk
