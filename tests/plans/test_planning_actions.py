"""Proposals are kept for those who see as much as who asked; taken in part, refused with a reason, never more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from tests.plans.offers import EPILEPSY, FRIENDS, NURSE, Offers
from tests.plans.planned import OPEN, made, own, partner, sams
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.models import AuditEvent
from wraparound.directory import actions as directory
from wraparound.passport import actions as passport
from wraparound.plans import actions, planning, queries
from wraparound.plans.kinds import Area, LineKind, LineState, Source
from wraparound.plans.models import Line, LineNeed, Payment, Proposal, ProposalAnswer
from wraparound.plans.planning import running
from wraparound.plans.policy import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plans.people import Cast
    from wraparound.accounts.models import Person

pytestmark = pytest.mark.django_db
__all__ = ["made", "sams"]  # fixtures


def asked(sams: Cast, by: str = "lead") -> Proposal:
    who = getattr(sams, by)
    with acting(as_person(who.pk)):
        return actions.ask_for_proposal(learner=sams.learner, by=who)


def shown(sams: Cast, proposal: Proposal, by: str = "lead") -> planning.ProposalShown:
    who = getattr(sams, by)
    with acting(as_person(who.pk)):
        return planning.shown(who, sams.learner, proposal.content, proposal.pk)


def number(sams: Cast, proposal: Proposal, title: str) -> int:
    return next(x.number for x in shown(sams, proposal).programmes[0].lines if x.title == title)


def sees(who: Person, proposal: Proposal) -> bool:
    with acting(as_person(who.pk)):
        return Proposal.objects.filter(pk=proposal.pk).exists()


def test_a_proposal_is_kept_and_holds_no_words_of_anybody(sams: Cast, made: Offers) -> None:
    proposal = asked(sams)
    assert proposal.written_by == sams.lead
    assert "Sam" not in str(proposal.content)
    found = shown(sams, proposal)
    assert found.key == proposal.pk
    assert {"Cooking", "Friends"} <= {x.title for x in found.programmes[0].lines}
    with acting(as_person(sams.lead.pk)):
        assert [p.pk for p in queries.proposals(sams.lead, sams.learner)] == [proposal.pk]
        assert not Line.objects.exists()


def test_a_proposal_is_open_to_those_who_see_all_that_it_was_made_from(sams: Cast, made: Offers) -> None:
    some = partner(sams)
    proposal = asked(sams)
    assert [sees(who, proposal) for who in (sams.lead, sams.head, sams.mother, sams.sam)] == [True] * 4
    assert [sees(who, proposal) for who in (some, sams.stranger)] == [False, False]
    with acting(as_person(some.pk)):
        theirs = actions.ask_for_proposal(learner=sams.learner, by=some)
    assert set(theirs.categories) < set(proposal.categories)
    assert [sees(who, theirs) for who in (some, sams.lead, sams.sam)] == [True] * 3
    assert not sees(sams.stranger, theirs)


def test_a_proposal_that_claims_less_than_it_was_made_from_cannot_be_slipped_in(sams: Cast, made: Offers) -> None:
    some = partner(sams)
    numbers = [c.number for c in (*OPEN, Category.HEALTH)]
    said = {"learner": sams.learner, "category": Category.PLAN.number, "content": {}, "categories": numbers}
    with acting(as_person(some.pk)), pytest.raises(DatabaseError), transaction.atomic():
        Proposal(**said, written_by=some).save(force_insert=True)
    with acting(as_person(sams.lead.pk)), pytest.raises(DatabaseError), transaction.atomic():
        Proposal(**said, written_by=sams.mother).save(force_insert=True)  # in another's name


def test_proposals_and_answers_are_never_changed(sams: Cast, made: Offers) -> None:
    proposal = asked(sams)
    with acting(as_person(sams.lead.pk)), pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(content={})
    with acting(as_person(sams.lead.pk)), pytest.raises(DatabaseError), transaction.atomic():
        ProposalAnswer.objects.all().update(because="x")


def test_what_is_taken_becomes_lines_and_nothing_else_does(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.sam.pk)):
        outcome = actions.add_outcome(
            learner=sams.learner, area=Area.COMMUNITY, words="See my friends", term=FRIENDS, by=sams.sam
        )
    proposal = asked(sams)
    chosen = number(sams, proposal, "Drama")
    with acting(as_person(sams.lead.pk)):
        (line,) = actions.take_from_proposal(proposal=proposal, programme=0, lines=[chosen], by=sams.lead)
        assert [x.pk for x in Line.objects.all()] == [line.pk]
    assert (line.title, line.kind, line.source) == ("Drama", LineKind.OFFERING, Source.PLANNER)
    assert (line.state, line.organisation, line.offering) == (LineState.PROPOSED, sams.college, made["drama"])
    assert line.site == made.sites["north"]
    assert line.sessions == made["drama"].sessions
    assert line.outcomes == [outcome.pk]
    assert line.starts in {t.starts for t in made.others}
    with acting(as_person(sams.lead.pk)):
        paid = Payment.objects.get()
        assert (paid.funder, paid.pence, paid.each) == ("council", 20_000, "term")
        answer = ProposalAnswer.objects.get()
        assert (answer.taken, answer.line, answer.offering, answer.written_by) == (
            True,
            line,
            made["drama"],
            sams.lead,
        )
    drama = next(x for x in shown(sams, proposal).programmes[0].lines if x.title == "Drama")
    assert drama.line == line
    assert not drama.can_be_taken


def test_a_line_is_taken_once(sams: Cast, made: Offers) -> None:
    proposal = asked(sams)
    chosen = number(sams, proposal, "Drama")
    with acting(as_person(sams.lead.pk)):
        actions.take_from_proposal(proposal=proposal, programme=0, lines=[chosen], by=sams.lead)
    with acting(as_person(sams.head.pk)):
        with pytest.raises(Refused, match="in the plan already"), transaction.atomic():
            actions.take_from_proposal(proposal=proposal, programme=0, lines=[chosen], by=sams.head)
        assert Line.objects.count() == 1


def test_with_a_line_comes_what_has_to_be_in_place_for_it(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.sam.pk)):
        passport.add_need(need=EPILEPSY, **own(sams))
        passport.add_need(need=NURSE, **own(sams))
    proposal = asked(sams)
    lines = [x for x in shown(sams, proposal).programmes[0].lines if x.remedies]
    assert len(lines) > 1
    with acting(as_person(sams.lead.pk)):
        taken = actions.take_from_proposal(
            proposal=proposal, programme=0, lines=[x.number for x in lines], by=sams.lead
        )
        remedies = Line.objects.filter(kind=LineKind.REMEDY)
        training = remedies.get()  # one for all of them
        assert (training.remedy, training.organisation) == (made.training, sams.specialist)
        assert all(x.after == [training.pk] for x in taken)
        needs = {(n.line_id, n.need) for n in LineNeed.objects.all()}
        assert needs == {(x.pk, slug) for x in (*taken, training) for slug in (EPILEPSY, NURSE)}


def test_who_may_not_see_money_writes_no_payment(sams: Cast, made: Offers) -> None:
    some = partner(sams)
    with acting(as_person(some.pk)):
        proposal = actions.ask_for_proposal(learner=sams.learner, by=some)
        chosen = next(
            x.number
            for x in planning.shown(some, sams.learner, proposal.content).programmes[0].lines
            if x.title == "Drama"
        )
        actions.take_from_proposal(proposal=proposal, programme=0, lines=[chosen], by=some)
    with acting(as_person(sams.sam.pk)):
        assert Line.objects.get().title == "Drama"
        assert not Payment.objects.exists()


def test_a_refusal_has_a_reason_and_changes_no_plan(sams: Cast, made: Offers) -> None:
    proposal = asked(sams)
    chosen = number(sams, proposal, "Drama")
    with acting(as_person(sams.mother.pk)):
        with pytest.raises(Refused, match="need to know why"):
            actions.refuse_proposal_line(proposal=proposal, programme=0, line=chosen, because=" ", by=sams.mother)
        answer = actions.refuse_proposal_line(
            proposal=proposal, programme=0, line=chosen, because="Too loud for Sam", by=sams.mother
        )
        assert not Line.objects.exists()
    with acting(as_person(sams.head.pk)):
        (found,) = queries.answers_to(sams.head, proposal.pk)
        assert (found.pk, found.taken, found.because) == (answer.pk, False, "Too loud for Sam")
    with acting(as_person(sams.stranger.pk)):
        assert list(queries.answers_to(sams.stranger, proposal.pk)) == []
    lines = shown(sams, proposal, "head").programmes[0].lines
    assert [(x.number, [a.because for a in x.answers]) for x in lines if x.answers] == [(chosen, ["Too loud for Sam"])]


def test_what_is_no_longer_on_offer_cannot_be_taken(sams: Cast, made: Offers) -> None:
    proposal = asked(sams)
    chosen = number(sams, proposal, "Drama")
    with acting(as_person(sams.head.pk)):
        directory.change_entry(entry=made["drama"], version=1, changes={"published": False}, by=sams.head)
    with acting(as_person(sams.lead.pk)), pytest.raises(Refused, match="not on offer any more"):
        actions.take_from_proposal(proposal=proposal, programme=0, lines=[chosen], by=sams.lead)


@pytest.mark.parametrize(("programme", "lines"), [(7, [0]), (-1, [0]), (0, []), (0, [99]), (0, [-1])])
def test_what_is_not_in_the_proposal_cannot_be_taken(
    sams: Cast, made: Offers, programme: int, lines: list[int]
) -> None:
    proposal = asked(sams)
    with acting(as_person(sams.lead.pk)), pytest.raises(Refused, match="no such part"):
        actions.take_from_proposal(proposal=proposal, programme=programme, lines=lines, by=sams.lead)


def test_who_cannot_see_a_proposal_takes_and_refuses_nothing_of_it(sams: Cast, made: Offers) -> None:
    some = partner(sams)
    proposal = asked(sams)
    for who in (some, sams.stranger):
        with acting(as_person(who.pk)):
            with pytest.raises(Refused, match="not shared"):
                actions.take_from_proposal(proposal=proposal, programme=0, lines=[0], by=who)
            with pytest.raises(Refused, match="not shared"):
                actions.refuse_proposal_line(proposal=proposal, programme=0, line=0, because="No", by=who)
    with acting(as_person(sams.stranger.pk)), pytest.raises(Refused, match="not shared"):
        actions.ask_for_proposal(learner=sams.learner, by=sams.stranger)


def test_a_next_step_becomes_a_line_of_the_plan(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        line = actions.propose_remedy_line(
            learner=sams.learner,
            remedy=made.training,
            needs=[EPILEPSY, "hearing-loop"],
            offering=made["cooking"],
            by=sams.head,
        )
        assert (line.kind, line.title, line.remedy) == (LineKind.REMEDY, "Epilepsy training by nurses", made.training)
        assert (line.organisation, line.details) == (sams.specialist, "For Cooking")
        assert [n.need for n in LineNeed.objects.all()] == [EPILEPSY]  # what the training does not meet is not said
    with acting(as_person(sams.stranger.pk)), pytest.raises(Refused, match="not shared"):
        actions.propose_remedy_line(learner=sams.learner, remedy=made.training, by=sams.stranger)


def test_each_step_leaves_an_event_without_content(sams: Cast, made: Offers) -> None:
    proposal = asked(sams)
    chosen = number(sams, proposal, "Drama")
    with acting(as_person(sams.lead.pk)):
        actions.refuse_proposal_line(proposal=proposal, programme=0, line=chosen, because="Too loud", by=sams.lead)
    with acting(as_person(sams.sam.pk)):
        events = {e.what: e.details for e in AuditEvent.objects.filter(subject=sams.learner.public_id)}
    assert {"proposal asked for", "proposal refused"} <= set(events)
    assert "loud" not in str(events)


def test_a_planner_that_breaks_leaves_no_proposal_and_the_site_goes_on(
    sams: Cast, made: Offers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "planted.py"
    script.write_text("import os\nos.abort()")
    with monkeypatch.context() as planted:
        planted.setattr(running, "WORKER", script)
        with acting(as_person(sams.lead.pk)), pytest.raises(planning.CouldNot, match="Nothing was changed"):
            actions.ask_for_proposal(learner=sams.learner, by=sams.lead)
    with acting(as_person(sams.lead.pk)):
        assert not Proposal.objects.exists()
    assert asked(sams).content["programmes"]
