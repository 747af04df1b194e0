"""Organisations that will not share say why, until it is settled; disagreements are heard, with what was tried."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.people import browser, granted, in_circle, learner, member, organisation, person
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.notices import queries as notices
from wraparound.sharing import actions
from wraparound.sharing.models import Disagreement, DisagreementStep, ShareWish, WishAnswer
from wraparound.sharing.policy import Standing
from wraparound.sharing.policy_disagreements import CLOSES, About, Step, may_raise, steps_for
from wraparound.sharing.policy_looks import answer_due
from wraparound.sharing.policy_withholding import Kind, may_answer, may_settle, may_wish
from wraparound.sharing.queries import disagreements, withholding

if TYPE_CHECKING:
    from wraparound.accounts.models import Person

OWN, LEAD, NOBODY = Standing(is_the_learner=True), Standing(is_lead=True), Standing()


def test_who_wishes_answers_and_settles() -> None:
    assert may_wish(OWN, receives=False, what="x") and may_wish(LEAD, receives=False, what="x")
    assert may_wish(NOBODY, receives=True, what="x")
    assert not may_wish(NOBODY, receives=False, what="x") and not may_wish(OWN, receives=True, what=" ")
    assert may_answer(is_theirs=True, answered=False, words="why")
    assert not may_answer(is_theirs=False, answered=False, words="why")
    assert not may_answer(is_theirs=True, answered=True, words="why")
    assert not may_answer(is_theirs=True, answered=False, words=" ")
    assert may_settle(OWN, settled=False, how="x") and may_settle(LEAD, settled=False, how="x")
    assert not may_settle(NOBODY, settled=False, how="x") and not may_settle(OWN, settled=True, how="x")
    assert not may_settle(OWN, settled=False, how=" ")


def test_who_raises_a_disagreement_and_who_takes_which_step() -> None:
    told: dict[str, Any] = {"knows": True, "words": "No", "hears": 2, "raises": 1, "with_whom": [3]}
    assert may_raise(**told)
    for wrong in ({"knows": False}, {"words": " "}, {"hears": 1}, {"hears": 3}):
        assert not may_raise(**{**told, **wrong})
    here = {"raised": False, "hears": False, "is_side": False, "closed": False}
    assert steps_for(**here) == () and steps_for(**{**here, "raised": True, "closed": True}) == ()
    assert not CLOSES & {*steps_for(**{**here, "hears": True}), *steps_for(**{**here, "is_side": True})}
    assert {*steps_for(**{**here, "raised": True})} >= CLOSES
    assert Step.SAID not in steps_for(**{**here, "hears": True})


def world() -> Any:
    """Sam; North leads and South works with Sam, each with an administrator; West does not know Sam; a mother."""
    north, south, west = organisation("North"), organisation("South"), organisation("West")
    who = SimpleNamespace(north=north, south=south, west=west, sam=person("Sam"), mother=person("Mo"))
    who.lead, who.worker = member(north, "Lena", MemberRole.TRANSITION_LEAD), member(south, "Sue")
    who.boss = member(north, "Bea", MemberRole.ORGANISATION_ADMIN)
    who.stranger = member(west, "Stan")
    who.sams = learner("Sam Green", person=who.sam)
    in_circle(who.sams, who.lead, north, CirclePart.LEAD)
    in_circle(who.sams, who.worker, south)
    in_circle(who.sams, who.mother, None, CirclePart.FAMILY)
    granted(who.sams, north, who.lead)
    granted(who.sams, south, who.lead, [Category.IDENTITY])
    granted(who.sams, who.mother, who.lead, [Category.IDENTITY])
    return who


def wished(who: Any, by: Person, of: Any = None, to: Any = None) -> ShareWish:
    said = {"of": of or who.north, "to": to or who.south, "what": "The eating plan", "why": "So lunch is safe"}
    with acting(as_person(by.pk)):
        return actions.wish_sharing(learner=who.sams, by=by, **said)


def told(who: Person) -> list[str]:
    with acting(as_person(who.pk)):
        return sorted(n.kind for n in notices.notices(who) if n.done is None)


def listed(who: Any, by: Person) -> list[tuple[bool, str]]:
    with acting(as_person(by.pk)):
        return [(line.is_refused, line.words) for line in withholding.wishes(by, who.sams)]


@pytest.mark.django_db
def test_a_refusal_says_why_and_is_listed_for_everybody_in_it_until_it_is_settled() -> None:
    who = world()
    wish = wished(who, who.worker)
    assert told(who.lead) == ["sharing-wished"] and told(who.boss) == []
    address = reverse("sharing:wish", args=[wish.pk])
    said = {"do": "answer", "kind": "our-policy", "words": ""}
    page = browser(who.lead).post(address, said)
    assert page.status_code == 200 and b"Say why in words" in page.content  # no refusal without words
    browser(who.lead).post(address, {**said, "words": "Clause 4"})
    assert told(who.sam) == ["sharing-wish-answered"] == told(who.worker) and told(who.lead) == []
    for one in (who.sam, who.lead, who.worker):
        assert listed(who, one) == [(True, "Clause 4")]
    assert listed(who, who.mother) == [] == listed(who, who.stranger)
    easy = browser(who.sam).get(reverse("sharing:wishes", args=[who.sams.public_id])).content
    assert b"our rules do not let us" in easy
    with acting(as_person(who.worker.pk)):
        counts = withholding.withheld(who.worker, who.south)
        assert [(c.of, c.to, c.kind, c.waiting, c.settled) for c in counts] == [
            ("North", "South", Kind.OUR_POLICY, 1, 0)
        ]
        with pytest.raises(NotAllowed):
            actions.settle_wish(wish=wish, how="Never mind", by=who.worker)
    with acting(as_person(who.stranger.pk)):
        assert withholding.withheld(who.stranger, who.south) == [] == withholding.withheld(who.stranger, who.west)
    browser(who.sam).post(address, {"do": "settle", "how": "Mum gave it"})
    assert listed(who, who.sam) == [(False, "Clause 4")]
    with acting(as_person(who.worker.pk)):
        assert withholding.withheld(who.worker, who.south)[0].settled == 1


@pytest.mark.django_db
def test_nobody_wishes_or_answers_for_another_organisation_not_even_by_the_database() -> None:
    who = world()
    with pytest.raises(NotAllowed, match="own organisation"):
        wished(who, who.worker, of=who.south, to=who.north)
    wish = wished(who, who.sam)
    with acting(as_person(who.worker.pk)):
        with pytest.raises(NotAllowed, match="another organisation"):
            actions.answer_wish(wish=wish, kind=Kind.LAW, words="x", by=who.worker)
        with pytest.raises(DatabaseError), transaction.atomic():
            WishAnswer(wish=wish, learner=who.sams, kind="law", words="x", by=who.worker).save(force_insert=True)
    with acting(as_person(who.lead.pk)):
        actions.answer_wish(wish=wish, kind=Kind.SHARED, words="Done", by=who.lead)
        with pytest.raises(NotAllowed, match="already"):
            actions.answer_wish(wish=wish, kind=Kind.LAW, words="x", by=who.lead)
    assert listed(who, who.sam) == [(False, "Done")]


def disagrees(who: Any, by: Person, **more: Any) -> Disagreement:
    said = {"about": About.PLAN, "words": "I want the farm", "wanted": "Two days there", "hears": who.boss.pk, **more}
    with acting(as_person(by.pk)):
        return actions.raise_disagreement(learner=who.sams, by=by, **said)


def step(one: Disagreement, kind: Step, words: str, by: Person) -> DisagreementStep:
    with acting(as_person(by.pk)):
        return actions.add_step(disagreement=one.pk, kind=kind, words=words, by=by)


@pytest.mark.django_db
def test_a_disagreement_is_heard_by_somebody_else_and_closed_only_by_who_raised_it() -> None:
    who = world()
    client, address = browser(who.sam), reverse("sharing:disagreements", args=[who.sams.public_id])
    form = {"about": "plan", "words": "I want the farm", "wanted": "Two days", "others": [who.lead.pk]}
    page = client.post(address, {**form, "hears": who.lead.pk})
    assert page.status_code == 200 and b"Choose somebody else to listen" in page.content
    assert b"I want the farm</textarea>" in page.content  # nothing lost
    page = client.post(address, {**form, "hears": who.boss.pk}, follow=True)
    assert b"Bea listens to everybody by" in page.content
    with acting(as_person(who.sam.pk)):
        one = Disagreement.objects.get()
    assert one.by_date == answer_due(clock.today(), 15)
    assert told(who.boss) == ["disagreement-to-hear"] and told(who.lead) == ["disagreement-side"]
    step(one, Step.SAID, "The farm is full", who.lead)
    step(one, Step.TRIED, "A day at the city farm", who.boss)
    for closes in CLOSES:
        for other in (who.boss, who.lead):
            with pytest.raises(NotAllowed, match="not yours"):
                step(one, closes, "Done", other)
    page = browser(who.boss).get(reverse("sharing:disagreement", args=[one.pk])).content.decode()
    assert page.index("I want the farm") < page.index("The farm is full") < page.index("A day at the city farm")
    for outside in (who.mother, who.worker, who.stranger):
        assert browser(outside).get(reverse("sharing:disagreement", args=[one.pk])).status_code == 404
        with acting(as_person(outside.pk)):
            assert not Disagreement.objects.exists()
            with pytest.raises(DatabaseError), transaction.atomic():
                DisagreementStep(disagreement=one, learner=who.sams, kind="agreed", words="x", by=outside).save(
                    force_insert=True
                )
    step(one, Step.MEDIATION, "We ask for help", who.sam)
    with acting(as_person(who.sam.pk)):
        line = disagreements.disagreement(who.sam, one.pk)
        assert line is not None and line.went_on and line.may_add == ()
    assert "disagreement-to-hear" not in told(who.boss)


@pytest.mark.django_db
def test_family_raises_too_the_learners_side_stands_first_and_a_stranger_raises_nothing() -> None:
    who = world()
    one = disagrees(who, who.mother, with_whom=[who.sam.pk, who.lead.pk])
    step(one, Step.SAID, "It is my plan", who.sam)
    with acting(as_person(who.mother.pk)):
        line = disagreements.disagreement(who.mother, one.pk)
        assert line is not None and [side.name for side in line.sides] == ["Sam", "Mo", "Lena"]
        assert line.sides[0].is_learner and line.sides[0].words == ("It is my plan",)
    with pytest.raises(NotAllowed, match="do not know"):
        disagrees(who, who.stranger)
    with pytest.raises(NotAllowed, match="cannot hear it"):
        disagrees(who, who.mother, hears=who.stranger.pk)
