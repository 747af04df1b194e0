"""Reviews, progress, how days went and flags, as each of the cast gets their pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.people import browser, granted, in_circle, member, organisation
from tests.plans.pages import at, cooking, text
from tests.plans.people import Cast, cast
from wraparound.accounts.models import Person
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.notices.models import Notice
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions
from wraparound.plans.kinds import Area, LineKind
from wraparound.plans.kinds_of_reviews import FlagKind, ReviewKind, Stage
from wraparound.plans.models import Attendee, Day, Decision, Flag, Line, Outcome, Progress, Review, Version

pytestmark = pytest.mark.django_db
WISH = "I want to work in a café"


@pytest.fixture
def sams() -> Cast:
    return cast()


def on(day: int) -> dict[str, str]:
    """A day from today, as the three boxes send it."""
    date = clock.today() + timedelta(days=day)
    return {"on-day": str(date.day), "on-month": str(date.month), "on-year": str(date.year)}


def due(day: int) -> dict[str, str]:
    return {name.replace("on", "due", 1): said for name, said in on(day).items()}


def review(sams: Cast) -> Review:
    with acting(as_person(sams.lead.pk)):
        told = {"learner": sams.learner, "organisation": sams.specialist, "by": sams.lead}
        return actions.plan_review(kind=ReviewKind.TERMLY, on=clock.today() + timedelta(days=20), **told)


def wish(sams: Cast) -> Outcome:
    with acting(as_person(sams.sam.pk)):
        return actions.add_outcome(learner=sams.learner, area=Area.EMPLOYMENT, words=WISH, by=sams.sam)


def flag(sams: Cast) -> Flag:
    with acting(as_person(sams.lead.pk)):
        told = {"owner": sams.head, "due": clock.today() + timedelta(days=3), "by": sams.lead}
        return actions.raise_flag(learner=sams.learner, kind=FlagKind.NOT_IN_PLACE, words="No lift yet", **told)


def was_partner(sams: Cast) -> Person:
    """Of a college whose grant ended."""
    before = organisation("Westside College")
    who = member(before, "Wes Was")
    in_circle(sams.learner, who, before)
    now = clock.now()
    granted(sams.learner, before, sams.sam, since=now - timedelta(days=9), until=now - timedelta(days=1))
    return who


def written(sams: Cast, of: type) -> list:
    with acting(as_person(sams.lead.pk)):
        return list(of.objects.all())


def pages_of(sams: Cast) -> list[str]:
    meeting, line, wanted, raised = review(sams), cooking(sams), wish(sams), flag(sams)
    with acting(as_person(sams.lead.pk)):
        decided = actions.decide(review=meeting, words="Try the bus", by=sams.lead)
    of_it = [at(sams, n, meeting.pk) for n in ("review", "hold", "call-off", "attendee", "notes", "decision")]
    return [
        *(at(sams, name) for name in ("reviews", "progress", "flags", "raise-flag")),
        *of_it,
        at(sams, "decision-line", meeting.pk, decided.pk),
        at(sams, "days", line.pk),
        at(sams, "note", wanted.pk),
        at(sams, "settle-flag", raised.pk),
    ]


def test_everybody_in_the_circle_reads_these_pages_and_others_find_nothing(sams: Cast) -> None:
    paths, before = pages_of(sams), was_partner(sams)
    for who in (sams.lead, sams.head, sams.mother, sams.sam):
        for path in paths:
            answer = browser(who).get(path)
            assert answer.status_code == 200, (who.name, path)
            assert not re.search(r">\s*[0-9a-f]{8}-[0-9a-f]{4}", text(answer)), path  # no id is read by anybody
    for who in (before, sams.stranger):
        assert {browser(who).get(path).status_code for path in paths} == {404}
        assert {browser(who).post(path, {"words": "x"}).status_code for path in paths} == {404}
    assert {browser().get(path).status_code for path in paths} == {302}


def test_who_has_a_grant_and_no_place_in_the_circle_reads_and_does_not_write(sams: Cast) -> None:
    cora = member(organisation("Riverside Council"), "Cora Council")
    granted(sams.learner, cora, sams.sam)
    reader = browser(cora)
    meeting = review(sams)
    page = reader.get(at(sams, "review", meeting.pk))
    assert page.status_code == 200 and "Write down a decision" not in text(page)
    assert "Plan a review" not in text(reader.get(at(sams, "reviews")))
    for name in ("hold", "call-off", "attendee", "notes", "decision"):
        assert reader.get(at(sams, name, meeting.pk)).status_code == 403
        assert reader.post(at(sams, name, meeting.pk), {"words": "x", "because": "x"}).status_code == 403
    assert {reader.get(at(sams, name)).status_code for name in ("plan-review", "raise-flag")} == {403}
    assert not written(sams, Decision)


def test_an_organisation_of_the_circle_plans_a_review_and_a_wrong_date_keeps_the_rest(sams: Cast) -> None:
    lead = browser(sams.lead)
    said = {"kind": "transition", "organisation": str(sams.specialist.public_id), "lead": "", "place": "In the café"}
    wrong = text(lead.post(at(sams, "plan-review"), {**said, **on(30), "on-month": "13"}))
    assert "There is a problem" in wrong and 'value="In the café"' in wrong
    assert re.search(r'value="transition"[^>]*checked', wrong)
    led_to = lead.post(at(sams, "plan-review"), {**said, **on(30), "lead": str(sams.lead.public_id)})
    [made] = written(sams, Review)
    assert led_to.headers["Location"] == at(sams, "review", made.pk)
    page = text(lead.get(at(sams, "review", made.pk)))
    assert "Transition review" in page and "In the café" in page and "Lee Lead" in page


def test_a_family_asks_an_organisation_for_a_review_and_runs_none(sams: Cast) -> None:
    mother = browser(sams.mother)
    assert mother.get(at(sams, "plan-review")).status_code == 403
    assert "Plan a review" not in text(mother.get(at(sams, "reviews")))


def test_a_review_is_prepared_held_and_what_it_decided_becomes_a_line_once(sams: Cast) -> None:
    meeting, lead = review(sams), browser(sams.lead)
    wish(sams)
    page = text(lead.get(at(sams, "review", meeting.pk)))
    assert WISH in page and "Nobody noted progress since the last review" in page
    lead.post(at(sams, "attendee", meeting.pk), {"person": str(sams.mother.public_id), "was_there": "yes"})
    lead.post(at(sams, "attendee", meeting.pk), {"name": "Nurse Okoro", "was_there": "no"})
    neither = text(lead.post(at(sams, "attendee", meeting.pk), {"name": " ", "was_there": "yes"}))
    assert "Say who it was." in neither
    assert [a.name for a in written(sams, Attendee)] in (["", "Nurse Okoro"], ["Nurse Okoro", ""])
    lead.post(at(sams, "decision", meeting.pk), {"words": "Try the bus with Marlon"})
    [decided] = written(sams, Decision)
    assert "There is a problem" in text(lead.post(at(sams, "hold", meeting.pk), {"words": "She drew her day"}))
    lead.post(at(sams, "hold", meeting.pk), {"took_part": "film", "words": "She filmed her day"})
    [version] = written(sams, Version)
    assert version.reason == "review"
    to_line = at(sams, "decision-line", meeting.pk, decided.pk)
    assert 'value="Try the bus with Marlon"' in text(lead.get(to_line))
    for _press in range(2):
        lead.post(to_line, {"kind": "support", "title": "Bus training"})
    [line] = written(sams, Line)
    assert (line.kind, line.source) == (LineKind.SUPPORT, "review")
    page = text(lead.get(at(sams, "review", meeting.pk)))
    for said in ("Mia Green", "Nurse Okoro", "sent word", "Made a film", "She filmed her day", "In the plan"):
        assert said in page, said
    assert "Call the review off" not in page and "What to talk about" not in page


def test_the_agenda_names_each_part_once_with_all_that_there_is_to_say(sams: Cast) -> None:
    line, meeting = cooking(sams), review(sams)
    with acting(as_person(sams.head.pk)):
        actions.comment_on_line(line=line, words="Who comes along?", asks=True, by=sams.head)
    page = text(browser(sams.lead).get(at(sams, "review", meeting.pk)))
    assert page.count("Level 1 catering") == 1 and at(sams, "line", line.pk) in page
    assert "A question is open" in page and "Something is not settled" in page


def test_a_review_is_called_off_with_a_reason_that_stands_on_its_page(sams: Cast) -> None:
    meeting, lead = review(sams), browser(sams.lead)
    assert "There is a problem" in text(lead.post(at(sams, "call-off", meeting.pk), {"because": " "}))
    lead.post(at(sams, "call-off", meeting.pk), {"because": "Sam is ill"})
    page = text(lead.get(at(sams, "review", meeting.pk)))
    assert "Called off: Sam is ill" in page and "Write down a decision" not in page
    answer = text(lead.post(at(sams, "hold", meeting.pk), {"took_part": "there", "words": "It was good"}))
    assert "It is too late for that." in answer and "It was good" in answer


def test_two_who_write_notes_at_once_both_see_both(sams: Cast) -> None:
    meeting, lead, head = review(sams), browser(sams.lead), browser(sams.head)
    path = at(sams, "notes", meeting.pk)
    mark = re.search(r'name="mark-notes" value="([^"]*)"', text(lead.get(path))).group(1)
    assert lead.post(path, {"mark-notes": mark, "notes": "Lee's words"}).status_code in (302, 303)
    clash = head.post(path, {"mark-notes": mark, "notes": "Hanna's words"})
    assert clash.status_code == 409
    assert "Hanna&#39;s words" in text(clash) and "Lee&#39;s words" in text(clash)
    theirs = re.search(r'name="theirs-notes" value="([^"]*)"', text(clash)).group(1)
    chosen = {"mark-notes": mark, "notes": "Hanna's words", "differs": "notes", "keep-notes": "mine"}
    assert head.post(path, {**chosen, "theirs-notes": theirs}).status_code in (302, 303)
    assert "Hanna&#39;s words" in text(lead.get(at(sams, "review", meeting.pk)))


def test_progress_is_noted_in_the_name_of_who_says_it(sams: Cast) -> None:
    wanted, mother = wish(sams), browser(sams.mother)
    path = at(sams, "note", wanted.pk)
    wrong = text(mother.post(path, {"way": "family", "words": "She made tea"}))
    assert "There is a problem" in wrong and "She made tea" in wrong
    mother.post(path, {"way": "family", "stage": "start", "words": "She made tea"})
    mother.post(path, {"way": "learner", "stage": "view", "words": "Not hers to say"})
    assert [(p.stage, p.said_by) for p in written(sams, Progress)] == [("start", SaidBy.FAMILY)]
    page = text(browser(sams.head).get(at(sams, "progress")))
    assert page.index(WISH) < page.index("Where the learner began") < page.index("She made tea")
    assert "Nobody has written down where" not in page


def test_progress_is_shown_to_whom_outcomes_are_open_and_to_nobody_else(sams: Cast) -> None:
    plans_only = organisation("Plans Only Service")
    who = member(plans_only, "Paul Plan")
    in_circle(sams.learner, who, plans_only)
    granted(sams.learner, plans_only, sams.sam, [Category.IDENTITY, Category.PLAN])
    wanted = wish(sams)
    with acting(as_person(sams.sam.pk)):
        told = {"words": "I made tea", "said_by": SaidBy.LEARNER, "by": sams.sam}
        actions.note_progress(outcome=wanted, stage=Stage.START, **told)
    assert {browser(who).get(at(sams, *p)).status_code for p in (("progress",), ("note", wanted.pk))} == {404}
    plan = text(browser(who).get(at(sams, "plan")))
    assert WISH not in plan and "Progress" not in plan
    assert "Nothing is written here yet" not in plan  # that there is nothing would be a lie


def test_a_day_is_told_in_one_go_and_two_missed_days_become_a_flag_once(sams: Cast) -> None:
    line, head = cooking(sams), browser(sams.head)
    path = at(sams, "days", line.pk)
    way = {"way": f"organisation.{sams.college.public_id}"}
    assert "Say whether they came, how it went, or both." in text(head.post(path, {**way, **on(0)}))
    later = text(head.post(path, {**way, **on(1), "came": "no", "words": "Overslept"}))
    assert "This day is still to come." in later and "Overslept" in later
    for day in (-2, -1, 0):
        head.post(path, {**way, **on(day), "came": "no"})
    assert len(written(sams, Day)) == 3
    [raised] = written(sams, Flag)
    assert raised.kind == FlagKind.MISSED
    page = text(head.get(path))
    assert page.count("did not come") == 3
    assert "Missed several times" in text(head.get(at(sams, "flags")))


def test_a_flag_has_an_owner_and_a_day_and_says_what_was_done(sams: Cast) -> None:
    lead = browser(sams.lead)
    said = {"kind": "other", "words": "She went home early", "owner": str(sams.head.public_id)}
    assert "There is a problem" in text(lead.post(at(sams, "raise-flag"), {**said, **due(5), "owner": ""}))
    lead.post(at(sams, "raise-flag"), {**said, **due(-1)})
    [raised] = written(sams, Flag)
    page = text(lead.get(at(sams, "flags")))
    assert "Hanna Head looks at it by" in page and "That day is past." in page
    path = at(sams, "settle-flag", raised.pk)
    assert "Say what was done." in text(lead.post(path, {"how": ""}))
    lead.post(path, {"how": "We spoke with her"})
    page = text(lead.get(at(sams, "flags")))
    assert "We spoke with her" in page and "looks at it by" not in page


def test_an_open_flag_stands_at_the_top_of_the_plan_with_its_owner_and_day_until_it_is_settled(sams: Cast) -> None:
    wish(sams)
    raised = flag(sams)
    page = text(browser(sams.mother).get(at(sams, "plan")))
    assert page.index("No lift yet") < page.index("Hanna Head looks at it by") < page.index(WISH)
    with acting(as_person(sams.head.pk)):
        actions.settle_flag(flag=raised, how="There is a lift", by=sams.head)
    assert "No lift yet" not in text(browser(sams.mother).get(at(sams, "plan")))


def test_a_planned_review_is_given_another_date_way_and_lead_and_its_page_keeps_what_was(sams: Cast) -> None:
    row = review(sams)
    lead, path = browser(sams.lead), at(sams, "change-review", row.pk)
    page = text(lead.get(path))
    marks = dict(re.findall(r'name="(mark-[a-z]+)" value="([0-9a-f]+)"', page))
    said = {"kind": "termly", "way": "online", "place": "At home", "lead": str(sams.lead.public_id)}
    assert "There is a problem" in text(lead.post(path, {**said, **marks, **on(30), "on-month": "x"}))
    assert lead.post(path, {**said, **marks, **on(30)}).status_code == 302
    page = text(browser(sams.mother).get(at(sams, "review", row.pk)))
    assert "Online" in page and "Lee Lead" in page and "What changed" in page
    # Somebody who had opened the form before sees both
    both = lead.post(path, {**said, **marks, **on(40), "way": "in-person"})
    assert both.status_code == 409 and "Online" in text(both) and "In person" in text(both)
    for who in (sams.sam, sams.mother):
        with acting(as_person(who.pk)):
            assert "review-changed" in set(Notice.objects.filter(person=who).values_list("kind", flat=True))
    lead.post(at(sams, "call-off", row.pk), {"because": "The bus does not go"})
    assert lead.post(path, {**said, **on(50)}).status_code == 200  # too late: said on the page
    with acting(as_person(sams.lead.pk)):
        assert Review.objects.get().on == clock.today() + timedelta(days=30)
    with acting(as_person(sams.sam.pk)):
        assert "review-off" in set(Notice.objects.filter(person=sams.sam).values_list("kind", flat=True))


def test_a_review_whose_day_is_past_says_so(sams: Cast) -> None:
    with acting(as_person(sams.lead.pk)):
        told = {"learner": sams.learner, "organisation": sams.specialist, "by": sams.lead}
        row = actions.plan_review(kind=ReviewKind.TERMLY, on=clock.today() - timedelta(days=1), **told)
    lead = browser(sams.lead)
    for path in (at(sams, "reviews"), at(sams, "review", row.pk)):
        assert "That day is past." in text(lead.get(path))
    with acting(as_person(sams.lead.pk)):
        actions.change_review(review=row, wanted={"on": clock.today()}, seen={}, by=sams.lead)
    assert "That day is past." not in text(lead.get(at(sams, "reviews")))
