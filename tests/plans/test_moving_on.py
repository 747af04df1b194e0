"""Pathways, leavers, destinations, and lines that pass to a successor."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests import people
from tests.plans.people import Cast, cast
from wraparound.accounts.roles import MemberRole, OrganisationKind
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, pathways, queries
from wraparound.plans.kinds import LineKind
from wraparound.plans.kinds_of_reviews import DestinationKind, ReviewKind, When
from wraparound.plans.models import Change, Line
from wraparound.plans.pathways import Faulty, Stretch
from wraparound.plans.policy import Refused

pytestmark = pytest.mark.django_db

TERMS = [
    Stretch(date(2026, 9, 7), date(2026, 12, 18)),
    Stretch(date(2027, 1, 5), date(2027, 3, 26)),
    Stretch(date(2027, 4, 12), date(2027, 7, 16)),
    Stretch(date(2027, 9, 6), date(2027, 12, 17)),
    Stretch(date(2028, 1, 4), date(2028, 3, 31)),
    Stretch(date(2028, 4, 17), date(2028, 7, 21)),
]
STEPS = [
    {"key": "a", "kind": "taster", "title": "Try", "begins": 0, "lasts": 1},
    {"key": "b", "kind": "offering", "title": "Go", "begins": 1, "lasts": 2, "after": ["a"]},
]


@pytest.fixture
def sams() -> Cast:
    return cast()


def test_the_library_holds_the_five_pathways_of_the_field_and_each_fits_together() -> None:
    assert len(queries.library(None)) == 5
    for pathway in queries.library(None):
        assert pathways.length(pathway.steps) <= len(TERMS)
        assert pathway.guide


def test_a_pathway_becomes_lines_in_order_each_with_its_organisation(sams: Cast) -> None:
    first = queries.library(None)[0]
    mine = {OrganisationKind.SPECIALIST_COLLEGE: sams.specialist, OrganisationKind.GENERAL_FE: sams.college}
    with acting(as_person(sams.lead.pk)):
        told = {"learner": sams.learner, "pathway": first, "terms": TERMS, "organisations": mine, "by": sams.lead}
        lines = {line.title: line for line in actions.begin_pathway(**told, leave_out=["visit"])}
        assert "The family visits the new college" not in lines
        taster = lines["Tasters at the new college, 12 hours a week"]
        then = lines["The course at the general college"]
        assert (taster.starts, taster.ends, taster.minutes) == (TERMS[2].starts, TERMS[2].ends, 720)
        assert (then.organisation, then.starts) == (sams.college, TERMS[3].starts)
        assert taster.pk in then.after
        assert all("too-early" not in v.troubles for v in queries.plan_page(sams.lead, sams.learner).lines)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"begins": 0}, "begins before Try is over"),
        ({"after": ["c"]}, "comes after c, which is no step"),
        ({"key": "a"}, "the same key"),
        ({"kind": "lesson"}, "'lesson' is not a valid LineKind"),
        ({"lasts": 0}, "lasts a term or more"),
        ({"title": " "}, "has no title"),
    ],
)
def test_a_pathway_that_does_not_fit_together_is_refused_with_all_its_faults(change: dict, fault: str) -> None:
    with pytest.raises(Faulty, match=fault):
        pathways.read([STEPS[0], {**STEPS[1], **change}])


def test_an_organisation_writes_versions_of_its_own_pathway_and_nobody_elses(sams: Cast) -> None:
    told = {"name": "Our way", "words": "For cooks", "steps": STEPS}
    with acting(as_person(sams.head.pk)):
        first = actions.write_pathway(organisation=sams.college, **told, by=sams.head)
        told["name"] = "Our better way"
        second = actions.write_pathway(organisation=sams.college, **told, key=first.key, number=1, by=sams.head)
        assert (second.key, second.number) == (first.key, 2)
        with pytest.raises(Refused, match="in the meantime"):
            actions.write_pathway(organisation=sams.college, **told, key=first.key, number=1, by=sams.head)
        assert [p.name for p in queries.all_pathways(sams.head) if p.organisation] == ["Our better way"]
        assert queries.pathway(sams.head, first.key, 1).name == "Our way"
    with acting(as_person(sams.lead.pk)), pytest.raises(Refused, match="another organisation"):
        actions.write_pathway(organisation=sams.specialist, **told, key=first.key, number=2, by=sams.lead)


def test_who_leaves_within_two_years_without_a_transition_review_is_named(sams: Cast) -> None:
    with acting(as_person(sams.lead.pk)):
        on = clock.today() + timedelta(days=500)
        actions.expect_leaving(learner=sams.learner, organisation=sams.specialist, on=on, by=sams.lead)
        [leaver] = queries.two_years_ahead(sams.lead)
        assert (leaver.organisation, leaver.on, leaver.review) == ("Brook Specialist College", on, None)
        told = {"organisation": sams.specialist, "by": sams.lead}
        actions.plan_review(learner=sams.learner, kind=ReviewKind.TRANSITION, on=clock.today(), **told)
        assert queries.two_years_ahead(sams.lead)[0].review == clock.today()
        later = clock.today() + timedelta(days=800)
        actions.expect_leaving(learner=sams.learner, organisation=sams.specialist, on=later, by=sams.lead)
        assert queries.two_years_ahead(sams.lead) == []
    with acting(as_person(sams.stranger.pk)):
        assert queries.two_years_ahead(sams.stranger) == []


def test_where_somebody_is_afterwards_is_told_again_and_the_last_counts(sams: Cast) -> None:
    with acting(as_person(sams.lead.pk)):
        told = {"learner": sams.learner, "when": When.SIX_MONTHS, "by": sams.lead}
        actions.note_destination(kind=DestinationKind.LOOKING, **told)
        actions.note_destination(kind=DestinationKind.PAID_WORK, words="At the café", **told)
        kind, words, _at = queries.destinations(sams.lead, sams.learner)[When.SIX_MONTHS]
        assert (kind, words) == (DestinationKind.PAID_WORK, "At the café")


def test_support_now_stands_beside_support_then(sams: Cast) -> None:
    first = queries.library(None)[0]
    with acting(as_person(sams.lead.pk)):
        told = {"learner": sams.learner, "pathway": first, "terms": TERMS, "organisations": {}, "by": sams.lead}
        actions.begin_pathway(**told)
        rows = queries.now_and_then(sams.lead, sams.learner, date(2026, 10, 1), date(2027, 10, 1))
        told_rows = [(r.kind, r.now and r.now.line.title, r.then and r.then.line.title) for r in rows]
        assert told_rows == [
            (LineKind.OFFERING, "The programme at the specialist college", "The course at the general college"),
            (LineKind.SUPPORT, None, "The specialist college stays in reach"),
            (LineKind.HANDOVER, None, "Staff who know the learner come along"),
        ]


def test_lines_pass_to_a_successor_without_the_administrator_seeing_the_plan(sams: Cast) -> None:
    admin = people.member(sams.college, "Ada Admin", MemberRole.ORGANISATION_ADMIN)
    next_head = people.member(sams.college, "Nia Next", MemberRole.HEAD_OF_INCLUSION)
    with acting(as_person(sams.head.pk)):
        said = {"organisation": sams.college, "lead": sams.head, "deputy": next_head}
        line = actions.propose_line(learner=sams.learner, kind=LineKind.TASTER, title="Tuesdays", by=sams.head, **said)
        told = {"line": line, "on": clock.today(), "came": False, "said_by": SaidBy.ORGANISATION, "by": sams.head}
        actions.say_how_it_went(**told)
    told = {"organisation": sams.college, "leaver": sams.head, "successor": next_head}
    with acting(as_person(sams.stranger.pk)):
        assert queries.lines_led(sams.stranger, sams.college, sams.head) == 0
        with pytest.raises(DatabaseError, match="only who administers"), transaction.atomic():
            actions.pass_on_lines(**told, by=sams.stranger)
    with acting(as_person(admin.pk)):
        assert Line.objects.count() == 0
        assert queries.lines_led(admin, sams.college, sams.head) == 2
        assert actions.pass_on_lines(**told, by=admin) == 2
    with acting(as_person(sams.sam.pk)):
        now = Line.objects.get(pk=line.pk)
        assert (now.lead_id, now.deputy_id) == (next_head.pk, None)
        assert Change.objects.filter(row=line.pk, field="lead").order_by("order").last().by_id == admin.pk
