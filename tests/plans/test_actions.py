"""Composing a plan: who may what, whose words stand, and that nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from tests.plans.people import Cast, cast
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import Stale
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, fields, queries
from wraparound.plans.kinds import Answer, Area, LineKind, LineState, VersionReason
from wraparound.plans.models import Change, Comment, Line, Suggestion
from wraparound.plans.policy import Refused

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 9, 7)
FRIDAY = date(2026, 12, 18)


@pytest.fixture
def sams() -> Cast:
    return cast()


def cooking(sams: Cast, by: str = "head", **more: object) -> Line:
    said = {"title": "Level 1 catering", "organisation": sams.college, "starts": MONDAY, "ends": FRIDAY, **more}
    return actions.propose_line(learner=sams.learner, kind=LineKind.OFFERING, by=getattr(sams, by), **said)


def test_a_line_is_proposed_by_one_and_read_by_all_to_whom_the_plan_is_open(sams: Cast) -> None:
    with acting(as_person(sams.mother.pk)):
        line = cooking(sams, "mother")
    for who in (sams.sam, sams.mother, sams.lead, sams.head):
        with acting(as_person(who.pk)):
            page = queries.plan_page(who, sams.learner)
            assert [v.line.title for v in page.lines] == ["Level 1 catering"]
            assert page.lines[0].organisation == "Northside College"
    with acting(as_person(sams.stranger.pk)):
        assert queries.line(sams.stranger, sams.learner, line.pk) is None
        with pytest.raises(Refused, match="not shared with you"):
            cooking(sams, "stranger")


def test_the_organisation_that_keeps_a_line_accepts_it_and_nobody_else(sams: Cast) -> None:
    with acting(as_person(sams.mother.pk)):
        line = cooking(sams, "mother")
        with pytest.raises(Refused, match="only the organisation"):
            actions.accept_line(line=line, by=sams.mother)
    with acting(as_person(sams.lead.pk)), pytest.raises(Refused, match="only the organisation"):
        actions.accept_line(line=line, by=sams.lead)
    with acting(as_person(sams.head.pk)):
        actions.accept_line(line=line, by=sams.head)
        assert Line.objects.get(pk=line.pk).state == LineState.ACCEPTED


def test_a_no_has_a_reason(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        line = cooking(sams)
        with pytest.raises(Refused, match="need to know why"):
            actions.decline_line(line=line, because="  ", by=sams.head)
        actions.decline_line(line=line, because="No place left before January", by=sams.head)
        assert Line.objects.get(pk=line.pk).because == "No place left before January"
        with pytest.raises(Refused, match="too late"):
            actions.accept_line(line=line, by=sams.head)
        actions.reopen_line(line=line, by=sams.head)


def test_two_people_change_different_fields_at_once_and_both_stand(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        line = cooking(sams)
        seen = fields.marks(line, fields.LINE)
        actions.change_line(line=line, wanted={"details": "Three days a week"}, seen=seen, by=sams.head)
        actions.change_line(line=line, wanted={"place": "Kitchen 2"}, seen=seen, by=sams.head)
        now = Line.objects.get(pk=line.pk)
        assert (now.details, now.place) == ("Three days a week", "Kitchen 2")


def test_the_second_to_change_a_field_sees_both_and_nothing_is_saved(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        line = cooking(sams)
        seen = fields.marks(line, fields.LINE)
        actions.change_line(line=line, wanted={"details": "Three days"}, seen=seen, by=sams.head)
        with pytest.raises(Stale) as stale:
            actions.change_line(line=line, wanted={"details": "Two days", "place": "Hall"}, seen=seen, by=sams.head)
        assert stale.value.current == [fields.Clash("details", "Three days", "Two days")]
        assert Line.objects.get(pk=line.pk).place == ""
        # the same words from two people are no clash
        actions.change_line(line=line, wanted={"details": "Three days"}, seen=seen, by=sams.head)


def test_another_organisations_line_is_not_changed_but_a_change_is_suggested(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        line = cooking(sams)
    with acting(as_person(sams.lead.pk)):
        with pytest.raises(Refused, match="suggest the change"):
            actions.change_line(line=line, wanted={"details": "x"}, seen={}, by=sams.lead)
        asked = actions.suggest_change(line=line, field="ends", value=date(2027, 3, 26), words="Longer", by=sams.lead)
    with acting(as_person(sams.head.pk)):
        actions.answer_suggestion(suggestion=asked, taken=True, by=sams.head)
        assert Line.objects.get(pk=line.pk).ends == date(2027, 3, 26)


def test_the_learner_says_no_and_a_supporter_may_type_for_them_but_nobody_speaks_as_them(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        line = cooking(sams)
        with pytest.raises(Refused, match="not for you to say"):
            actions.reply_to_line(line=line, answer=Answer.YES, said_by=SaidBy.LEARNER, by=sams.head)
        actions.reply_to_line(line=line, answer=Answer.YES, said_by=SaidBy.SUPPORTER, by=sams.head)
    with acting(as_person(sams.sam.pk)):
        actions.reply_to_line(line=line, answer=Answer.NO, words="Too loud", said_by=SaidBy.LEARNER, by=sams.sam)
        [view] = queries.plan_page(sams.sam, sams.learner).lines
        assert [(r.answer, r.words, r.who) for r in view.replies] == [(Answer.NO, "Too loud", "Sam Green")]
        assert "learner-no" in view.troubles


def test_a_yes_is_for_what_the_line_said_then(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        line = cooking(sams)
        actions.accept_line(line=line, by=sams.head)
    with acting(as_person(sams.sam.pk)):
        actions.reply_to_line(line=line, answer=Answer.YES, said_by=SaidBy.LEARNER, by=sams.sam)
        assert queries.plan_page(sams.sam, sams.learner).lines[0].is_agreed
    with acting(as_person(sams.head.pk)):
        actions.change_line(line=line, wanted={"lead": sams.head}, seen={}, by=sams.head)
        assert queries.plan_page(sams.head, sams.learner).lines[0].is_agreed  # who leads undoes nobody's yes
        actions.change_line(line=line, wanted={"ends": date(2027, 7, 16)}, seen={}, by=sams.head)
        [view] = queries.plan_page(sams.head, sams.learner).lines
        assert not view.is_agreed
        assert "changed-since" in view.troubles


def test_a_question_stays_open_until_it_is_answered_or_becomes_a_task(sams: Cast) -> None:
    with acting(as_person(sams.mother.pk)):
        line = cooking(sams, "mother")
        asked = actions.comment_on_line(line=line, words="Who takes her home?", asks=True, by=sams.mother)
        other = actions.comment_on_line(line=line, words="What about the bus?", asks=True, by=sams.mother)
        assert queries.plan_page(sams.mother, sams.learner).lines[0].questions == 2
    with acting(as_person(sams.head.pk)):
        actions.answer_comment(comment=asked, words="The minibus, at three.", by=sams.head)
        task = actions.make_task_of_comment(
            comment=other, title="Plan the bus", organisation=sams.college, by=sams.head
        )
        assert task.kind == LineKind.ACTION
        with pytest.raises(Refused, match="a task already"):
            actions.make_task_of_comment(comment=other, title="Again", by=sams.head)
        views = queries.plan_page(sams.head, sams.learner).lines
        assert sum(v.questions for v in views) == 0
        assert Comment.objects.count() == 3


def test_the_database_keeps_every_change_whatever_writes_it(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        line = cooking(sams)
        Line.objects.filter(pk=line.pk).update(title="Cooking", changed_by=sams.head)  # past every action
        log = Change.objects.filter(row=line.pk, field="title").order_by("order")
        assert [c.value for c in log] == ["Level 1 catering", "Cooking"]
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            log.update(value="never")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            log.delete()
    with (
        acting(as_person(sams.lead.pk)),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Line.objects.filter(pk=line.pk).update(title="Not mine", changed_by=sams.head)  # in another's name


def test_what_was_said_stays_as_it_was_said_whatever_writes_it(sams: Cast) -> None:
    with acting(as_person(sams.mother.pk)):
        line = cooking(sams, "mother")
        asked = actions.comment_on_line(line=line, words="Who takes her home?", asks=True, by=sams.mother)
        wish = actions.suggest_change(line=line, field="place", value="Kitchen 2", by=sams.mother)
    with acting(as_person(sams.head.pk)):
        for rows, change in (
            (Comment.objects.filter(pk=asked.pk), {"words": "Nobody needs to"}),
            (Suggestion.objects.filter(pk=wish.pk), {"value": "Kitchen 3", "answered_by": sams.head}),
        ):
            with pytest.raises(DatabaseError, match="stays as it was said"), transaction.atomic():
                rows.update(**change)
        actions.make_task_of_comment(comment=asked, title="The way home", by=sams.head)
        actions.answer_suggestion(suggestion=wish, taken=True, by=sams.head)


def test_a_version_shows_what_stood_then_and_a_line_goes_back_to_it(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        line = cooking(sams)
        first = actions.cut_version(learner=sams.learner, reason=VersionReason.AGREEMENT, by=sams.head)
        wanted = {"title": "Cooking", "details": "More", "lead": sams.head}
        actions.change_line(line=line, wanted=wanted, seen={}, by=sams.head)
        second = actions.cut_version(learner=sams.learner, reason=VersionReason.KEPT, by=sams.head)
        [difference] = queries.compare(sams.head, first, second)
        assert difference.title == "Cooking"
        assert {f: (a, b) for f, a, b in difference.fields} == {
            "title": ("Level 1 catering", "Cooking"),
            "details": ("", "More"),
            "lead": (None, sams.head.pk),
        }
        assert actions.restore_line(line=line, version=first, by=sams.head)
        now = Line.objects.get(pk=line.pk)
        assert (now.title, now.details, now.lead_id) == ("Level 1 catering", "", None)


def test_each_party_signs_for_what_it_could_see(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        cooking(sams)
        version = actions.cut_version(learner=sams.learner, reason=VersionReason.AGREEMENT, by=sams.head)
        assert {(p.voice, p.organisation_id) for p in version.parties.all()} == {
            ("learner", None),
            ("organisation", sams.college.pk),
        }
        told = {"said_by": SaidBy.ORGANISATION, "organisation": sams.college, "by": sams.head}
        signed = actions.sign_version(version=version, **told)
        assert actions.sign_version(version=version, **told) == signed  # once
        with pytest.raises(Refused):
            actions.sign_version(version=version, said_by=SaidBy.LEARNER, by=sams.head)
    with acting(as_person(sams.sam.pk)):
        own = actions.sign_version(version=version, said_by=SaidBy.LEARNER, by=sams.sam)
        assert own.digest == signed.digest  # both saw all of it
        assert Category.PLAN.number in own.categories


def test_money_and_needs_are_read_only_by_whom_their_category_is_open_to(sams: Cast) -> None:
    from tests.people import granted, in_circle, member, organisation
    from wraparound.accounts.roles import CirclePart
    from wraparound.directory.kinds import Funder

    cafe = organisation("The Corner Café")
    kim = member(cafe, "Kim")
    in_circle(sams.learner, kim, cafe, CirclePart.SUPPORT)
    granted(sams.learner, cafe, sams.sam, [Category.IDENTITY, Category.PLAN])
    with acting(as_person(sams.head.pk)):
        line = cooking(sams)
        actions.add_payment(line=line, funder=Funder.COUNCIL, pence=120_000, each="term", by=sams.head)
        actions.add_line_need(line=line, need="buccal-midazolam-trained-staff", by=sams.head)
        first = actions.cut_version(learner=sams.learner, reason=VersionReason.KEPT, by=sams.head)
        assert {c["of"] for c in queries.content(sams.head, first).values()} == {"line", "payment", "need"}
    with acting(as_person(kim.pk)):
        [view] = queries.plan_page(kim, sams.learner).lines
        assert (view.needs, view.troubles.count("missing")) == ((), 0)
        assert {c["of"] for c in queries.content(kim, first).values()} == {"line"}
        with pytest.raises(Refused, match="not shared"):
            actions.add_payment(line=line, funder=Funder.COUNCIL, pence=1, each="term", by=kim)


def test_an_outcome_is_in_the_learners_words(sams: Cast) -> None:
    with acting(as_person(sams.sam.pk)):
        wish = actions.add_outcome(
            learner=sams.learner, area=Area.EMPLOYMENT, words="I want to work in a café", by=sams.sam
        )
        line = cooking(sams, "sam", outcomes=[wish.pk], organisation=None)
        assert queries.plan_page(sams.sam, sams.learner).lines[0].outcomes == (wish,)
        with pytest.raises(Refused, match="stands in this plan"):
            actions.change_line(line=line, wanted={"outcomes": [line.pk]}, seen={}, by=sams.sam)
