"""Reviews, progress, how days went, and the flags that follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.plans.people import Cast, cast
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, flags, queries
from wraparound.plans.agenda import About
from wraparound.plans.flags import DayFacts
from wraparound.plans.kinds import Area, LineKind, Source
from wraparound.plans.kinds_of_reviews import Face, FlagKind, ReviewKind, Stage, TookPart
from wraparound.plans.models import Flag, Line, Outcome, Review, Version
from wraparound.plans.policy import Refused

pytestmark = pytest.mark.django_db
SOON = timedelta(days=30)


@pytest.fixture
def sams() -> Cast:
    return cast()


def work(sams: Cast) -> Outcome:
    return actions.add_outcome(learner=sams.learner, area=Area.EMPLOYMENT, words="Work in a café", by=sams.sam)


def taster(sams: Cast, kind: LineKind = LineKind.TASTER) -> Line:
    said = {"title": "Tuesdays at Northside", "organisation": sams.college, "lead": sams.head}
    return actions.propose_line(learner=sams.learner, kind=kind, by=sams.head, **said)


def review(sams: Cast, kind: ReviewKind = ReviewKind.TERMLY) -> Review:
    told = {"learner": sams.learner, "organisation": sams.specialist, "by": sams.lead}
    return actions.plan_review(kind=kind, on=clock.today() + SOON, **told)


def test_the_agenda_begins_with_what_the_learner_said_and_is_made_from_the_plan(sams: Cast) -> None:
    with acting(as_person(sams.sam.pk)):
        wish = work(sams)
    with acting(as_person(sams.head.pk)):
        line = taster(sams)
        actions.comment_on_line(line=line, words="Who comes along?", asks=True, by=sams.head)
    with acting(as_person(sams.sam.pk)):
        from wraparound.plans.kinds import Answer

        actions.reply_to_line(line=line, answer=Answer.NOT_YET, said_by=SaidBy.LEARNER, by=sams.sam)
    with acting(as_person(sams.lead.pk)):
        items = queries.talk_about(sams.lead, sams.learner, review(sams))
    assert [i.about for i in items] == [About.LEARNER_SAID, About.NO_NEWS, About.QUESTION, About.TROUBLE]
    assert items[0].slugs == ("learner-not-yet",)
    assert items[1].row == wish.pk


def test_progress_since_the_last_review_is_told_apart_from_none(sams: Cast) -> None:
    with acting(as_person(sams.sam.pk)):
        wish = work(sams)
        told = {"outcome": wish, "said_by": SaidBy.LEARNER, "by": sams.sam}
        actions.note_progress(stage=Stage.START, words="I made tea", **told)
        [note] = queries.progress(sams.sam, sams.learner)[wish.pk]
        assert (note.stage, note.words, note.who) == (Stage.START, "I made tea", "Sam Green")
        assert queries.outcomes_without_start(sams.sam, [wish]) == []
    with acting(as_person(sams.lead.pk)):
        assert About.PROGRESS in {i.about for i in queries.talk_about(sams.lead, sams.learner, review(sams))}
        with pytest.raises(Refused, match="not for you to say"):
            actions.note_progress(outcome=wish, stage=Stage.VIEW, words="x", said_by=SaidBy.LEARNER, by=sams.lead)


def test_a_review_says_how_the_learner_took_part_and_keeps_the_plan_as_it_stood(sams: Cast) -> None:
    with acting(as_person(sams.lead.pk)):
        planned = review(sams)
        taster_line = actions.propose_line(learner=sams.learner, kind=LineKind.TASTER, title="Try it", by=sams.lead)
        actions.add_attendee(review=planned, person=sams.mother, by=sams.lead)
        actions.add_attendee(review=planned, name="Nurse Okoro", was_there=False, by=sams.lead)
        with pytest.raises(Refused, match="say who"):
            actions.add_attendee(review=planned, by=sams.lead)
        held = actions.hold_review(review=planned, took_part=TookPart.FILM, words="Three minutes", by=sams.lead)
        [version] = Version.objects.filter(learner=sams.learner)
        assert version.reason == "review"
        assert str(taster_line.pk) in queries.content(sams.lead, version)
        decision = actions.decide(review=held, words="A taster each Tuesday", by=sams.lead)
        line = actions.make_line_of_decision(decision=decision, kind=LineKind.TASTER, by=sams.lead)
        assert (line.title, line.source) == ("A taster each Tuesday", Source.REVIEW)
        with pytest.raises(Refused, match="already"):
            actions.make_line_of_decision(decision=decision, kind=LineKind.TASTER, by=sams.lead)
        with pytest.raises(Refused, match="too late"):
            actions.cancel_review(review=held, because="ill", by=sams.lead)
        assert [a.name or a.person.name for a in held.attendees.select_related("person")] == [
            "Mia Green",
            "Nurse Okoro",
        ]


def test_a_missed_taster_is_a_flag_for_the_one_who_leads_it_once(sams: Cast) -> None:
    with acting(as_person(sams.head.pk)):
        line = taster(sams)
        told = {"line": line, "came": False, "said_by": SaidBy.ORGANISATION, "by": sams.head}
        actions.say_how_it_went(on=clock.today(), **told)
        actions.say_how_it_went(on=clock.today() - timedelta(days=1), **told)
        [flag] = queries.flags(sams.head, sams.learner)
        assert (flag.kind, flag.owner) == (FlagKind.MISSED_TASTER, sams.head)
        with pytest.raises(Refused, match="what was done"):
            actions.settle_flag(flag=flag, how=" ", by=sams.head)
        actions.settle_flag(flag=flag, how="We phoned. The bus did not come.", by=sams.head)
        assert not queries.flags(sams.head, sams.learner)
        assert Flag.objects.count() == 1
        with pytest.raises(Refused, match="still to come"):
            actions.say_how_it_went(on=clock.today() + timedelta(days=1), **told)


def test_what_the_learner_says_of_a_day_comes_before_what_others_say(sams: Cast) -> None:
    with acting(as_person(sams.sam.pk)):
        line = actions.propose_line(learner=sams.learner, kind=LineKind.OFFERING, title="Cooking", by=sams.sam)
        told = {"line": line, "on": clock.today()}
        actions.say_how_it_went(face=Face.BAD, said_by=SaidBy.LEARNER, by=sams.sam, **told)
    with acting(as_person(sams.mother.pk)):
        actions.say_how_it_went(face=Face.GOOD, came=True, said_by=SaidBy.FAMILY, by=sams.mother, **told)
        [day] = queries.days_of_line(sams.mother, line)
        assert (day.face, day.came) == (Face.BAD, True)


MONDAY = date(2026, 9, 7)


def day(number: int, came: bool | None = True, face: Face | None = None) -> DayFacts:
    return DayFacts(MONDAY + timedelta(days=number), came, face)


@pytest.mark.parametrize(
    ("days", "kind", "flag"),
    [
        ([], "offering", None),
        ([day(1, came=False)], "offering", None),
        ([day(1, came=False)], "taster", FlagKind.MISSED_TASTER),
        ([day(1, came=False), day(2, came=False)], "offering", FlagKind.MISSED),
        ([day(1, face=Face.BAD), day(2), day(3, face=Face.BAD)], "offering", FlagKind.WOBBLE),
        ([day(1, face=Face.BAD), day(2, face=Face.SO_SO)], "offering", None),
        ([day(1, came=False), *(day(n) for n in range(2, 7)), day(8, came=False)], "offering", None),  # long ago
    ],
)
def test_which_flag_follows(days: list[DayFacts], kind: str, flag: FlagKind | None) -> None:
    assert flags.follows(days, kind) == flag
