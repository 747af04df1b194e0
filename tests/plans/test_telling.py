"""Who is told of what happens in a plan, and that nobody is to whom it is not open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import people
from tests.plans.people import Cast, cast
from wraparound.accounts.roles import CirclePart
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.notices.models import Notice
from wraparound.plans import actions
from wraparound.plans.kinds import LineKind, VersionReason
from wraparound.plans.kinds_of_reviews import FlagKind, ReviewKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def sams() -> Cast:
    return cast()


def told(who: object) -> set[str]:
    with acting(as_person(who.pk)):
        return set(Notice.objects.filter(person=who, done__isnull=True).values_list("kind", flat=True))


def test_a_new_line_is_told_to_whose_turn_it_is_until_they_decide(sams: Cast) -> None:
    with acting(as_person(sams.lead.pk)):
        said = {"kind": LineKind.TASTER, "title": "Tuesdays", "organisation": sams.college, "by": sams.lead}
        line = actions.propose_line(learner=sams.learner, **said)
    assert told(sams.head) == {"line-to-decide"}
    assert told(sams.sam) == {"plan-own-changed"}
    assert told(sams.mother) == {"plan-changed"}
    assert told(sams.lead) == told(sams.stranger) == set()  # who did it, and who has nothing to do with it
    with acting(as_person(sams.head.pk)):
        actions.accept_line(line=line, by=sams.head)
    assert told(sams.head) == set()


def test_a_question_goes_to_who_leads_and_its_answer_to_who_asked(sams: Cast) -> None:
    with acting(as_person(sams.mother.pk)):
        said = {"kind": LineKind.TASTER, "title": "Tuesdays", "organisation": sams.college, "lead": sams.head}
        line = actions.propose_line(learner=sams.learner, **said, by=sams.mother)
        asked = actions.comment_on_line(line=line, words="Who is there?", asks=True, by=sams.mother)
    assert "question-asked" in told(sams.head) and "question-asked" not in told(sams.lead)
    with acting(as_person(sams.head.pk)):
        actions.answer_comment(comment=asked, words="Wanda", by=sams.head)
    assert told(sams.mother) >= {"question-answered"} and "question-asked" not in told(sams.head)


def test_parties_reviews_and_flags_are_told(sams: Cast) -> None:
    with acting(as_person(sams.lead.pk)):
        said = {"kind": LineKind.TASTER, "title": "Tuesdays", "organisation": sams.college, "by": sams.lead}
        actions.propose_line(learner=sams.learner, **said)
        actions.cut_version(learner=sams.learner, reason=VersionReason.KEPT, by=sams.lead)
        assert "version-to-sign" not in told(sams.sam)
    with acting(as_person(sams.lead.pk)):
        actions.cut_version(learner=sams.learner, reason=VersionReason.AGREEMENT, by=sams.lead)
        on, kind = clock.today() + timedelta(days=20), ReviewKind.TERMLY
        actions.plan_review(learner=sams.learner, kind=kind, on=on, organisation=sams.specialist, by=sams.lead)
        worry = {"kind": FlagKind.OTHER, "owner": sams.head, "due": on, "words": "Tired on Tuesdays"}
        actions.raise_flag(learner=sams.learner, **worry, by=sams.lead)
    assert told(sams.sam) >= {"version-to-sign", "review-planned"}
    assert told(sams.head) >= {"version-to-sign", "flag-yours"}


def test_to_whom_work_alone_is_open_the_rest_of_the_plan_is_not_told(sams: Cast) -> None:
    cafe = people.organisation("The Corner Café")
    kim = people.member(cafe, "Kim")
    people.in_circle(sams.learner, kim, cafe, CirclePart.WORKS_WITH)
    people.granted(sams.learner, cafe, sams.sam, [Category.IDENTITY, Category.PLACEMENTS])
    with acting(as_person(sams.lead.pk)):
        hidden = {"kind": LineKind.SUPPORT, "title": "Evenings", "organisation": cafe}
        actions.propose_line(learner=sams.learner, **hidden, by=sams.lead)
    assert told(kim) == set()
    with acting(as_person(sams.lead.pk)):
        open_to_kim = {"kind": LineKind.PLACEMENT, "title": "Tuesdays", "organisation": cafe}
        actions.propose_line(learner=sams.learner, **open_to_kim, by=sams.lead)
    assert told(kim) == {"line-to-decide"}
