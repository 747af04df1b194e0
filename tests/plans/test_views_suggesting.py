"""The planner as pages: asked with a few limits, taken in part, refused with a reason, asked why not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import browser, granted, in_circle, member, organisation, person
from tests.plans.offers import EPILEPSY, NURSE, Offers
from tests.plans.pages import at, text
from tests.plans.planned import made, own, partner, sams
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.models import AuditEvent
from wraparound.passport import actions as passport
from wraparound.plans import actions
from wraparound.plans.kinds import LineKind
from wraparound.plans.models import Line, Proposal, ProposalAnswer
from wraparound.plans.planning import CouldNot, running

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tests.plans.people import Cast
    from wraparound.accounts.models import Person

pytestmark = pytest.mark.django_db
__all__ = ["made", "sams"]  # fixtures
ID = re.compile(r">[^<]*[0-9a-f]{8}-[0-9a-f]{4}-")


def since(day: date | None = None) -> dict[str, str]:
    day = day or clock.today()
    return {"since-day": str(day.day), "since-month": str(day.month), "since-year": str(day.year)}


def asked(sams: Cast, by: Person | None = None) -> Proposal:
    who = by or sams.lead
    with acting(as_person(who.pk)):
        return actions.ask_for_proposal(learner=sams.learner, by=who)


def needs_a_nurse(sams: Cast) -> None:
    """Two needs that one remedy meets, at the end of a term."""
    with acting(as_person(sams.sam.pk)):
        passport.add_need(need=EPILEPSY, **own(sams))
        passport.add_need(need=NURSE, **own(sams))


def lines(sams: Cast) -> list[Any]:
    with acting(as_person(sams.lead.pk)):
        return list(Line.objects.filter(learner=sams.learner).select_related("offering"))


def values(page: str) -> dict[str, str]:
    """What can be ticked, by its words."""
    found = re.findall(
        r'name="take" type="checkbox" value="([\d.]+)".*?<label[^>]*>\s*Take (.*?)\s*</label>', page, re.S
    )
    return {title: value for value, title in reversed(found)}


def was(sams: Cast) -> Person:
    """A partner whose grant has ended."""
    before = organisation("Westside College")
    who = member(before, "Wes Was")
    in_circle(sams.learner, who, before)
    granted(sams.learner, before, sams.sam, since=clock.now() - timedelta(9), until=clock.now() - timedelta(1))
    return who


def test_a_proposal_is_asked_for_and_changes_nothing(sams: Cast, made: Offers) -> None:
    page = text(browser(sams.lead).get(at(sams, "ask-planner")))
    assert "This may take some seconds." in page
    assert "not kept" in page
    answer = browser(sams.lead).post(
        at(sams, "ask-planner"), {**since(), "terms": "2", "home": "b1 1bb", "hours": "20"}
    )
    with acting(as_person(sams.lead.pk)):
        row = Proposal.objects.get()
        assert answer.url == at(sams, "proposal", row.pk)
        assert len(row.content["terms"]) == 2
        assert "B1" not in str(row.content)
    page = text(browser(sams.lead).get(answer.url))
    assert "one way" in page
    assert "not known without a postcode" not in page
    assert lines(sams) == []


def test_wrong_answers_keep_all_that_was_typed(sams: Cast, made: Offers) -> None:
    wrong = {**since(), "since-month": "13", "terms": "7", "home": "nowhere", "travel": "x", "hours": "0"}
    page = text(browser(sams.lead).post(at(sams, "ask-planner"), wrong))
    assert page.count("govuk-error-message") >= 5
    assert "Write a number from 1 to 6." in page
    for typed in ("13", "7", "nowhere", "x", "0"):
        assert f'value="{typed}"' in page
    page = text(browser(sams.lead).post(at(sams, "ask-planner"), {**since(), "travel": "45"}))
    assert "Write the postcode from which the minutes are counted." in page
    page = text(browser(sams.lead).post(at(sams, "ask-planner"), {**since(), "home": "ZZ99 9ZZ"}))
    assert "We do not know this postcode." in page
    with acting(as_person(sams.lead.pk)):
        assert not Proposal.objects.exists()


def test_where_no_answer_comes_its_words_stand_at_the_top(sams: Cast, made: Offers) -> None:
    late = clock.today() + timedelta(days=4000)
    page = text(browser(sams.lead).post(at(sams, "ask-planner"), {**since(late), "hours": "17"}))
    assert "There is a problem" in page
    assert re.search(r"Nothing was changed\. Ask for an earlier day\.\s", page)  # one full stop
    assert 'value="17"' in page


def test_who_may_ask_and_who_finds_nothing(sams: Cast, made: Offers) -> None:
    proposal, drama, gone = asked(sams), made["drama"].public_id, was(sams)
    to_write = [at(sams, "ask-planner"), at(sams, "why-not", drama)]
    to_read = [at(sams, "proposals"), at(sams, "proposal", proposal.pk)]
    for who in (sams.lead, sams.head, sams.mother, sams.sam):
        for path in [*to_read, *to_write]:
            answer = browser(who).get(path)
            assert answer.status_code == 200, (who.name, path)
            assert not ID.search(text(answer)), path  # no id is read by anybody
    refuse, step = at(sams, "refuse-proposed", proposal.pk, 0, 0), at(sams, "first-step", drama)
    for who in (sams.stranger, gone):
        assert {browser(who).get(p).status_code for p in [*to_read, *to_write, refuse]} == {404}
        sent = {browser(who).post(p, {"take": "0.0"}).status_code for p in [*to_read, *to_write, refuse, step]}
        assert sent == {404}
    assert {browser().get(p).status_code for p in [*to_read, *to_write, refuse, step]} == {302}


def test_a_proposal_is_only_for_those_who_see_all_that_it_was_made_from(sams: Cast, made: Offers) -> None:
    proposal, some = asked(sams), partner(sams)
    assert browser(some).get(at(sams, "proposal", proposal.pk)).status_code == 404
    assert browser(some).post(at(sams, "proposal", proposal.pk), {"take": "0.0"}).status_code == 404
    assert browser(some).get(at(sams, "refuse-proposed", proposal.pk, 0, 0)).status_code == 404
    assert "There is no proposal yet" in text(browser(some).get(at(sams, "proposals")))
    theirs = asked(sams, some)
    page = text(browser(some).get(at(sams, "proposal", theirs.pk)))
    assert "What it gives each week" in page
    assert "What it costs" not in page  # money is not open to them
    assert "£" not in page.split("Not yet</h2>")[0]
    assert "What it costs" in text(browser(sams.lead).get(at(sams, "proposal", theirs.pk)))
    assert browser(sams.lead).get(at(sams, "proposal", made["drama"].public_id)).status_code == 404


def test_who_reads_the_plan_without_a_part_in_it_reads_and_takes_nothing(sams: Cast, made: Offers) -> None:
    reader = person("Rae Reads")
    granted(sams.learner, reader, sams.sam, until=clock.now() + timedelta(9))
    proposal = asked(sams)
    path = at(sams, "proposal", proposal.pk)
    page = text(browser(reader).get(path))
    assert "It serves" in page
    assert not values(page)
    assert at(sams, "refuse-proposed", proposal.pk, 0, 0) not in page
    assert "Put what I chose" not in page
    assert "There is a problem" in text(browser(reader).post(path, {"take": "0.0"}))
    drama = made["drama"].public_id
    for answer in (
        browser(reader).get(at(sams, "ask-planner")),
        browser(reader).post(at(sams, "ask-planner"), since()),
        browser(reader).get(at(sams, "why-not", drama)),
        browser(reader).post(at(sams, "refuse-proposed", proposal.pk, 0, 0), {"because": "x"}),
    ):
        assert answer.status_code == 403
    browser(reader).post(at(sams, "first-step", drama), {"remedy": str(made.training.public_id)})
    assert lines(sams) == []


def test_what_is_ticked_is_put_in_the_plan_and_nothing_else(sams: Cast, made: Offers) -> None:
    proposal = asked(sams)
    path = at(sams, "proposal", proposal.pk)
    page = text(browser(sams.lead).get(path))
    assert "It serves" in page
    chosen = values(page)["Drama"]
    assert lines(sams) == []
    answer = browser(sams.lead).post(path, {"take": chosen})
    assert answer.url == path
    (line,) = lines(sams)
    assert (line.title, line.offering) == ("Drama", made["drama"])
    page = text(browser(sams.head).get(path))
    assert at(sams, "line", line.pk) in page
    assert "Lee Lead" in page
    assert "Drama" not in values(page)
    again = text(browser(sams.head).post(path, {"take": chosen}))  # from a page that was open before
    assert "It is in the plan already: Drama." in again
    assert len(lines(sams)) == 1


def test_where_nothing_is_known_to_be_wanted_there_is_nothing_to_take(sams: Cast, made: Offers) -> None:
    third = organisation("Third College")
    who = member(third, "Pat Partner")
    in_circle(sams.learner, who, third)
    granted(sams.learner, third, sams.sam, [Category.IDENTITY, Category.PLAN], until=clock.now() + timedelta(9))
    with acting(as_person(sams.head.pk)):
        told: dict[str, Any] = {"kind": LineKind.OFFERING, "title": "Drama", "offering": made["drama"]}
        told["organisation"] = sams.college
        term = made.others[1]
        told |= {"starts": term.starts, "ends": term.ends, "sessions": made["drama"].sessions}
        line = actions.propose_line(learner=sams.learner, **told, by=sams.head)
        actions.accept_line(line=line, by=sams.head)
    page = text(browser(who).get(at(sams, "proposal", asked(sams, who).pk)))
    assert "Agreed, it stays" in page
    assert "Nothing that is known to be wanted." in page
    assert "There is nothing to take" in page
    assert "Put what I chose" not in page


def test_a_tick_is_not_lost_where_something_is_to_be_mended(sams: Cast, made: Offers) -> None:
    proposal = asked(sams)
    path = at(sams, "proposal", proposal.pk)
    assert "Tick what you would like" in text(browser(sams.lead).post(path, {}))
    every = re.findall(r'value="(\d\.\d+)"', text(browser(sams.lead).get(path)))
    first, other = every[0], next(v for v in every if v[0] != every[0][0])
    page = text(browser(sams.lead).post(path, {"take": [first, other]}))
    assert "Take from one programme at a time." in page
    assert {v for v in every if re.search(rf'value="{re.escape(v)}"[^>]*checked', page)} == {first, other}
    assert "There is a problem" in text(browser(sams.lead).post(path, {"take": "9.9"}))
    assert lines(sams) == []


def test_a_line_is_refused_with_a_reason_that_others_read(sams: Cast, made: Offers) -> None:
    proposal = asked(sams)
    page = text(browser(sams.lead).get(at(sams, "proposal", proposal.pk)))
    programme, number = values(page)["Drama"].split(".")
    path = at(sams, "refuse-proposed", proposal.pk, programme, number)
    assert path in page
    assert "Say why." in text(browser(sams.mother).post(path, {"because": " "}))
    assert browser(sams.mother).post(path, {"because": "Too loud for Sam"}).status_code == 302
    page = text(browser(sams.lead).get(at(sams, "proposal", proposal.pk)))
    assert "“Too loud for Sam”" in page
    assert "Mia Green" in page
    assert lines(sams) == []
    assert browser(sams.lead).get(at(sams, "refuse-proposed", proposal.pk, 0, 99)).status_code == 404
    with acting(as_person(sams.lead.pk)):
        assert ProposalAnswer.objects.get().offering == made["drama"]


def test_why_not_says_what_it_would_take_and_the_first_step_is_put_forward_once(sams: Cast, made: Offers) -> None:
    needs_a_nurse(sams)
    offering = made["drama"]
    path, step = at(sams, "why-not", offering.public_id), at(sams, "first-step", offering.public_id)
    page = text(browser(sams.lead).get(path))
    assert "Next step:" in page
    assert "Propose this first step: Epilepsy training by nurses" in page
    said = {"remedy": str(made.training.public_id)}
    assert browser(sams.lead).post(step, said).url == path
    (line,) = lines(sams)
    assert (line.kind, line.title) == (LineKind.REMEDY, "Epilepsy training by nurses")
    page = text(browser(sams.lead).get(path))
    assert "Propose this first step" not in page
    assert at(sams, "line", line.pk) in page
    again = browser(sams.head)
    assert again.post(step, said).url == path  # from a page that was open before
    assert "It is put forward already." in text(again.get(path))
    assert len(lines(sams)) == 1
    assert browser(sams.lead).post(step, {"remedy": "x"}).status_code == 404
    assert browser(sams.lead).get(step).status_code == 405


def test_a_not_yet_of_a_proposal_has_its_first_step_and_leads_back(sams: Cast, made: Offers) -> None:
    needs_a_nurse(sams)
    proposal = asked(sams)
    step = at(sams, "first-step", made["drama"].public_id)
    said = {"remedy": str(made.training.public_id), "back": str(proposal.pk)}
    assert browser(sams.lead).post(step, said).url == at(sams, "proposal", proposal.pk)
    page = text(browser(sams.lead).get(at(sams, "proposal", proposal.pk)))
    assert "Propose this first step" not in page


def test_what_is_possible_leads_to_putting_it_forward(sams: Cast, made: Offers) -> None:
    drama = made["drama"]
    page = text(browser(sams.lead).get(at(sams, "why-not", drama.public_id)))
    assert "It is possible" in page
    assert f"{at(sams, 'propose', 'offering')}?offering={drama.public_id}" in page
    with acting(as_person(sams.lead.pk)):
        told = {"kind": LineKind.OFFERING, "title": "Drama", "offering": drama, "organisation": sams.college}
        line = actions.propose_line(learner=sams.learner, **told, by=sams.lead)
    page = text(browser(sams.lead).get(at(sams, "why-not", drama.public_id)))
    assert "It was put forward already." in page
    assert at(sams, "line", line.pk) in page
    assert browser(sams.lead).get(at(sams, "why-not", sams.learner.public_id)).status_code == 404


def test_why_not_says_so_where_no_answer_comes(
    sams: Cast, made: Offers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(3)\n")
    monkeypatch.setattr(running, "WORKER", broken)
    page = text(browser(sams.lead).get(at(sams, "why-not", made["drama"].public_id)))
    assert str(CouldNot("broke")) in page
    sent = text(browser(sams.lead).post(at(sams, "ask-planner"), {**since(), "hours": "11"}))
    assert str(CouldNot("broke")) in sent
    assert 'value="11"' in sent


def test_the_plan_and_the_local_offer_lead_here_and_a_look_is_noted(sams: Cast, made: Offers) -> None:
    assert at(sams, "ask-planner") in text(browser(sams.lead).get(at(sams, "plan")))
    found = text(browser(sams.lead).get(at(sams, "find-offering", "offering")))
    assert at(sams, "why-not", made["drama"].public_id) in found
    proposal = asked(sams)
    browser(sams.mother).get(at(sams, "proposal", proposal.pk))
    with acting(as_person(sams.sam.pk)):
        event = AuditEvent.objects.filter(what="looked at", subject=sams.learner.public_id).latest("at")
        assert {"health", "finance", "plan"} <= set(event.details["categories"])
