"""What the planner proposes for Sam, and why not something else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from planner.by_hand import by_hand
from planner.rules import check_all
from tests.plans.offers import COOK, EPILEPSY, FRIENDS, JOB, Offers, at, offers
from tests.plans.planned import another_in_drama, made, own, sams, suggested, titles, why
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person, as_visitor
from wraparound.directory import actions as directory
from wraparound.directory.kinds import Funder
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, planning, queries
from wraparound.plans.kinds import Answer, LineKind
from wraparound.plans.models import Change, Proposal
from wraparound.plans.planning.problems import asking
from wraparound.plans.policy import Refused

if TYPE_CHECKING:
    from tests.plans.people import Cast

pytestmark = pytest.mark.django_db
__all__ = ["made", "sams"]  # fixtures


def test_a_programme_serves_what_sam_wants_at_the_times_when_sam_can_come(sams: Cast, made: Offers) -> None:
    found = suggested(sams)
    first = found.programmes[0]
    assert {"Cooking", "Friends", "Drama"} <= titles(first)
    assert all(o.is_served for o in first.outcomes)
    assert {o.slug for o in first.outcomes} == {COOK, FRIENDS}
    cooking = next(line for line in first.lines if line.title == "Cooking")
    assert (cooking.organisation, cooking.site, cooking.minutes) == ("Northside College", "North site", 180)
    assert cooking.sessions == ((1 * 1440 + 600, 1 * 1440 + 780),)
    assert any("serves" in reason for reason in cooking.reasons)
    assert cooking.can_be_taken
    assert first.pence == sum(c.pence for c in first.costs) > 0
    assert {c.label for c in first.costs} == {Funder.COUNCIL.label}


def test_a_line_runs_in_the_terms_of_its_own_calendar(sams: Cast, made: Offers) -> None:
    cooking = next(x for x in suggested(sams).programmes[0].lines if x.title == "Cooking")
    days = {(t.starts, t.ends) for t in made.others}
    assert cooking.starts in {a for a, _ in days}
    assert cooking.ends in {b for _, b in days}


def test_programmes_side_by_side_differ(sams: Cast, made: Offers) -> None:
    found = suggested(sams).programmes
    assert 1 <= len(found) <= 3
    assert len({tuple((x.title, x.starts) for x in p.lines) for p in found}) == len(found)
    assert len({p.title for p in found}) == len(found)


def test_planning_changes_nothing(sams: Cast, made: Offers) -> None:
    suggested(sams)
    why(sams, made["cooking"])
    with acting(as_person(sams.sam.pk)):
        assert not Change.objects.filter(learner=sams.learner).exists()
        assert not Proposal.objects.exists()


def test_what_comes_first_is_proposed_before_what_needs_it(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.sam.pk)):
        passport.add_outcome(outcome=JOB, **own(sams))
        passport.add_wish(is_for=True, service="catering", **own(sams))
    lines = {x.title: x for x in suggested(sams).programmes[0].lines}
    assert "Catering" in lines
    assert lines["Basics"].ends < lines["Catering"].starts
    assert any("catering" in r for r in lines["Basics"].reasons)
    assert any("wished" in r for r in lines["Catering"].reasons)


def test_a_need_that_is_not_met_becomes_a_remedy_in_time_or_a_next_step(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.sam.pk)):
        passport.add_need(need=EPILEPSY, **own(sams))
    lines = [x for p in suggested(sams).programmes for x in p.lines if x.organisation == "Northside College"]
    assert lines
    second = made.others[1].starts  # training takes a term
    assert all([r.name for r in x.remedies] == ["Epilepsy training by nurses"] and x.starts >= second for x in lines)
    training = lines[0].remedies[0]
    assert (training.pence_once, training.pence_a_term, training.lead_terms) == (24_000, 1_200, 1)
    assert training.needs.keys() == {EPILEPSY}
    found = why(sams, made["cooking"])
    assert found.is_possible
    assert found.takes is not None
    assert [r.name for r in found.remedies] == ["Epilepsy training by nurses"]
    assert found.said[0].slug == "possible:once"


def test_a_need_that_nobody_can_meet_says_whom_to_ask(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.sam.pk)):
        passport.add_need(need="hearing-loop", **own(sams))
    found = why(sams, made["cooking"])
    assert (found.is_possible, [s.slug for s in found.said]) == (False, ["need-unmet:nobody"])
    assert "Northside College" in found.said[0].next_step
    assert suggested(sams).programmes == ()


def test_what_helps_but_is_no_must_keeps_nothing_out_and_is_told(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.sam.pk)):
        passport.add_need(need="hearing-loop", is_must=False, **own(sams))
    cooking = next(x for x in suggested(sams).programmes[0].lines if x.title == "Cooking")
    assert any("would help" in r for r in cooking.reasons)


def test_what_sam_said_no_to_is_not_proposed(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.sam.pk)):
        passport.add_wish(is_for=False, organisation=sams.college, **own(sams))
    assert all("Northside College" not in {x.organisation for x in p.lines} for p in suggested(sams).programmes)
    assert [s.slug for s in why(sams, made["drama"]).said] == ["said-no"]


def test_a_no_to_a_line_counts_as_a_no(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        line = actions.propose_line(
            learner=sams.learner, kind=LineKind.OFFERING, title="Drama", offering=made["drama"], by=sams.head
        )
    with acting(as_person(sams.sam.pk)):
        actions.reply_to_line(line=line, answer=Answer.NO, said_by=SaidBy.LEARNER, by=sams.sam)
    assert all("Drama" not in titles(p) for p in suggested(sams).programmes)


def test_lines_that_were_agreed_stay_and_nothing_is_put_at_their_time(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        line = actions.propose_line(
            learner=sams.learner,
            kind=LineKind.OFFERING,
            title="Swimming",
            organisation=sams.college,
            sessions=[at(1, 9, 3)],
            by=sams.head,
        )
        actions.accept_line(line=line, by=sams.head)
    found = suggested(sams)
    for programme in found.programmes:
        swimming = next(x for x in programme.lines if x.title == "Swimming")
        assert swimming.is_agreed
        assert not swimming.can_be_taken
        assert "Cooking" not in titles(programme)
    told = why(sams, made["cooking"])
    assert [s.slug for s in told.said] == ["clash"]
    assert "swimming" in told.said[0].why


def test_lines_that_cannot_hold_together_are_planned_around(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        for title in ("Swimming", "Choir"):
            line = actions.propose_line(
                learner=sams.learner,
                kind=LineKind.OFFERING,
                title=title,
                organisation=sams.college,
                sessions=[at(1, 9, 3)],
                by=sams.head,
            )
            actions.accept_line(line=line, by=sams.head)
    found = suggested(sams)
    assert "Drama" in titles(found.programmes[0])
    assert "Cooking" not in titles(found.programmes[0])
    assert any("does not go together in every way" in g for g in found.gaps)
    (which,) = (g for g in found.gaps if g.startswith("These do not go together"))
    assert "Swimming" in which
    assert "Choir" in which


def test_why_not_knows_what_is_in_the_plan_or_was_not_possible(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        line = actions.propose_line(
            learner=sams.learner,
            kind=LineKind.OFFERING,
            title="Drama",
            offering=made["drama"],
            organisation=sams.college,
            by=sams.head,
        )
    assert (why(sams, made["drama"]).said[0].slug, why(sams, made["drama"]).line) == ("put-forward", line)
    with acting(as_person(sams.head.pk)):
        actions.accept_line(line=line, by=sams.head)
    assert why(sams, made["drama"]).said[0].slug == "in-plan"
    with acting(as_person(sams.head.pk)):
        actions.stop_line(line=line, because="The hall is closed.", by=sams.head)
    assert why(sams, made["drama"]).said[0].why == "It was not possible: The hall is closed."


def test_every_offering_has_an_answer_with_a_next_step(sams: Cast, made: Offers) -> None:
    for offering in made.offerings.values():
        told = why(sams, offering)
        assert told.said
        assert all(s.why and s.next_step for s in told.said)
        assert told.is_possible == (told.takes is not None and told.said[0].slug.startswith("possible"))


def test_a_full_offering_is_not_proposed_and_says_that_it_is_full(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        directory.change_entry(entry=made["drama"], version=1, changes={"places": 1}, by=sams.head)
    another_in_drama(sams, made)
    assert all("Drama" not in titles(p) for p in suggested(sams).programmes)
    assert [s.slug for s in why(sams, made["drama"]).said] == ["full"]


def test_places_are_told_no_further_than_asked_and_never_above_ten(sams: Cast, made: Offers) -> None:
    another_in_drama(sams, made)
    asked = [(made["drama"].pk, t.starts, t.ends) for t in made.others] + [
        (made["cooking"].pk, made.others[0].starts, made.others[0].ends)
    ]
    with acting(as_person(sams.stranger.pk)):
        assert queries.places_left(sams.stranger, asked) == [1, 1, 1, 1]
        assert queries.places_left(sams.stranger, asked, most=5) == [1, 1, 1, 2]
    with acting(as_person(sams.head.pk)):
        directory.change_entry(entry=made["cooking"], version=1, changes={"places": 500}, by=sams.head)
    with acting(as_person(sams.stranger.pk)):
        assert queries.places_left(sams.stranger, asked, most=1000) == [1, 1, 1, 10]


def test_who_has_not_signed_in_asks_for_no_places(sams: Cast, made: Offers) -> None:
    asked = [(made["drama"].pk, made.others[0].starts, made.others[0].ends)]
    with acting(as_visitor()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        queries.places_left(sams.stranger, asked)


def test_limits_that_are_asked_for_are_kept(sams: Cast, made: Offers) -> None:
    found = suggested(sams, asked=planning.Asked(hours_a_week=3, days_a_week=1))
    assert all(m <= 180 for p in found.programmes for m in p.minutes)
    one = suggested(sams, asked=planning.Asked(terms=1)).programmes[0]
    assert len(one.minutes) == 1


def test_without_a_term_to_plan_for_it_is_said(sams: Cast, made: Offers) -> None:
    with pytest.raises(planning.CouldNot, match="No calendar") as caught:
        suggested(sams, asked=planning.Asked(since=clock.today() + timedelta(days=4000)))
    assert caught.value.trouble == "no-terms"


def test_without_an_outcome_that_is_said_instead_of_a_guess(sams: Cast) -> None:
    offers(sams)
    found = suggested(sams)
    assert found.programmes == ()
    assert any("Write these down first" in g for g in found.gaps)
    assert any("every time of the week" in g for g in found.gaps)


def test_a_wish_that_nothing_answers_to_is_named(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.sam.pk)):
        passport.add_wish(is_for=True, service="Falconry", **own(sams))
    assert suggested(sams).not_understood == ("Falconry",)


def test_who_does_not_see_the_plan_asks_in_vain(sams: Cast, made: Offers) -> None:
    for ask in (lambda: suggested(sams, "stranger"), lambda: why(sams, made["drama"], "stranger")):
        with pytest.raises(Refused, match="not shared with you"):
            ask()


def test_a_line_without_times_that_is_in_the_plan_is_not_proposed_again(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        line = actions.propose_line(
            learner=sams.learner,
            kind=LineKind.OFFERING,
            title="Drama, times to come",
            organisation=sams.college,
            offering=made["drama"],
            by=sams.head,
        )
        actions.accept_line(line=line, by=sams.head)
    assert all("Drama" not in titles(p) for p in suggested(sams).programmes)


def test_several_learners_are_one_problem_with_the_places_they_share(sams: Cast, made: Offers) -> None:
    noor = another_in_drama(sams, made)
    with acting(as_person(sams.head.pk)):
        passport.add_outcome(learner=noor, outcome=COOK, said_by=SaidBy.ORGANISATION, by=sams.head)
        found = asking(sams.head, [sams.learner, noor], planning.ANYTHING)
    assert [x.id for x in found.problem.learners] == ["L0", "L1"]
    assert {o.places for o in found.problem.offerings if o.id == f"o{made['cooking'].pk}"} == {2}
    assert check_all(by_hand(found.problem), found.problem) == ()
