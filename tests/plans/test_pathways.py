"""An organisation's own pathways: written step by step, put into use as versions, taken over, begun, retired."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests import people
from tests.people import browser
from tests.plans.pages import at, text
from tests.plans.people import Cast, cast
from wraparound.accounts.roles import MemberRole
from wraparound.core.database.scope import acting, as_person, as_visitor
from wraparound.core.decisions import Stale
from wraparound.plans import actions, pathways
from wraparound.plans.kinds_of_pathways import OpenTo
from wraparound.plans.models import Line, Pathway, PathwayDraft
from wraparound.plans.pathways import Stretch
from wraparound.plans.policy import Refused
from wraparound.plans.queries import pathways as queries

pytestmark = pytest.mark.django_db
TERMS = [Stretch(date(2027, month, 1), date(2027, month + 2, 28)) for month in (1, 4, 7, 10)]
TRY = {"title": "Try", "kind": "taster", "begins": "1", "lasts": "1", "minutes": "720", "by": "general-fe"}
STAFF = "buccal-midazolam-trained-staff"
GO = {"title": "Go", "kind": "offering", "begins": "2", "lasts": "2"}


@pytest.fixture
def sams() -> Cast:
    return cast()


def draft(sams: Cast, *steps: dict[str, Any]) -> PathwayDraft:
    """A draft of Sam's college with these steps."""
    with acting(as_person(sams.head.pk)):
        made = actions.begin_draft(organisation=sams.college, name="Our way", words="For cooks", by=sams.head)
        for step in steps or ({"kind": "taster", "title": "Try", "begins": 0, "lasts": 1},):
            actions.write_step(draft=made, step=step, by=sams.head)
        return PathwayDraft.objects.get(pk=made.pk)


def in_use(sams: Cast, open_to: OpenTo = OpenTo.OWN) -> Pathway:
    made = draft(sams)
    with acting(as_person(sams.head.pk)):
        words = {"name": "Our way", "words": "For cooks", "guide": "", "reassurance": "Ana stays with you."}
        told = {"draft": made, "version": 1, "by": sams.head}
        actions.change_draft(wanted={**words, "open_to": open_to}, **told)
        return actions.put_into_use(draft=made, by=sams.head)


def test_a_pathway_is_written_from_nothing_moved_mended_and_put_into_use_without_script(sams: Cast) -> None:
    head = browser(sams.head)
    new = reverse("plans:new-pathway")
    assert "There is a problem" in text(head.post(new, {"name": "Our way"}))
    organisation = str(sams.college.public_id)
    at_draft = head.post(new, {"organisation": organisation, "name": "Our way", "words": "For cooks"})["Location"]
    assert "There is no step yet." in text(head.get(at_draft))
    steps = f"{at_draft}steps/"
    wrong = text(head.post(steps, {**GO, "lasts": "0", "details": "In the kitchen"}))
    assert "There is a problem" in wrong and "In the kitchen" in wrong
    said = {**TRY, "need": STAFF, "lead": "Job coach", "reassurance": "Ana comes along."}
    assert head.post(steps, said).status_code == 302
    with acting(as_person(sams.head.pk)):
        [first] = PathwayDraft.objects.get().steps
    head.post(steps, {**GO, "after": [first["key"]]})
    page = text(head.get(at_draft))
    assert "<svg" in page and "Job coach" in page and "12 hours a week" in page
    head.post(f"{steps}{first['key']}/move/", {"do": "later"})
    assert "Go: begins before Try is over." in text(head.get(at_draft))
    assert "begins before" in text(head.post(f"{at_draft}use/", follow=True))
    head.post(f"{steps}{first['key']}/move/", {"do": "earlier"})
    head.post(f"{steps}{first['key']}/move/", {"do": "out"})
    page = text(head.get(at_draft))
    assert "Put it back" in page and "Go: comes after Try, which is no step." in page
    head.post(f"{steps}{first['key']}/move/", {"do": "back"})
    page = text(head.post(f"{at_draft}use/", follow=True))
    assert "It is in use." in page and "Ana comes along." in page
    assert head.get(at_draft).status_code == 404
    with acting(as_person(sams.head.pk)):
        [step] = [s for s in queries.pathway(sams.head, Pathway.objects.get().key).steps if s.key == first["key"]]
    assert (step.needs, step.lead, step.minutes) == ((STAFF,), "Job coach", 720)


def test_two_who_change_one_step_at_once_see_both_and_different_steps_do_not_meet(sams: Cast) -> None:
    told = {"kind": "taster", "lasts": 1, "begins": 0}
    made = draft(sams, {**told, "title": "One"}, {**told, "title": "Two"})
    one, two = made.steps
    head, path = browser(sams.head), reverse("plans:step", args=[made.pk, one["key"]])
    sent = {**TRY, "version": "1"}
    head.post(path, {**sent, "title": "One, by a colleague"})
    assert head.post(reverse("plans:step", args=[made.pk, two["key"]]), {**sent, "title": "Two"}).status_code == 302
    both = head.post(path, {**sent, "title": "One, by me"})
    assert both.status_code == 409
    assert "One, by a colleague" in text(both) and "One, by me" in text(both)
    chosen = {**sent, "title": "One, by me", "seen_version": "2", "differs": "title", "keep-title": "mine"}
    assert head.post(path, chosen).status_code == 302
    with acting(as_person(sams.head.pk)):
        assert [s["title"] for s in PathwayDraft.objects.get().steps] == ["One, by me", "Two"]
        words = {"name": "A", "words": "B", "guide": "", "reassurance": "", "open_to": OpenTo.OWN}
        actions.change_draft(draft=made, wanted=words, version=1, by=sams.head)
        with pytest.raises(Stale):
            actions.change_draft(draft=made, wanted=words, version=1, by=sams.head)


