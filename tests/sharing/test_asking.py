"""An organisation asks to see more of a learner; the learner says yes or no to each part, and a no is respected."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from tests.people import DAY, browser, granted, in_circle, learner, member, organisation, person
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person, as_visitor
from wraparound.core.decisions import NotAllowed
from wraparound.notices import queries as notices
from wraparound.sharing import actions, queries
from wraparound.sharing.models import AccessRequest, Grant, LaterQuestion, RequestAnswer, SharingChange
from wraparound.sharing.policy import Answer, Basis, Standing, Support, SupportHow
from wraparound.sharing.policy_asking import LONGEST, RESPECTED, WAITS, Asking, State, may_answer, may_ask, state
from wraparound.sharing.queries import asking

if TYPE_CHECKING:
    from wraparound.accounts.models import Person

ME, HEALTH, PLAN, LEARNING = Category.IDENTITY, Category.HEALTH, Category.PLAN, Category.LEARNING
YES, NO = Answer.YES, Answer.NO
HELPED = Support(name="Uncle Tom", how=(SupportHow.SYMBOLS,))
FORM = {"categories": ["health", "plan"], "purpose": "To get ready", "why": "We train our staff", "until": "term"}
FORM |= {"basis": "consent"}


# ---- facts in, decision out

KNOWS = Asking(open=frozenset({ME}), waiting=frozenset({PLAN}), refused={HEALTH: clock.today()}, knows=True)


@pytest.mark.parametrize(
    ("facts", "wanted", "basis", "why", "lasts", "allowed"),
    [
        (KNOWS, [LEARNING], Basis.CONSENT, "x", DAY, True),
        (KNOWS, [LEARNING], Basis.CONSENT, "x", LONGEST, True),
        (KNOWS, [LEARNING], Basis.CONSENT, "x", LONGEST + DAY, False),
        (KNOWS, [LEARNING], Basis.CONSENT, "x", 0 * DAY, False),
        (KNOWS, [LEARNING], Basis.CONSENT, " ", DAY, False),
        (KNOWS, [LEARNING], Basis.VITAL_INTERESTS, "x", DAY, False),
        (KNOWS, [], Basis.CONSENT, "x", DAY, False),
        (KNOWS, [LEARNING, ME], Basis.CONSENT, "x", DAY, False),
        (KNOWS, [LEARNING, PLAN], Basis.CONSENT, "x", DAY, False),
        (KNOWS, [LEARNING, HEALTH], Basis.CONSENT, "x", DAY, False),
        (KNOWS, [LEARNING, HEALTH], Basis.STATUTORY_DUTY, "x", DAY, True),
        (Asking(), [LEARNING], Basis.CONSENT, "x", DAY, False),
        (Asking(knows=True, lately=3), [LEARNING], Basis.CONSENT, "x", DAY, True),
        (Asking(knows=True, lately=4), [LEARNING], Basis.STATUTORY_DUTY, "x", DAY, False),
    ],
)
def test_who_may_ask_for_what(facts: Asking, wanted: Any, basis: Basis, why: str, lasts: Any, allowed: bool) -> None:
    assert may_ask(facts, wanted, basis, why, lasts).allowed is allowed


@pytest.mark.parametrize(
    ("standing", "asks", "support", "allowed"),
    [
        (Standing(is_the_learner=True), False, None, True),
        (Standing(is_lead=True), False, HELPED, True),
        (Standing(is_lead=True), False, None, False),
        (Standing(is_lead=True), False, Support(name="Tom"), False),
        (Standing(is_lead=True), False, Support(how=(SupportHow.TIME,)), False),
        (Standing(is_lead=True), True, HELPED, False),
        (Standing(), False, HELPED, False),
    ],
)
def test_who_may_answer(standing: Standing, asks: bool, support: Support | None, allowed: bool) -> None:
    assert may_answer(standing, State.WAITING, asks=asks, support=support).allowed is allowed
    for at in (State.ANSWERED, State.TAKEN_BACK, State.OVER):
        assert not may_answer(standing, at, asks=asks, support=support)


def test_a_request_waits_until_its_date_or_sixty_days_whichever_is_first() -> None:
    made = clock.now()

    def at(passed: timedelta, until: timedelta = LONGEST, answered: bool = False, taken_back: bool = False) -> State:
        told = {"made": made, "until": made + until, "answered": answered, "taken_back": taken_back}
        return state(**told, now=made + passed)

    second = timedelta(seconds=1)
    assert at(WAITS - second) is at(DAY - second, until=DAY) is State.WAITING
    assert at(WAITS) is at(DAY, until=DAY) is State.OVER
    assert at(WAITS, answered=True) is State.ANSWERED
    assert at(DAY, answered=True, taken_back=True) is State.TAKEN_BACK


# ---- one world for the rest


def world() -> Any:
    """Sam; North leads; South knows who Sam is and asks; West works with Sam too; a mother; and people of elsewhere."""
    north, south, west = organisation("North"), organisation("South"), organisation("West")
    who = SimpleNamespace(north=north, south=south, west=west, sam=person("Sam"), stranger=person("Stranger"))
    who.lead = member(north, "Lena", MemberRole.TRANSITION_LEAD)
    who.asker, who.colleague = member(south, "Ash"), member(south, "Col")
    who.away, who.partner = member(south, "Away"), member(west, "Pat")
    who.mother = person("Mother")
    who.sams = learner("Sam Green", person=who.sam)
    in_circle(who.sams, who.lead, north, CirclePart.LEAD)
    for one, of in ((who.asker, south), (who.colleague, south), (who.partner, west)):
        in_circle(who.sams, one, of)
    in_circle(who.sams, who.mother, None, CirclePart.FAMILY)
    granted(who.sams, north, who.lead)
    granted(who.sams, south, who.lead, [ME, Category.ABOUT_ME])
    granted(who.sams, west, who.lead, [ME])
    granted(who.sams, who.mother, who.lead, [ME])
    return who


def asked(who: Any, *categories: Category, by: Person | None = None, **more: Any) -> AccessRequest:
    by = by or who.asker
    said = {"purpose": "To get ready", "why": "We train our staff", "until": clock.now() + 90 * DAY, **more}
    with acting(as_person(by.pk)):
        return actions.ask_for_access(
            learner=who.sams, organisation=who.south, categories=categories or [HEALTH, PLAN], by=by, **said
        )


def answered(who: Any, request: AccessRequest, **more: Any) -> Grant | None:
    by = more.pop("by", who.sam)
    with acting(as_person(by.pk)):
        return actions.answer_request(request=request, **{"answers": {HEALTH: NO, PLAN: YES}, "by": by, **more})


def line(viewer: Person, request: AccessRequest) -> Any:
    with acting(as_person(viewer.pk)):
        return asking.request(viewer, request.pk)


def open_to(who: Person, of: Any) -> set[Category]:
    with acting(as_person(who.pk)):
        return set(queries.open_categories(who, of))


def told_of(who: Person) -> list[str]:
    with acting(as_person(who.pk)):
        return sorted(n.kind for n in notices.notices(who) if n.done is None)


@pytest.mark.django_db
def test_the_learner_says_yes_to_some_and_that_is_one_grant_noted_so_that_it_can_be_undone() -> None:
    who = world()
    request = asked(who)
    assert told_of(who.sam) == ["access-asked"]
    assert told_of(who.lead) == told_of(who.mother) == told_of(who.partner) == []
    grant = answered(who, request)
    assert grant is not None
    assert (grant.categories, grant.request_id, grant.until) == ([PLAN.number], request.pk, request.until)
    assert (grant.basis, grant.permission) == ("consent", "given")
    assert open_to(who.asker, who.sams) == {ME, Category.ABOUT_ME, PLAN}
    with acting(as_person(who.sam.pk)):
        change = SharingChange.objects.get()
        assert (change.kind, change.given) == ("answer", [grant.pk])
        actions.undo_change(change=change, by=who.sam)
    assert open_to(who.asker, who.sams) == {ME, Category.ABOUT_ME}
    assert told_of(who.sam) == []
    assert told_of(who.asker) == ["access-answered"]
    seen = line(who.asker, request)
    assert (seen.state, seen.yes, seen.no) == (State.ANSWERED, (PLAN,), (HEALTH,))


@pytest.mark.django_db
def test_a_no_opens_nothing_and_is_respected_by_the_whole_organisation_for_ninety_days() -> None:
    who = world()
    now = clock.now()
    assert answered(who, asked(who), answers={HEALTH: NO, PLAN: NO}) is None
    with acting(as_person(who.sam.pk)):
        assert not SharingChange.objects.exists()
    assert open_to(who.asker, who.sams) == {ME, Category.ABOUT_ME}
    for by in (who.asker, who.colleague):
        with pytest.raises(NotAllowed, match="said no"):
            asked(who, HEALTH, by=by)
    law = asked(who, HEALTH, basis=Basis.STATUTORY_DUTY, why="Section 42")
    grant = answered(who, law, answers={HEALTH: YES})
    assert grant is not None
    assert (grant.basis, grant.basis_note) == ("statutory-duty", "Section 42")
    with clock.stopped_at(now + RESPECTED - DAY), pytest.raises(NotAllowed, match="said no"):
        asked(who, PLAN)
    with clock.stopped_at(now + RESPECTED):
        assert line(who.asker, law).again is None
        asked(who, PLAN)


@pytest.mark.django_db
def test_nobody_answers_twice_nor_after_it_was_taken_back_or_its_time_is_over() -> None:
    who = world()
    first, second = asked(who, HEALTH, PLAN), asked(who, LEARNING)
    answered(who, first)
    with pytest.raises(NotAllowed, match="answered already"):
        answered(who, first)
    with acting(as_person(who.asker.pk)), pytest.raises(NotAllowed, match="answered already"):
        actions.take_back_request(request=first, by=who.asker)
    with acting(as_person(who.sam.pk)), pytest.raises(NotAllowed, match="only whoever asks"):
        actions.take_back_request(request=second, by=who.sam)
    with acting(as_person(who.colleague.pk)):
        actions.take_back_request(request=second, by=who.colleague)
    with pytest.raises(NotAllowed, match="taken back"):
        answered(who, second, answers={LEARNING: YES})
    assert line(who.sam, second).state is State.TAKEN_BACK
    third = asked(who, LEARNING)
    with clock.stopped_at(clock.now() + WAITS):
        assert line(who.sam, third).state is State.OVER
        with pytest.raises(NotAllowed, match="its time is over"):
            answered(who, third, answers={LEARNING: YES})
        asked(who, LEARNING)  # nobody said no: it can be asked again
    with pytest.raises(NotAllowed, match="yes or a no"):
        answered(who, third, answers={})


@pytest.mark.django_db
def test_a_lead_types_what_the_learner_said_with_support_but_not_for_their_own_organisation() -> None:
    who = world()
    request = asked(who)
    with pytest.raises(NotAllowed, match="who helped"):
        answered(who, request, by=who.lead)
    grant = answered(who, request, by=who.lead, support=HELPED)
    assert grant is not None
    assert (grant.permission, grant.supported_name, grant.support_how) == (
        "given-with-support",
        "Uncle Tom",
        ["symbols"],
    )
    assert line(who.sam, request).supported
    in_circle(who.sams, who.colleague, who.south, CirclePart.LEAD)
    with pytest.raises(NotAllowed, match="own organisation"):
        answered(who, asked(who, LEARNING), by=who.colleague, support=HELPED, answers={LEARNING: YES})


@pytest.mark.django_db
def test_where_a_learner_does_not_sign_in_their_lead_is_told() -> None:
    who = world()
    who.sams = learner("Tom Brown")
    in_circle(who.sams, who.lead, who.north, CirclePart.LEAD)
    in_circle(who.sams, who.asker, who.south)
    granted(who.sams, who.north, who.lead)
    granted(who.sams, who.south, who.lead, [ME])
    request = asked(who)
    assert told_of(who.lead) == ["access-asked-of"]
    answered(who, request, by=who.lead, support=HELPED)
    assert told_of(who.lead) == []


@pytest.mark.django_db
def test_a_request_is_there_for_the_learner_their_lead_and_whoever_asks_and_for_nobody_else() -> None:
    who = world()
    request = asked(who)
    answered(who, request)
    for one in (who.sam, who.lead, who.asker, who.colleague):
        assert line(one, request) is not None
    for name in ("partner", "stranger", "mother", "away"):
        somebody = getattr(who, name)
        with acting(as_person(somebody.pk)):
            assert not AccessRequest.objects.exists(), name
            assert not RequestAnswer.objects.exists(), name
        client = browser(somebody)
        assert client.get(f"/sharing/requests/{request.pk}/").status_code == 404, name
        every = client.get(f"/sharing/{who.sams.public_id}/requests/")
        assert every.status_code == (200 if name == "partner" else 404), name  # who may ask finds what their own asked
        assert "South" not in every.content.decode()
    with acting(as_visitor()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        AccessRequest.objects.exists()


@pytest.mark.django_db
def test_nobody_answers_for_the_learner_even_with_sql() -> None:
    who = world()
    request = asked(who)
    for name in ("asker", "lead", "partner", "stranger", "mother"):
        somebody = getattr(who, name)
        told = {"request": request, "learner": who.sams, "category": PLAN.number, "by": somebody}
        tried: list[dict[str, Any]] = [{"answer": YES}, {"answer": NO}, {"answer": YES, "supported": True}]
        with acting(as_person(somebody.pk)):
            for said in tried[:2] if name == "lead" else tried:  # a lead types with support, and is named for it
                with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                    RequestAnswer(**told, **said).save(force_insert=True)
    assert line(who.sam, request).state is State.WAITING


@pytest.mark.django_db
def test_only_whoever_knows_the_learner_asks_and_for_their_own_organisation_even_with_sql() -> None:
    who = world()
    for name, of in (("stranger", who.south), ("away", who.south), ("mother", who.south), ("asker", who.west)):
        by = getattr(who, name)
        with acting(as_person(by.pk)):
            said = {"learner": who.sams, "organisation": of, "purpose": "x", "why": "x", "until": clock.now() + DAY}
            with pytest.raises(NotAllowed):
                actions.ask_for_access(**said, categories=[HEALTH], by=by)
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                AccessRequest(**said, categories=[3], basis="consent", asked_by=by).save(force_insert=True)
        assert name == "asker" or browser(by).get(f"/sharing/{who.sams.public_id}/ask/").status_code == 404
    assert browser(who.sam).get(f"/sharing/{who.sams.public_id}/ask/").status_code == 404


# ---- the pages


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db
def test_by_page_it_is_asked_checked_answered_and_seen_on_both_sides() -> None:
    who = world()
    asks, answers = browser(who.asker), browser(who.sam)
    at = f"/sharing/{who.sams.public_id}/ask/"
    assert at in words(asks.get(f"/learners/{who.sams.public_id}/"))
    assert 'value="about-me"' not in words(asks.get(at))  # open already
    assert "Say what you need it for" in words(asks.post(at, {**FORM, "purpose": ""}))
    law = asks.post(at, {**FORM, "basis": "statutory-duty"})
    assert "Say which law it is" in words(law)
    place = {"organisation": str(who.south.public_id)}
    assert "This is what Sam Green will read." in words(asks.post(at, {**FORM, **place}))
    page = asks.post(at, {**FORM, **place, "do": "send"}).headers["Location"]
    assert "1 request waits for you" in words(answers.get("/"))
    mine = words(answers.get(page))
    for said in ("South asks to see more", "Ash", "To get ready", "We train our staff", "My health", "My plan"):
        assert said in mine
    half = {"part-health": "no", "part-plan": ""}
    assert "My plan: choose yes or no" in words(answers.post(page, half))
    both = {"part-health": "no", "part-plan": "yes"}
    check = words(answers.post(page, both))
    assert "Is this right?" in check
    assert answers.post(page, {**both, "do": "send"}).status_code == 302
    assert answers.post(page, {**both, "do": "send"}).status_code == 302
    assert "waits for no answer now" in words(answers.get(page))
    assert "waits for you" not in words(answers.get("/"))
    for client in (asks, answers):
        seen = words(client.get(page)).partition("<main")[2]
        assert seen.index("Yes to") < seen.index("My plan") < seen.index("No to") < seen.index("My health")
        assert "No to: My health" in words(client.get(f"/sharing/{who.sams.public_id}/requests/"))
    assert "Nobody owes you a reason" in words(asks.get(page))
    assert "Ask again from" in words(asks.post(at, {**FORM, **place, "categories": ["health"]}))


@pytest.mark.django_db
def test_by_page_a_learner_puts_it_off_a_lead_types_and_an_asker_takes_it_back() -> None:
    who = world()
    first, second = asked(who, HEALTH), asked(who, PLAN)
    sam, lead = browser(who.sam), browser(who.lead)
    pages = [f"/sharing/requests/{one.pk}/" for one in (first, second)]
    sam.post(pages[0], {"do": "later"})
    assert "You said: ask me again on" in words(sam.get(pages[0]))
    assert "Choose somebody" in words(sam.post(pages[1], {"do": "talk"}))
    sam.post(pages[1], {"do": "talk", "to": str(who.lead.public_id)})
    assert "You said: I want to talk with Lena first" in words(sam.get(pages[1]))
    assert told_of(who.lead) == ["talk-wanted"]
    typed = {"part-health": "yes", "helped": "other", "helped_by": "", "how": "time"}
    assert "Write who helped" in words(lead.post(pages[0], typed))
    assert lead.post(pages[0], {**typed, "helped": "me", "do": "send"}).status_code == 302
    assert HEALTH in open_to(who.asker, who.sams)
    assert browser(who.asker).post(pages[1], {"do": "take-back"}).status_code == 302
    assert "They took it back" in words(sam.get(pages[1]))
    with acting(as_person(who.sam.pk)):
        assert LaterQuestion.objects.count() == 2


def test_no_notice_says_what_is_asked_for() -> None:
    from wraparound.notices.kinds import known

    kinds = [kind for slug, kind in known().items() if slug.startswith("access-a")]
    assert len(kinds) == 3
    said = " ".join(str(w) for w in chain.from_iterable((k.sentence, k.wanted, k.named, k.link_text) for k in kinds))
    assert not [c for c in Category if str(c.label).lower() in said.lower() or c.value in said]


@pytest.mark.django_db
def test_a_request_is_of_now_and_what_is_answered_is_not_taken_back_even_with_sql() -> None:
    who = world()
    made = {"learner": who.sams, "organisation": who.south, "asked_by": who.asker, "categories": [1], "purpose": "x"}
    made |= {"basis": Basis.CONSENT, "why": "x", "until": clock.now() + DAY}
    with acting(as_person(who.asker.pk)):
        with pytest.raises(DatabaseError, match="of now"), transaction.atomic():
            AccessRequest(**made, made=clock.now() - 2 * DAY).save(force_insert=True)
        AccessRequest(**made).save(force_insert=True)
    request = asked(who)
    answered(who, request)
    back = {"request": request, "learner": who.sams, "answer": Answer.TAKEN_BACK, "by": who.asker}
    with acting(as_person(who.asker.pk)), pytest.raises(DatabaseError, match="taken back before"), transaction.atomic():
        RequestAnswer(**back).save(force_insert=True)


@pytest.mark.django_db
def test_who_asks_four_times_in_a_month_has_asked_enough() -> None:
    who = world()
    for _ in range(4):
        request = asked(who, LEARNING)
        with acting(as_person(who.asker.pk)):
            actions.take_back_request(request=request, by=who.asker)
    with pytest.raises(NotAllowed, match="four times in a month"):
        asked(who, LEARNING)
