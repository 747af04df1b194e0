"""Documents tell what is open to whoever takes them away, as it stands or as a version has it; it is written down."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests import matrix, people
from tests.documents import pdfs
from tests.plans.pages import at, filled
from tests.plans.people import Cast, cast
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.models import AuditEvent
from wraparound.documents import formats
from wraparound.documents.content.tree import Kind, Look
from wraparound.documents.pdf import written
from wraparound.documents.queries import documents as queries
from wraparound.plans import actions as plans
from wraparound.plans.kinds import VersionReason
from wraparound.plans.models import Line

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

pytestmark = pytest.mark.django_db
WHO = {  # who has which categories open
    "the plan only": {Category.PLAN},
    "wishes only": {Category.OUTCOMES},
    "work only": {Category.PLACEMENTS},
    "plan and money": {Category.PLAN, Category.FINANCE},
    "money only": {Category.FINANCE},
    "health only": {Category.HEALTH},
}
AS_FILES = ("the plan only", "plan and money")


def to(learner: Learner, name: str, **asked: str) -> str:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"documents:{name}", args=[learner.public_id]) + (f"?{query}" if query else "")


def taken(browser: Any, learner: Learner, what: str, how: str = "ordinary") -> Any:
    return browser.get(to(learner, "file", what=what, how=how, kind="pdf"))


@pytest.fixture
def sams() -> Cast:
    return cast()


def everybody(world: matrix.World) -> dict[str, tuple[Person, frozenset[Category]]]:
    """The learner, her employer, and somebody for each set of categories."""
    found: dict[str, Any] = {n: world.actors[n] for n in ("the learner", "employer who works with the learner")}
    sam = found["the learner"]
    for name, categories in WHO.items():
        found[name] = people.person(name)
        people.granted(world.learner, found[name], sam, [Category.IDENTITY, *categories])
    opened = {}
    for name, who in found.items():
        with acting(as_person(who.pk)):
            opened[name] = (who, queries.plans.standing(who, world.learner).open)
    return opened


def test_what_is_hidden_stands_in_no_byte_of_any_document() -> None:
    """In no part of a document, whoever takes it and however it reads; and a PDF is made of nothing else."""
    world = matrix.make_world()
    found, met, in_files = [], set(), set()
    for name, (who, is_open) in everybody(world).items():
        hidden = [matrix.canary(c) for c in Category if c not in is_open]
        with acting(as_person(who.pk)):
            for choice in queries.choices(who, world.learner):
                for look in queries.looks(who, choice.kind):
                    made = queries.document(who, world.learner, choice.key, look)
                    assert made is not None
                    said = repr(made.data())
                    met |= {c for c in is_open if matrix.canary(c) in said}
                    if look is Look.ORDINARY and name in AS_FILES:
                        file = pdfs.everything(written(made))
                        in_files |= {c for c in is_open if matrix.canary(c) in file}
                        said += file
                    found += [(name, choice.key, look, word) for word in hidden if word in said]
                    assert "Some parts may not be shown to you." in made.shown_to
    assert found == []
    assert met == {Category.IDENTITY, Category.OUTCOMES, Category.PLAN, Category.PLACEMENTS}  # else nothing is proved
    assert in_files == {Category.IDENTITY, Category.PLAN}


def test_each_sees_the_kinds_of_document_of_which_something_is_open() -> None:
    world = matrix.make_world()
    kinds = {}
    for name, (who, _open) in everybody(world).items():
        with acting(as_person(who.pk)):
            kinds[name] = {choice.kind for choice in queries.choices(who, world.learner)}
    assert kinds == {
        "the learner": set(Kind),
        "employer who works with the learner": {Kind.PLAN},
        "the plan only": {Kind.PLAN, Kind.REVIEW, Kind.TRANSITION},
        "wishes only": {Kind.PLAN},
        "work only": {Kind.PLAN},
        "plan and money": set(Kind),
        "money only": set(),
        "health only": set(),
    }


def test_a_hidden_document_gets_the_answer_of_one_that_is_not_there(sams: Cast) -> None:
    filled(sams)
    some = people.person("Some")
    people.granted(sams.learner, some, sams.sam, [Category.IDENTITY, Category.PLAN])
    browser = people.browser(some)
    hidden, absent = taken(browser, sams.learner, "money"), taken(browser, sams.learner, f"review-{uuid.uuid4()}")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.decode().split("<main")[1] == absent.content.decode().split("<main")[1]
    assert 'value="money"' not in browser.get(to(sams.learner, "documents")).content.decode()
    stranger = people.browser(sams.stranger)
    assert {stranger.get(to(sams.learner, n)).status_code for n in ("documents", "file")} == {404}


def test_a_version_is_as_it_stood_and_the_plan_is_as_it_stands(sams: Cast) -> None:
    made = filled(sams)
    with acting(as_person(sams.head.pk)):
        line = Line.objects.get(pk=made["line"].pk)
        version = plans.cut_version(learner=sams.learner, reason=VersionReason.AGREEMENT, by=sams.head)
        plans.change_line(line=line, wanted={"title": "Level 2 baking"}, seen={}, by=sams.head)
        then, now = (
            " ".join(queries.document(sams.head, sams.learner, key, Look.ORDINARY).texts())  # type: ignore[union-attr]
            for key in (f"version-{version.number}", "plan")
        )
    assert "Level 1 catering" in then and "Level 2 baking" not in then
    assert "Level 2 baking" in now and "Level 1 catering" not in now
    assert f"version {version.number}" in then and "It shows the plan as it stood on" in then
    assert "Who has agreed to this version" in then and "Northside College" in then


def test_easy_read_tells_the_same_facts(sams: Cast) -> None:
    filled(sams)
    with acting(as_person(sams.lead.pk)):
        told = {
            look: "\n".join(queries.document(sams.lead, sams.learner, "plan", look).texts())  # type: ignore[union-attr]
            for look in Look
        }
        facts = queries.gathering.plan_facts(sams.lead, sams.learner)
    for part in facts.parts:
        words = [part.title, part.details, part.organisation, part.place, part.lead, part.deputy, *part.purposes]
        words += [part.times.split("\n")[0], part.because, *(need for need, _there in part.needs)]
        words += [one.words for one in part.said]
        for word in filter(None, words):
            assert all(word in said for said in told.values()), word
    assert facts.wanted and all(w.words in said for w in facts.wanted for said in told.values())


def test_a_file_is_named_for_nobody_and_its_taking_is_written_down(sams: Cast) -> None:
    filled(sams)
    answer = taken(people.browser(sams.lead), sams.learner, "plan", "large")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith('attachment; filename="plan-large-print-SG-20')
    assert "This is what Lee Lead can see" in pdfs.text(answer.content)
    with acting(as_person(sams.sam.pk)):
        events = AuditEvent.objects.filter(what="document taken away").values_list("details", flat=True)
        (details,) = events
    assert (details["document"], details["as"]) == ("plan", "large, pdf")
    assert "outcomes" in details["categories"]


def test_the_page_says_what_there_is_and_what_cannot_be(sams: Cast) -> None:
    filled(sams)
    page = people.browser(sams.sam).get(to(sams.learner, "documents")).content.decode()
    for words in ("The plan as it is today", "Version 1 of the plan", "Large print", "Easy Read", "PDF", "The money"):
        assert words in page, words
    lead = people.browser(sams.lead)
    refused = taken(lead, sams.learner, "money", "easy")
    assert "There is no Easy Read of the money" in refused.content.decode()
    assert refused["Content-Type"].startswith("text/html")
    assert "There is a problem" in lead.get(to(sams.learner, "file")).content.decode()
    assert taken(lead, sams.learner, "money").content.startswith(b"%PDF")
    for name in ("plan", "versions"):
        assert lead.get(at(sams, name)).status_code == 200


def test_a_format_that_cannot_be_written_says_so_and_nothing_is_written_down(sams: Cast) -> None:
    filled(sams)

    def broken(document: Any) -> bytes:
        raise formats.NotWritten("It is too long.")

    def offer(viewer: Any, learner: Any, kind: Any) -> Any:
        return [formats.Format("broken", "Broken", "x", "x/x", broken)]

    formats.offers(offer)
    try:
        answer = people.browser(sams.lead).get(to(sams.learner, "file", what="plan", how="ordinary", kind="broken"))
    finally:
        formats._providers.remove(offer)
    assert "It is too long." in answer.content.decode()
    with acting(as_person(sams.sam.pk)):
        assert not AuditEvent.objects.filter(what="document taken away").exists()
