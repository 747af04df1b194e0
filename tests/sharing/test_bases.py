"""What is open without the learner's yes: decisions with others, duties in law, and what keeps somebody safe."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests import mighty
from tests.people import DAY, browser, granted, in_circle, learner, member, organisation, person
from wraparound.accounts.roles import CirclePart, MemberRole, OrganisationKind
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.notices import queries as notices
from wraparound.sharing import actions, duties, queries
from wraparound.sharing.models import Grant, GrantEnding
from wraparound.sharing.policy import Answer, Basis, Standing
from wraparound.sharing.policy_bases import Decided, TookPart, may_assess, may_decide, may_rely
from wraparound.sharing.policy_safety import LastTime, may_open, may_review
from wraparound.sharing.queries import bases, safety

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.core.database.launcher import Server

ME, HEALTH, PLAN = Category.IDENTITY, Category.HEALTH, Category.PLAN
LEAD = Standing(is_lead=True)
TOOK = [TookPart("Mo", "mother", "She likes the nurse"), TookPart("Ida", "advocate")]
NO_TRIGGERS = "set local session_replication_role = replica; "
TRIGGERS = " set local session_replication_role = origin"


def decided(**more: Any) -> Decided:
    told = {"what": "The nurse sees it", "options": "Ask each time", "wishes": "Likes her", "because": "So she is well"}
    return Decided(**{**told, "review_on": clock.today() + 90 * DAY, **more})


# ---- facts in, decision out


@pytest.mark.parametrize(
    ("who", "said", "took", "can", "allowed"),
    [
        (LEAD, {}, TOOK, False, True),
        (LEAD, {"review_on": clock.today() + 365 * DAY}, TOOK, False, True),
        (LEAD, {"review_on": clock.today() + 366 * DAY}, TOOK, False, False),
        (LEAD, {"review_on": clock.today()}, TOOK, False, False),
        (LEAD, {}, TOOK, True, False),
        (LEAD, {}, [], False, False),
        (LEAD, {}, [TookPart(" ", "mother")], False, False),
        (LEAD, {"wishes": " "}, TOOK, False, False),
        (LEAD, {"options": ""}, TOOK, False, False),
        (Standing(is_the_learner=True), {}, TOOK, False, False),
        (Standing(), {}, TOOK, False, False),
    ],
)
def test_who_decides_for_whom(who: Standing, said: Any, took: Any, can: bool, allowed: bool) -> None:
    assert may_decide(who, decided(**said), took, clock.today(), can_decide=can).allowed is allowed


def test_a_lead_assesses_and_never_ahead_and_a_law_is_of_those_who_have_it() -> None:
    today = clock.today()
    assert may_assess(LEAD, today, today)
    assert not may_assess(LEAD, today + DAY, today) and not may_assess(Standing(is_the_learner=True), today, today)
    duty = duties.of("care-transition")
    assert may_rely(duty, "council", "to plan") and not may_rely(duty, "council", " ")
    assert not may_rely(duty, "health", "to plan") and may_rely(duties.of("gone"), "employer", "Law of 1900")
    assert all(one.law or one.slug == duties.OTHER for one in duties.DUTIES.values())


@pytest.mark.parametrize(
    ("who", "because", "hours", "told_in", "told_because", "last", "allowed"),
    [
        (LEAD, "lost", 24, None, "", None, True),
        (LEAD, "lost", 25, None, "", None, False),
        (LEAD, " ", 24, None, "", None, False),
        (LEAD, "lost", 24, 28, "he reads her phone", None, True),
        (LEAD, "lost", 24, 29, "he reads her phone", None, False),
        (LEAD, "lost", 24, 7, " ", None, False),
        (LEAD, "lost", 24, None, "", (1, None), False),
        (LEAD, "lost", 24, None, "", (1, False), False),
        (LEAD, "lost", 24, None, "", (1, True), True),
        (LEAD, "lost", 24, None, "", (28, None), True),
        (Standing(is_the_learner=True), "lost", 24, None, "", None, False),
        (Standing(), "lost", 24, None, "", None, False),
    ],
)
def test_what_keeps_somebody_safe_is_short_and_renewed_only_when_upheld(
    who: Standing, because: str, hours: int, told_in: int | None, told_because: str, last: Any, allowed: bool
) -> None:
    now = clock.now()
    before = LastTime(now - last[0] * DAY, last[1]) if last else None
    later = None if told_in is None else told_in * DAY
    assert may_open(who, because, timedelta(hours=hours), later, told_because, before, now).allowed is allowed


def test_a_second_person_is_another_person_and_says_why_once() -> None:
    told = {"is_second": True, "gave_it": False, "reviewed": False, "words": "Yes"}
    assert may_review(**told)  # type: ignore[arg-type]
    for wrong in ({"is_second": False}, {"gave_it": True}, {"reviewed": True}, {"words": " "}):
        assert not may_review(**{**told, **wrong})  # type: ignore[arg-type]


# ---- one world for the rest


def world() -> Any:
    """Sam; North leads, with a safeguarding lead and an administrator; the council works with Sam; a mother."""
    north, council = organisation("North"), organisation("Council", OrganisationKind.COUNCIL)
    who = SimpleNamespace(north=north, council=council, sam=person("Sam"), mother=person("Mo"))
    who.lead, who.worker = member(north, "Lena", MemberRole.TRANSITION_LEAD), member(council, "Wes")
    who.second = member(north, "Sol", MemberRole.SAFEGUARDING_LEAD)
    who.administrator = member(north, "Ada", MemberRole.ORGANISATION_ADMIN)
    who.sams = learner("Sam Green", person=who.sam)
    in_circle(who.sams, who.lead, north, CirclePart.LEAD)
    in_circle(who.sams, who.worker, council, CirclePart.WORKS_WITH)
    in_circle(who.sams, who.mother, None, CirclePart.FAMILY)
    granted(who.sams, north, who.lead)
    granted(who.sams, council, who.lead, [ME])
    return who


def opened(who: Any, **more: Any) -> Grant:
    said = {"purpose": "To find her", "because": "She is lost at night", "by": who.lead, **more}
    with acting(as_person(said["by"].pk)):
        return actions.open_for_safety(learner=who.sams, to=who.council, categories=[ME, HEALTH], **said)


def kept_back(who: Any) -> Grant:
    return opened(who, told_in=7 * DAY, told_because="SECRET-WHY: he reads her phone")


def assessed(who: Any, can: bool = False) -> Any:
    said = {"about": "Who sees her medicine", "on": clock.today(), "assessed_by": "Dr Who", "support_tried": "Symbols"}
    with acting(as_person(who.lead.pk)):
        return actions.assess_capacity(learner=who.sams, has_capacity=can, because="Asked twice", by=who.lead, **said)


def in_best_interests(who: Any, **more: Any) -> Grant:
    made = assessed(who)
    with acting(as_person(who.lead.pk)):
        said = {"to": who.council, "categories": [ME, HEALTH], "purpose": "Medicine", "took_part": TOOK}
        return actions.decide_in_best_interests(assessment=made, decided=decided(**more), by=who.lead, **said)


def open_to(who: Person, of: Any) -> set[Category]:
    with acting(as_person(who.pk)):
        return set(queries.open_categories(who, of))


def told(who: Person) -> list[str]:
    with acting(as_person(who.pk)):
        return sorted(n.kind for n in notices.notices(who) if n.done is None)


def chain(of: Any) -> list[str]:
    with mighty.taken() as cursor:
        cursor.execute("select what from app.core_auditevent where subject = %s order by seq", [of.public_id])
        return [what for (what,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_decision_gives_a_grant_until_its_review_and_a_new_one_takes_its_place() -> None:
    who = world()
    first = in_best_interests(who)
    assert clock.HERE and first.until.astimezone(clock.HERE).date() == clock.today() + 91 * DAY
    assert open_to(who.worker, who.sams) == {ME, HEALTH}
    second = in_best_interests(who, review_on=clock.today() + 200 * DAY)
    with acting(as_person(who.lead.pk)):
        assert [g.pk for g in bases.live_in_best_interests(who.lead, who.sams, who.council)] == [second.pk]
        with pytest.raises(NotAllowed, match="can decide this"):
            actions.decide_in_best_interests(
                assessment=assessed(who, can=True),
                to=who.council,
                categories=[HEALTH],
                purpose="x",
                decided=decided(),
                took_part=TOOK,
                by=who.lead,
            )
    assert "decided-for-you" in told(who.sam)
    page = browser(who.sam).get(reverse("sharing:bases", args=[who.sams.public_id])).content.decode()
    for words in (
        "So she is well",
        "Likes her",
        "Ask each time",
        "Dr Who",
        "She likes the nurse",
        "Ida",
        "I do not agree",
    ):
        assert words in page
    with acting(as_person(who.worker.pk)):
        assert bases.assessments(who.worker, who.sams) == []  # what was found of a learner is not the council's
    assert browser(who.mother).get(reverse("sharing:bases", args=[who.sams.public_id])).status_code == 404


@pytest.mark.django_db
def test_a_lead_types_an_assessment_and_a_decision_and_asks_the_learner_who_can_decide() -> None:
    who = world()
    lead, sams = browser(who.lead), who.sams.public_id
    today = clock.today()
    form = {"about": "Medicine", "assessed_by": "Dr Who", "support_tried": "Symbols", "because": "Asked", "can": "yes"}
    form |= {"on_0": today.day, "on_1": today.month, "on_2": today.year}
    form |= {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    page = lead.post(reverse("sharing:assess", args=[sams]), form, follow=True)
    assert b"So nobody else does" in page.content and b"Write down the decision" not in page.content
    page = lead.post(reverse("sharing:assess", args=[sams]), {**form, "can": "no"}, follow=True)
    address = page.redirect_chain[-1][0]
    review = today + 30 * DAY
    form = {"what": "W", "options": "O", "wishes": "Wi", "because": "B", "to": f"o.{who.council.public_id}"}
    form |= {"opened": ["health"], "purpose": "P", "name1": "Mo", "part1": "mother"}
    form |= {"review_on-day": review.day, "review_on-month": review.month, "review_on-year": review.year}
    refused = lead.post(address, {**form, "part1": ""})
    assert (
        refused.status_code == 200 and b"Say what they are" in refused.content and b">Wi</textarea>" in refused.content
    )
    assert lead.post(address, form).status_code in (302, 303)
    assert HEALTH in open_to(who.worker, who.sams)


@pytest.mark.django_db
def test_a_law_is_named_and_the_learner_reads_it_in_words() -> None:
    who = world()
    with acting(as_person(who.lead.pk)):
        said = {"categories": [ME, PLAN], "purpose": "To plan care", "until": clock.today() + 30 * DAY}
        with pytest.raises(NotAllowed, match="not one of this organisation"):
            actions.give_on_duty(learner=who.sams, to=who.north, duty="care-transition", why="x", by=who.lead, **said)
        made = actions.give_on_duty(
            learner=who.sams, to=who.council, duty="care-transition", why="She turns 18", by=who.lead, **said
        )
        assert made.duty == "care-transition"
    assert PLAN in open_to(who.worker, who.sams)
    page = browser(who.sam).get(reverse("sharing:bases", args=[who.sams.public_id])).content.decode()
    assert "Care Act 2014, section 58" in page and "which care you need when you are 18" in page
    with acting(as_person(who.worker.pk)):
        asks = {"purpose": "p", "why": "w", "until": clock.now() + 30 * DAY, "basis": Basis.STATUTORY_DUTY}
        request = actions.ask_for_access(
            learner=who.sams, organisation=who.council, categories=[HEALTH], duty="ehc-review", by=who.worker, **asks
        )
    with acting(as_person(who.sam.pk)):
        grant = actions.answer_request(request=request, answers={HEALTH: Answer.YES}, by=who.sam)
    assert grant is not None and grant.duty == "ehc-review"


@pytest.mark.django_db
def test_a_second_person_is_told_at_once_and_what_they_do_not_uphold_ends_at_once() -> None:
    who = world()
    grant = opened(who)
    assert told(who.second) == ["safety-review"] and "opened-for-safety" in told(who.sam)
    assert told(who.administrator) == []
    with acting(as_person(who.lead.pk)), pytest.raises(NotAllowed, match="gave themselves"):
        actions.review_safety(grant=grant.pk, upheld=True, words="Me", by=who.lead)
    with pytest.raises(NotAllowed, match="second person has to look"):
        opened(who)
    for outside in (who.worker, who.administrator, who.sam, who.mother):
        with acting(as_person(outside.pk)):
            assert safety.rows(outside) == []
            with pytest.raises(NotAllowed):
                actions.review_safety(grant=grant.pk, upheld=False, words="No", by=outside)
    page = browser(who.second).get(reverse("sharing:safety-one", args=[grant.pk]))
    assert b"Sam Green" in page.content and b"She is lost at night" in page.content
    said = {"do": "review", "upheld": "no", "words": "Her mother could be asked"}
    browser(who.second).post(reverse("sharing:safety-one", args=[grant.pk]), said)
    assert open_to(who.worker, who.sams) == {ME}
    assert told(who.lead) == ["safety-reviewed"] and told(who.second) == []
    with acting(as_person(who.lead.pk)):
        assert GrantEnding.objects.get(grant=grant).by == who.second


@pytest.mark.django_db
def test_what_was_upheld_may_be_opened_once_more_and_what_nobody_reviewed_is_shown(server: Server) -> None:
    who = world()
    with mighty.there(server):
        first = opened(who)
        with acting(as_person(who.second.pk)):
            actions.review_safety(grant=first.pk, upheld=True, words="Right", by=who.second)
        again = opened(who)
        with mighty.taken() as cursor:
            earlier = (
                "update app.sharing_grant set since = since - interval '2 days', until = until - interval '2 days'"
            )
            cursor.execute(f"{NO_TRIGGERS}{earlier} where basis = 'vital-interests';{TRIGGERS}")
        call_command("tell_of_bases", stdout=StringIO())
        call_command("tell_of_bases", stdout=StringIO())
    assert told(who.administrator) == ["safety-missed"] and told(who.second) == ["safety-missed", "safety-review"]
    with acting(as_person(who.administrator.pk)):
        rows = safety.rows(who.administrator)
        assert [(r.id, r.name, r.learner, r.because, r.categories) for r in rows] == [(again.pk, "", None, "", ())]
        assert rows[0].is_missed
    page = browser(who.administrator).get(reverse("sharing:safety-one", args=[again.pk])).content
    assert b"No second person looked" in page and b"Sam" not in page and b"lost" not in page
