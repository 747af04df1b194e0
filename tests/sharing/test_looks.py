"""Who looked, in the learner's hands; and \"this seems wrong\", which reaches one person with a name, who answers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from tests import people
from wraparound.accounts.models import Membership
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock, middleware
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.notices import queries as notices
from wraparound.sharing import actions, queries
from wraparound.sharing.policy_looks import Hearer, answer_due, hearers

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner
    from wraparound.sharing.models import Concern

pytestmark = pytest.mark.django_db

PLAN = [Category.PLAN]
WRONG = "canary: why did Ana read about my plan?"


@dataclass
class Cast:
    """Sam; Ana, who works with Sam for North; their lead and the administrator there; Mother, who has a grant."""

    learner: Learner
    sam: Person
    ana: Person
    lead: Person
    admin: Person
    mother: Person
    north: Organisation


@pytest.fixture
def cast() -> Cast:
    north = people.organisation("North")
    sam, mother = people.person("Sam"), people.person("Mother")
    learner = people.learner("Sam Green", person=sam)
    lead, ana = people.member(north, "Lena", MemberRole.TRANSITION_LEAD), people.member(north, "Ana")
    admin = people.member(north, "Adam", MemberRole.ORGANISATION_ADMIN)
    people.in_circle(learner, lead, north, CirclePart.LEAD)
    people.in_circle(learner, ana, north)
    people.granted(learner, north, lead)
    people.granted(learner, mother, lead)  # who has no place in the circle, so that nothing else tells her name
    return Cast(learner, sam, ana, lead, admin, mother, north)


def look(cast: Cast, by: Person, categories: Any = PLAN, **more: Any) -> None:
    with acting(as_person(by.pk)):
        actions.record_look(learner=cast.learner, categories=categories, by=by, **more)


def looks(cast: Cast, viewer: Person | None = None) -> list[queries.LookLine]:
    who = viewer or cast.sam
    with acting(as_person(who.pk)):
        return queries.looks(who, cast.learner)


def page(cast: Cast, name: str = "looks", who: Person | None = None, **asked: str) -> Any:
    answer = people.browser(who or cast.sam).get(reverse(f"sharing:{name}", args=[cast.learner.public_id]), asked)
    answer.text = answer.content.decode(errors="replace")
    return answer


def concern_of(cast: Cast, to: Person, event: int | None = None) -> Concern:
    with acting(as_person(cast.sam.pk)):
        return actions.raise_concern(learner=cast.learner, words=WRONG, to=to.pk, event=event, by=cast.sam)


def test_looks_are_one_line_for_a_person_a_day_and_a_kind_of_page_with_the_organisation_behind_it(cast: Cast) -> None:
    look(cast, cast.ana)
    look(cast, cast.mother, [Category.HEALTH])
    look(cast, cast.ana)
    look(cast, cast.sam)  # one's own look is none
    assert [(x.by, x.did, x.often) for x in looks(cast)] == [
        ("Ana from North", "Looked at: My plan", "Twice"),
        ("Mother", "Looked at: My health", ""),
    ]
    shown = page(cast).text
    assert "Ana from North" in shown
    assert "Twice" in shown
    assert shown.index("Ana from North") < shown.index(">Mother<")


def test_nobody_else_sees_who_looked(cast: Cast) -> None:
    look(cast, cast.ana)
    for who in (cast.ana, cast.lead, cast.admin, cast.mother):
        assert looks(cast, who) == []
        assert page(cast, who=who).status_code == page(cast, "wrong", who=who).status_code == 404
        with acting(as_person(who.pk)), connection.cursor() as cursor:
            asked: list[Any] = [cast.learner.pk, [cast.ana.pk, cast.mother.pk]]
            cursor.execute("select * from app.names_in_my_chain(%s, %s)", asked)
            assert cursor.fetchall() == []
            cursor.execute("select * from app.who_hears(%s)", asked[:1])
            assert cursor.fetchall() == []


def test_the_list_is_the_same_in_a_file_and_narrowed_to_one_person(cast: Cast) -> None:
    look(cast, cast.ana, [Category.PLAN, Category.PLACEMENTS])
    look(cast, cast.mother, [Category.HEALTH], page="learner")
    text = page(cast, export="csv").content.decode("utf-8-sig")
    assert "Ana,North," in text
    assert "Saw my name and who helps me" in text
    sheet = load_workbook(io.BytesIO(page(cast, export="xlsx").content)).active
    rows = list(sheet.iter_rows(values_only=True))  # type: ignore[union-attr]  # a workbook of ours has a sheet
    assert [row[1:5] for row in rows[1:]] == [
        ("Mother", None, "Saw my name and who helps me", "My health"),
        ("Ana", "North", "Looked at: My plan, My work", "My plan, My work"),
    ]
    path = reverse("sharing:looks", args=[cast.learner.public_id])
    narrowed = people.browser(cast.sam).get(path, {"who": str(cast.ana.pk), "export": "csv"}).content.decode()
    assert "Ana," in narrowed
    assert "Mother" not in narrowed


def test_more_lines_than_a_page_holds_stand_on_a_second_page(cast: Cast) -> None:
    for category in Category:
        look(cast, cast.ana, [category])
        look(cast, cast.mother, [category])
    assert page(cast).text.count('name="line"') == 12
    assert page(cast, page="2").text.count('name="line"') == 6


def test_the_page_says_where_the_chain_ends_and_whether_it_is_whole(cast: Cast) -> None:
    look(cast, cast.ana)
    with acting(as_person(cast.sam.pk)):
        head = queries.chain_head(cast.sam, cast.learner)
    assert head is not None
    assert head.head in page(cast).text.replace("<wbr>", "")
    assert "Nothing was changed." in page(cast, check="yes").text


def test_a_list_leaves_one_look_a_day_of_each_learner_on_it_and_a_file_one_each_time(cast: Cast) -> None:
    caseload, lead = reverse("plans:list"), people.browser(cast.lead)
    for _ in range(2):
        lead.get(caseload)
    assert [(x.did, x.times) for x in looks(cast)] == [("Saw me in a list of plans", 1)]
    for _ in range(2):
        lead.get(reverse("learners:list"), {"export": "csv"})
    assert looks(cast)[0].did == "Took a list away that I am in"
    assert looks(cast)[0].times == 2


def test_a_page_that_notes_no_look_is_noted_all_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    path = reverse("documents:documents", args=[cast.learner.public_id])
    people.browser(cast.ana).get(path)
    assert [x.did for x in looks(cast)] == ["Opened my documents"]
    people.browser(cast.sam).get(path)
    people.browser(cast.admin).get(path)  # 404: saw nothing
    assert len(looks(cast)) == 1
    monkeypatch.setattr(middleware, "watchers", [])  # the planted fault: the net is gone
    people.browser(cast.lead).get(path)
    assert len(looks(cast)) == 1


def test_a_concern_goes_to_the_lead_and_where_it_is_about_the_lead_to_an_administrator(cast: Cast) -> None:
    look(cast, cast.ana)
    look(cast, cast.lead)
    about_lead, about_ana = looks(cast)
    with acting(as_person(cast.sam.pk)):
        assert [h.name for h in queries.who_hears(cast.sam, cast.learner, about_ana)] == ["Lena", "Adam"]
        assert [h.name for h in queries.who_hears(cast.sam, cast.learner, about_lead)] == ["Adam"]
    shown = page(cast, "wrong", line=str(about_lead.event)).text
    assert "Adam from North reads what you write." in shown
    assert "Send it to Adam" in shown
    with pytest.raises(NotAllowed):
        concern_of(cast, cast.lead, about_lead.event)
    with pytest.raises(NotAllowed):
        concern_of(cast, cast.mother)
    assert page(cast, "wrong", line="999").status_code == 404


def test_somebody_else_hears_it_only_where_there_is_no_lead_and_no_administrator_of_theirs() -> None:
    lead, admin, other, friend = (Hearer(n, n, "", "") for n in (1, 2, 3, 4))
    assert hearers([lead, admin, other, friend], None) == [lead, admin]
    assert hearers([lead, admin, other, friend], lead.person) == [admin]
    assert hearers([lead, other, friend], lead.person) == [other]
    assert hearers([Hearer(2, 1, "", ""), lead], None) == [lead]
    assert hearers([friend], None) == [friend]
    assert hearers([lead], lead.person) == []
    second = Hearer(1, 9, "", "")
    assert hearers([lead, second, admin], lead.person) == [admin, second]


def test_ten_working_days_leave_weekends_out() -> None:
    assert answer_due(date(2026, 11, 23)) == date(2026, 12, 7)
    assert answer_due(date(2026, 11, 28)) == date(2026, 12, 11)


def test_a_concern_is_read_by_two_people_and_answered_once(cast: Cast) -> None:
    look(cast, cast.ana)
    path = reverse("sharing:wrong", args=[cast.learner.public_id])
    said = {"words": WRONG, "to": str(cast.admin.pk), "line": str(looks(cast)[0].event)}
    led_to = people.browser(cast.sam).post(path, said).headers["Location"]
    answer = people.browser(cast.admin).get(led_to).content.decode()  # who is in no circle and has no grant
    assert WRONG in answer
    assert "Ana from North" in answer
    for who in (cast.lead, cast.ana, cast.mother):
        assert people.browser(who).get(led_to).status_code == 404
    assert people.browser(cast.lead).post(led_to, {"words": "No."}).status_code == 404
    people.browser(cast.admin).post(led_to, {"words": "Ana helps you on Mondays."})
    own = people.browser(cast.sam).get(led_to).content.decode()
    assert "Ana helps you on Mondays." in own
    assert WRONG in own
    with acting(as_person(cast.admin.pk)):
        row = queries.concern_row(cast.admin, queries.concerns(cast.admin)[0].id)
        assert row is not None
        with pytest.raises(NotAllowed):
            actions.answer_concern(concern=row, words="Again", by=cast.admin)


def test_what_a_mail_says_of_a_concern_names_nobody_and_nothing(cast: Cast) -> None:
    made = concern_of(cast, cast.lead)
    with acting(as_person(cast.lead.pk)):
        told = notices.lines(cast.lead, notices.notices(cast.lead))
        actions.answer_concern(concern=made, words="canary: no", by=cast.lead)
    with acting(as_person(cast.sam.pk)):
        told += notices.lines(cast.sam, notices.notices(cast.sam))
    said = [(str(one.sentence), str(one.wanted), one.part) for one in told]  # a mail holds no more
    assert said == [
        (
            "Something seems wrong to somebody, and they ask you.",
            "Read what they say, and answer within 10 working days.",
            "",
        ),
        ("Somebody answered what you asked.", "", ""),
    ]


def test_an_overdue_concern_says_so_on_both_sides_and_waits_at_home(cast: Cast) -> None:
    made = concern_of(cast, cast.lead)
    later = clock.now() + timedelta(days=20)
    path = reverse("sharing:concern", args=[made.pk])
    browsers = people.browser(cast.sam), people.browser(cast.lead)
    with clock.stopped_at(later):
        own, theirs = (b.get(path).content.decode() for b in browsers)
    assert "Lena should have answered by" in own
    assert "It is overdue" in theirs
    assert "Overdue" in browsers[1].get(reverse("sharing:concerns")).content.decode()
    assert "1 waits for your answer." in browsers[1].get("/").content.decode()
    assert "Who looked" in browsers[0].get("/").content.decode()


def test_a_page_that_is_asked_for_as_a_form_leaves_a_look_and_other_methods_show_nothing(cast: Cast) -> None:
    """What a form writes is undone where nothing is carried out; that somebody looked is not."""
    client = people.browser(cast.lead)
    for address in ("learners:learner", "plans:plan"):
        path = reverse(address, kwargs={"learner": cast.learner.public_id})
        before = len(looks(cast))
        assert client.post(path).status_code == 200
        assert len(looks(cast)) == before + 1, address
        assert client.options(path).status_code == client.put(path).status_code == 405


def test_who_leaves_the_organisation_for_which_they_were_asked_reads_the_concern_no_more(cast: Cast) -> None:
    found = concern_of(cast, cast.admin)
    elsewhere = people.organisation("Elsewhere")
    people.join(cast.admin, elsewhere)
    with acting(as_person(cast.admin.pk)):
        assert [one.id for one in queries.concerns(cast.admin)] == [found.pk]
    with acting(people.SIGN_IN):
        left = Membership.objects.filter(person=cast.admin, organisation=cast.north)
        assert left.update(since=clock.today() - timedelta(days=9), until=clock.today() - timedelta(days=1)) == 1
    with acting(as_person(cast.admin.pk)):
        assert queries.concerns(cast.admin) == []
        assert queries.concern(cast.admin, found.pk) is None
        with pytest.raises(NotAllowed):
            actions.answer_concern(concern=found, words="x", by=cast.admin)
    with acting(as_person(cast.sam.pk)):
        assert [one.id for one in queries.concerns(cast.sam, cast.learner)] == [found.pk]
