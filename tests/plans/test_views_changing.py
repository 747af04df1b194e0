"""Changing a line: kept as it is typed, saved all at once, two at the same field, suggested to others."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest

from tests.people import browser, granted, in_circle, member, organisation, person
from tests.plans.pages import FRIDAY, MONDAY, at, cooking, now, text
from tests.plans.people import Cast, cast
from wraparound.accounts.roles import CirclePart
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.plans import actions, fields, queries
from wraparound.plans.kinds import LineKind
from wraparound.plans.models import Line

pytestmark = pytest.mark.django_db


@pytest.fixture
def sams() -> Cast:
    return cast()


def kept(client, sams: Cast, line: Line, field: str, **said: object):
    """What htmx sends when a field was typed in; redirects are followed as a browser would."""
    return client.post(at(sams, "keep", line.pk, field), said, follow=True, headers={"HX-Request": "true"})


def test_a_field_is_kept_as_it_is_typed_and_the_answer_has_a_new_mark_and_key(sams: Cast) -> None:
    line = cooking(sams)
    answer = kept(browser(sams.head), sams, line, "details", **{"details": "Two days", "mark-details": fields.mark("")})
    assert now(sams, line).details == "Two days"
    assert "Kept at" in text(answer)
    assert fields.mark("Two days") in text(answer)
    assert 'name="form_key"' in text(answer)
    assert "<html" not in text(answer)


def test_sent_twice_with_one_key_a_field_is_kept_once(sams: Cast) -> None:
    line = cooking(sams)
    client, key = browser(sams.head), str(uuid4())
    said = {"form_key": key, "title": "Cooking", "mark-title": fields.mark("Level 1 catering")}
    for _ in range(2):
        assert "Kept at" in text(kept(client, sams, line, "title", **said))
    with acting(as_person(sams.head.pk)):
        steps = [s for s in queries.history(sams.head, sams.learner, line.pk) if s.field == "title"]
    assert [s.value for s in steps] == ["Cooking", "Level 1 catering"]


def test_what_is_wrong_is_said_and_not_kept(sams: Cast) -> None:
    line, client = cooking(sams), browser(sams.head)
    marks = fields.marks(line, fields.LINE)
    wrong = {
        "title": {"title": "  "},
        "sessions": {"sessions": "whenever"},
        "ends": {"ends-day": "1", "ends-month": "1", "ends-year": "2026"},
        "starts": {"starts-day": "31", "starts-month": "", "starts-year": ""},
        "outcomes": {},
    }
    for field, said in wrong.items():
        answer = kept(client, sams, line, field, **said, **{f"mark-{field}": marks[field]})
        if field != "outcomes":
            assert "Not kept yet" in text(answer), field
    assert fields.marks(now(sams, line), fields.LINE) == marks


def test_two_who_type_in_one_field_see_both_texts_and_choose(sams: Cast) -> None:
    with acting(as_person(sams.mother.pk)):
        line = actions.propose_line(learner=sams.learner, kind=LineKind.SUPPORT, title="Bus", by=sams.mother)
    mother, head, seen = browser(sams.mother), browser(sams.head), fields.mark("")
    kept(head, sams, line, "details", **{"details": "By minibus", "mark-details": seen})
    clash = text(kept(mother, sams, line, "details", **{"details": "By train", "mark-details": seen}))
    assert "Hanna Head changed this while you were writing" in clash
    assert "By minibus" in clash and "By train" in clash
    assert now(sams, line).details == "By minibus"
    # typing on does not overwrite the other by chance
    again = text(kept(mother, sams, line, "details", **{"details": "By train!", "mark-details": seen}))
    assert "Choose what to keep" in again
    kept(mother, sams, line, "details", **{"details": "By train!", "mark-details": fields.mark("By minibus")})
    assert now(sams, line).details == "By train!"


def test_the_mark_that_comes_back_is_of_what_was_saved(sams: Cast) -> None:
    """Else somebody who was faster in between would be overwritten unseen."""
    line, client = cooking(sams), browser(sams.head)
    said = {"details": "Mine", "mark-details": fields.mark("")}
    saved = client.post(at(sams, "keep", line.pk, "details"), said, headers={"HX-Request": "true"})
    with acting(as_person(sams.head.pk)):
        actions.change_line(line=line, wanted={"details": "Theirs"}, seen={}, by=sams.head)
    answer = client.get(saved.headers["Location"], headers={"HX-Request": "true"})
    assert fields.mark("Mine") in text(answer) and fields.mark("Theirs") not in text(answer)


def whole_form(page: str) -> dict[str, object]:
    """All that a browser would send of the form that saves all."""
    form = re.search(r"<form method=\"post\"[^>]*data-wr-keeps.*?</form>", page, re.DOTALL)[0]
    said: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            said[name[1]] = value[1] if value else ""
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        said[name] = value.strip()
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        picked = re.search(r'value="([^"]*)" selected', options)
        said[name] = picked[1] if picked else ""
    return {k: v for k, v in said.items() if k != "csrfmiddlewaretoken"}


def test_without_script_one_button_saves_all_and_leaves_what_others_changed_meanwhile(sams: Cast) -> None:
    line, client = cooking(sams, sessions=[[570, 900]]), browser(sams.head)
    said = whole_form(text(client.get(at(sams, "change", line.pk))))
    with acting(as_person(sams.head.pk)):
        actions.change_line(line=line, wanted={"place": "Kitchen 2"}, seen={}, by=sams.head)
    answer = client.post(at(sams, "change", line.pk), {**said, "details": "Three days", "title": "Cooking"})
    assert answer.headers["Location"] == at(sams, "line", line.pk)
    after = now(sams, line)
    assert (after.title, after.details, after.place) == ("Cooking", "Three days", "Kitchen 2")
    assert (after.sessions, after.starts, after.organisation_id) == ([[570, 900]], MONDAY, sams.college.pk)


def test_without_script_a_clash_shows_both_and_keeps_what_else_was_typed(sams: Cast) -> None:
    line, client = cooking(sams), browser(sams.head)
    said = whole_form(text(client.get(at(sams, "change", line.pk))))
    with acting(as_person(sams.head.pk)):
        actions.change_line(line=line, wanted={"details": "Theirs", "title": "Their title"}, seen={}, by=sams.head)
    mine = {**said, "details": "Mine", "title": "My title", "place": "Hall"}
    page = client.post(at(sams, "change", line.pk), mine)
    assert page.status_code == 409
    for words in ("Theirs", "Mine", "Their title", "My title", 'value="Hall"'):
        assert words in text(page)
    chosen = {"differs": ["details", "title"], "theirs-details": fields.mark("Theirs")}
    chosen |= {"theirs-title": fields.mark("Their title"), "keep-details": "mine"}
    undecided = client.post(at(sams, "change", line.pk), {**mine, **chosen})
    assert undecided.status_code == 409 and now(sams, line).details == "Theirs"
    client.post(at(sams, "change", line.pk), {**mine, **chosen, "keep-title": "theirs"})
    after = now(sams, line)
    assert (after.details, after.title, after.place) == ("Mine", "Their title", "Hall")


def test_what_somebody_else_changed_is_told_once_and_in_words(sams: Cast) -> None:
    line = cooking(sams)
    with acting(as_person(sams.lead.pk)):
        since = queries.last_change(sams.lead, line)
    lead, path = browser(sams.lead), at(sams, "changed", line.pk, since)
    assert lead.get(path).status_code == 204
    with acting(as_person(sams.head.pk)):
        actions.change_line(line=line, wanted={"lead": sams.head, "ends": date(2027, 3, 26)}, seen={}, by=sams.head)
        newest = queries.last_change(sams.head, line)
    page = lead.get(path)
    assert "Hanna Head: Who leads is now" in text(page) and "26 March 2027" in text(page)
    assert lead.get(path, {"shown": newest}).status_code == 204
    assert browser(sams.head).get(path).status_code == 204  # one's own changes are no news


def test_who_may_not_change_a_line_suggests_and_its_organisation_takes_or_says_why_not(sams: Cast) -> None:
    line, lead, head = cooking(sams), browser(sams.lead), browser(sams.head)
    assert lead.post(at(sams, "keep", line.pk, "title"), {"title": "x"}).status_code == 403
    wanted = {"ends-day": "26", "ends-month": "3", "ends-year": "2027", "why": "Until Easter"}
    lead.post(at(sams, "suggest", line.pk, "ends"), wanted)
    lead.post(at(sams, "suggest", line.pk, "place"), {"place": "Hall", "why": ""})
    page = text(head.get(at(sams, "line", line.pk)))
    assert "26 March 2027" in page and "Until Easter" in page
    with acting(as_person(sams.head.pk)):
        from wraparound.plans.queries import talk

        waiting = {s.field: s.id for s in talk.suggestions(sams.head, line, {})}
    assert lead.post(at(sams, "refuse-suggestion", line.pk, waiting["place"]), {"because": "no"}).status_code == 403
    lead.post(at(sams, "take-suggestion", line.pk, waiting["ends"]))
    assert now(sams, line).ends == FRIDAY  # refused, with words on the page
    head.post(at(sams, "take-suggestion", line.pk, waiting["ends"]))
    lead.post(at(sams, "suggest", line.pk, "starts"), {"starts-day": "1", "starts-month": "9", "starts-year": "2028"})
    with acting(as_person(sams.head.pk)):
        late = next(s.id for s in talk.suggestions(sams.head, line, {}) if s.field == "starts")
    assert "ends after it starts" in text(head.post(at(sams, "take-suggestion", line.pk, late), follow=True))
    nothing = head.post(at(sams, "refuse-suggestion", line.pk, waiting["place"]), {"because": ""})
    assert "Say why" in text(nothing)
    head.post(at(sams, "refuse-suggestion", line.pk, waiting["place"]), {"because": "The hall is full"})
    assert now(sams, line).ends == date(2027, 3, 26)
    assert "Not taken: The hall is full" in text(lead.get(at(sams, "line", line.pk)))


def test_who_leads_and_cannot_be_chosen_any_more_stays_when_somebody_saves(sams: Cast) -> None:
    line, gone = cooking(sams), person("Gone Away")
    with acting(as_person(sams.head.pk)):
        Line.objects.filter(pk=line.pk).update(lead=gone, changed_by=sams.head)
    client, path = browser(sams.head), at(sams, "change", line.pk)
    said = whole_form(text(client.get(path)))
    assert said["lead"] == "as-it-is" and "Gone Away" in text(client.get(path))
    client.post(path, {**said, "details": "Two days"})
    assert (now(sams, line).details, now(sams, line).lead_id) == ("Two days", gone.pk)
    client.post(path, {**whole_form(text(client.get(path))), "lead": str(sams.head.public_id)})
    assert now(sams, line).lead_id == sams.head.pk


def test_what_a_line_comes_after_and_is_not_open_to_somebody_stays_when_they_save(sams: Cast) -> None:
    cafe = organisation("The Corner Café")
    kim, line = member(cafe, "Kim"), cooking(sams, organisation=None)
    in_circle(sams.learner, kim, cafe, CirclePart.SUPPORT)
    granted(sams.learner, cafe, sams.sam, [Category.IDENTITY, Category.PLAN])
    with acting(as_person(sams.head.pk)):
        told = {"learner": sams.learner, "by": sams.head}
        hidden = actions.propose_line(kind=LineKind.PLACEMENT, title="Secret placement", **told)
        seen = actions.propose_line(kind=LineKind.SUPPORT, title="Bus", **told)
        actions.change_line(line=line, wanted={"after": [hidden.pk, seen.pk]}, seen={}, by=sams.head)
    client, path = browser(kim), at(sams, "change", line.pk)
    page = text(client.get(path))
    assert "Secret placement" not in page and str(hidden.pk) not in page
    client.post(path, {**whole_form(page), "details": "Two days"})
    assert (now(sams, line).details, now(sams, line).after) == ("Two days", [hidden.pk, seen.pk])