def test_a_plan_stays_with_the_version_it_began_from_and_says_that_there_is_a_newer_one(sams: Cast) -> None:
    first = in_use(sams)
    with acting(as_person(sams.head.pk)):
        view = queries.pathway(sams.head, first.key)
        lines = actions.begin_pathway(learner=sams.learner, pathway=view, terms=TERMS, organisations={}, by=sams.head)
        again = actions.begin_draft(organisation=sams.college, of=view, by=sams.head)
        assert actions.begin_draft(organisation=sams.college, of=view, by=sams.head).pk == again.pk
        actions.write_step(
            draft=again, step={"kind": "support", "title": "More", "begins": 1, "lasts": 1}, by=sams.head
        )
        assert actions.put_into_use(draft=again, by=sams.head).number == 2
        [begun] = queries.begun(sams.head, sams.learner)
        assert (begun.number, begun.newest) == (1, 2)
        assert queries.reassurance(sams.head, sams.learner)[0] == ["Ana stays with you."]
        assert [line.title for line in Line.objects.all()] == [line.title for line in lines] == ["Try"]
        assert not queries.can_begin(sams.head, view)
    head = browser(sams.head)
    assert "There is a newer one: version 2" in text(head.get(at(sams, "choose-pathway")))
    assert "There is a newer version." in text(head.get(reverse("plans:pathway-version", args=[first.key, 1])))
    assert "Ana stays with you." in text(head.get(at(sams, "now-and-then")))


@pytest.mark.parametrize("open_to", list(OpenTo))
def test_a_pathway_is_read_by_its_organisation_by_partners_or_by_everybody(sams: Cast, open_to: OpenTo) -> None:
    made = in_use(sams, open_to)
    path = reverse("plans:pathway", args=[made.key])
    seen = [browser(who).get(path).status_code == 200 for who in (sams.head, sams.stranger, None)]
    assert seen == [True, open_to is not OpenTo.OWN, open_to is OpenTo.EVERYBODY]


def test_another_organisation_copies_it_changes_the_copy_alone_and_never_the_pathway(sams: Cast) -> None:
    made = in_use(sams, OpenTo.PARTNERS)
    path = reverse("plans:write-pathway", args=[made.key, 1])
    lead = browser(sams.lead)
    for wrong in (sams.college, people.organisation("Other")):
        assert lead.post(path, {"organisation": str(wrong.public_id)}).status_code == 404
    at_draft = lead.post(path, {"organisation": str(sams.specialist.public_id)})["Location"]
    lead.post(f"{at_draft}use/")
    with acting(as_person(sams.lead.pk)):
        rows = {p.organisation: p for p in queries.all_pathways(sams.lead) if p.organisation}
    assert rows["Brook Specialist College"].copied_from == "Our way"
    assert rows["Brook Specialist College"].key != made.key and rows["Northside College"].number == 1
    assert lead.post(reverse("plans:retire-pathway", args=[made.key]), {"do": "retire"}).status_code == 302
    with acting(as_visitor()):
        assert [p for p in queries.all_pathways(None) if p.organisation] == []


def test_a_retired_pathway_begins_no_plan_until_it_is_used_again(sams: Cast) -> None:
    made = in_use(sams, OpenTo.EVERYBODY)
    head = browser(sams.head)
    for do, status in (("retire", 404), ("use", 200)):
        head.post(reverse("plans:retire-pathway", args=[made.key]), {"do": do})
        assert head.get(at(sams, "begin", made.key)).status_code == status
    with acting(as_person(sams.head.pk)):
        assert list(Pathway.objects.order_by("number").values_list("retired", flat=True)) == [False, True, False]


def test_who_does_not_plan_there_writes_no_pathway_and_sees_no_draft(sams: Cast) -> None:
    made = draft(sams)
    worker = people.member(sams.college, "Will Work", MemberRole.SUPPORT_WORKER)
    for who in (worker, sams.lead, sams.mother):
        theirs = browser(who)
        for name in ("draft", "draft-words", "new-step", "drop-draft"):
            assert theirs.get(reverse(f"plans:{name}", args=[made.pk])).status_code == 404, (who.name, name)
        assert theirs.post(reverse("plans:use-draft", args=[made.pk])).status_code == 404
    assert browser(worker).get(reverse("plans:new-pathway")).status_code == 403
    with acting(as_person(worker.pk)), pytest.raises(Refused, match="write pathways"):
        actions.begin_draft(organisation=sams.college, name="Mine", words="x", by=worker)


def test_a_draft_is_thrown_away_and_what_is_in_use_stays(sams: Cast) -> None:
    made = in_use(sams)
    head = browser(sams.head)
    college = {"organisation": str(sams.college.public_id)}
    at_draft = head.post(reverse("plans:write-pathway", args=[made.key, 1]), college)["Location"]
    assert "Version 1 stays in use." in text(head.get(f"{at_draft}drop/"))
    head.post(f"{at_draft}drop/")
    assert head.get(at_draft).status_code == 404
    with acting(as_person(sams.head.pk)):
        assert queries.draft_of(sams.head, made.key) is None
        assert pathways.length(queries.pathway(sams.head, made.key).steps) == 1
