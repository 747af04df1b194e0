"""Everything of a learner stops for somebody: at once, everywhere, unsaid. What a lead stopped takes two to lift."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests import people
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.notices import queries as notices
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS
from wraparound.sharing import actions, queries
from wraparound.sharing.models import Freeze
from wraparound.sharing.policy import Standing
from wraparound.sharing.policy_freezing import Freezing, may_ask_to_lift, may_freeze, may_lift
from wraparound.sharing.policy_proxies import ProxyKind
from wraparound.sharing.queries import freezing, proxies

if TYPE_CHECKING:
    from wraparound.accounts.models import Person

ID, LIKES, HEALTH = Category.IDENTITY, Category.ABOUT_ME, Category.HEALTH
OWN, LEADS = Standing(is_the_learner=True), Standing(is_lead=True)
WHY = "A court order says so"


@pytest.mark.parametrize(
    ("standing", "facts", "because", "allowed"),
    [
        (OWN, Freezing(), "", True),
        (OWN, Freezing(is_the_learner=True), "", False),
        (OWN, Freezing(is_known=False), "", False),
        (OWN, Freezing(is_frozen=True), "", False),
        (OWN, Freezing(leaves_nobody_leading=True), "", False),
        (LEADS, Freezing(), WHY, True),
        (LEADS, Freezing(), " ", False),
        (LEADS, Freezing(is_me=True), WHY, False),
        (LEADS, Freezing(leaves_nobody_leading=True), WHY, False),
        (Standing(), Freezing(), WHY, False),
        (Standing(decides=frozenset({HEALTH})), Freezing(), WHY, False),
    ],
)
def test_who_may_stop_everything(standing: Standing, facts: Freezing, because: str, allowed: bool) -> None:
    assert may_freeze(standing, facts, because).allowed is allowed


def test_who_opens_again_what_was_stopped() -> None:
    assert may_lift(OWN, by_learner=True, is_lifted=False)
    assert not may_lift(OWN, by_learner=True, is_lifted=True)
    assert not may_lift(OWN, by_learner=False, is_lifted=False)
    assert not may_lift(LEADS, by_learner=True, is_lifted=False)
    assert may_ask_to_lift(LEADS, by_learner=False, asked=False, because=WHY)
    for more in ({"by_learner": True}, {"asked": True}, {"because": ""}):
        assert not may_ask_to_lift(LEADS, **{"by_learner": False, "asked": False, "because": WHY, **more})
    assert not may_ask_to_lift(OWN, by_learner=False, asked=False, because=WHY)


pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Any:
    """Sam; Mum, who decides about health; a lead, a worker, a safeguarding lead at a college; somebody elsewhere."""
    college, other = people.organisation("College"), people.organisation("Other")
    sam, mum = people.person("Sam"), people.person("Mum", "mum@example.org")
    sams = people.learner("Sam Green", person=sam)
    lead = people.member(college, "Lead", MemberRole.TRANSITION_LEAD)
    worker = people.member(college, "Worker")
    safe = people.member(college, "Safe", MemberRole.SAFEGUARDING_LEAD)
    second = people.member(other, "Second", MemberRole.TRANSITION_LEAD)
    people.in_circle(sams, lead, college, CirclePart.LEAD)
    people.in_circle(sams, worker, college)
    people.in_circle(sams, mum, None, CirclePart.FAMILY)
    for to in (college, other):
        people.granted(sams, to, lead)
    with acting(as_person(sam.pk)):
        told: dict[str, Any] = {"kind": ProxyKind.ADVOCATE, "categories": [LIKES, HEALTH], "may_decide": True}
        until = clock.now() + timedelta(days=30)
        actions.appoint_proxy(learner=sams, person=mum, may_see_looks=True, until=until, by=sam, **told)
        for topic in TOPICS:
            if topic.category in (LIKES, HEALTH):
                passport.say(learner=sams, topic=topic, words="canary", said_by=SaidBy.LEARNER, by=sam)
    return SimpleNamespace(
        learner=sams, sam=sam, mum=mum, lead=lead, worker=worker, safe=safe, second=second, college=college, other=other
    )


def by(who_acts: Person, act: Any, **said: Any) -> Any:
    with acting(as_person(who_acts.pk)):
        return act(by=who_acts, **said)


def seen(who_looks: Person, here: Any) -> set[Category]:
    with acting(as_person(who_looks.pk)):
        return set(queries.open_categories(who_looks, here.learner))


def pages_of(who_looks: Person, here: Any) -> list[tuple[int, bytes]]:
    """What somebody gets at each of these addresses, but for keys that differ each time."""
    names = ["learners:learner", "learners:circle", "passport:passport", "plans:plan", "sharing:who"]
    names += [
        "sharing:requests",
        "sharing:deciding",
        "sharing:proxies",
        "sharing:freeze",
        "sharing:ages",
        "documents:documents",
    ]
    addresses = [reverse(name, args=[here.learner.public_id]) for name in names]
    addresses += ["/", reverse("learners:list"), reverse("notices:list"), reverse("sharing:freezes")]
    browser = people.browser(who_looks)
    found = [browser.get(one) for one in addresses]
    keys = rb'(name="(?:csrfmiddlewaretoken|form_key)" value=")[^"]*|nonce-[^\'"]*'
    return [(one.status_code, re.sub(keys, rb"\1", one.content)) for one in found]


def test_for_whom_everything_stops_each_page_is_a_strangers_and_nothing_is_mailed(here: Any) -> None:
    for who_is_it, whom in ((here.mum, here.mum), (here.worker, here.college)):
        if whom is here.college:
            people.in_circle(here.learner, here.second, here.other, CirclePart.LEAD)
        assert HEALTH in seen(who_is_it, here)
        frozen = by(here.sam, actions.freeze, learner=here.learner, whom=whom)
        assert seen(who_is_it, here) == set()
        stopped = pages_of(who_is_it, here)
        assert not any(b"Sam Green" in body or b"canary" in body for _status, body in stopped)
        with acting(as_person(who_is_it.pk)):
            assert [n for n in notices.notices(who_is_it) if n.learner is not None] == []
            assert Freeze.objects.count() == 0
            assert proxies.says(who_is_it) == []
        call_command("send_notices", stdout=io.StringIO())
        assert not any("mum@example.org" in one.to for one in mail.outbox)
        by(here.sam, actions.unfreeze, freeze=frozen)
        assert HEALTH in seen(who_is_it, here)
        by(here.sam, actions.stop, learner=here.learner, receiver=whom)
        assert pages_of(who_is_it, here) == stopped  # as those of whom nothing is shared with


def test_what_a_proxy_who_is_stopped_says_is_not_said(here: Any) -> None:
    by(here.sam, actions.freeze, learner=here.learner, whom=here.mum)
    with pytest.raises(NotAllowed):
        until = clock.now() + timedelta(days=1)
        told = {"to": here.college, "categories": [HEALTH], "until": until, "purpose": "x"}
        by(here.mum, actions.say_yes_for, learner=here.learner, **told)


def test_the_only_lead_cannot_be_stopped_and_one_of_two_leads_no_more(here: Any) -> None:
    for whom in (here.lead, here.college):
        with pytest.raises(NotAllowed, match="nobody else leads"):
            by(here.sam, actions.freeze, learner=here.learner, whom=whom)
    people.in_circle(here.learner, here.second, here.other, CirclePart.LEAD)
    by(here.sam, actions.freeze, learner=here.learner, whom=here.lead)
    with acting(as_person(here.lead.pk)):
        assert not queries.standing(here.lead, here.learner).is_lead
    with pytest.raises(NotAllowed):  # and now the other is the only one
        by(here.sam, actions.freeze, learner=here.learner, whom=here.other)


def test_what_a_lead_stopped_takes_two_to_lift_by_the_action_and_by_sql(here: Any) -> None:
    with pytest.raises(NotAllowed, match="say why"):
        by(here.lead, actions.freeze, learner=here.learner, whom=here.mum)
    for whom in (here.lead, here.college):
        with pytest.raises(NotAllowed):
            by(here.lead, actions.freeze, learner=here.learner, whom=whom, because=WHY)
    made = by(here.lead, actions.freeze, learner=here.learner, whom=here.mum, because=WHY)
    with acting(as_person(here.sam.pk)):
        assert "frozen-for-you" in {n.kind for n in notices.notices(here.sam)}
    for person in (here.sam, here.lead, here.worker, here.mum):
        with pytest.raises(NotAllowed):
            by(person, actions.unfreeze, freeze=made)
    for person in (here.lead, here.safe):  # nobody has asked yet
        with pytest.raises(NotAllowed):
            by(person, actions.lift_as_second, freeze=made)
    with acting(as_person(here.lead.pk)), pytest.raises(DatabaseError), transaction.atomic():
        said = {"lift_because": "x", "lifted_at": clock.now(), "lifted_by": here.lead, "lift_asked_by": here.safe}
        Freeze.objects.filter(pk=made.pk).update(**said)
    by(here.lead, actions.ask_to_lift, freeze=made, because="The order has ended")
    with pytest.raises(NotAllowed):
        by(here.lead, actions.lift_as_second, freeze=made)
    with acting(as_person(here.lead.pk)), pytest.raises(DatabaseError), transaction.atomic():
        Freeze.objects.filter(pk=made.pk).update(lifted_at=clock.now(), lifted_by=here.lead)
    with acting(as_person(here.safe.pk)):
        (asked,) = freezing.to_review(here.safe)
        assert (asked.name, asked.frozen, asked.asked_by) == ("Sam Green", "Mum", "Lead")
        assert [n.kind for n in notices.notices(here.safe)] == ["lift-asked"]
    with acting(as_person(here.worker.pk)):
        assert freezing.to_review(here.worker) == []
    browser = people.browser(here.safe)
    assert "The order has ended" in browser.get(reverse("sharing:freezes")).content.decode()
    assert browser.post(reverse("sharing:freezes"), {"freeze": str(made.pk)}).status_code == 302
    assert HEALTH in seen(here.mum, here)


def test_a_lead_for_whom_everything_stopped_is_not_told_that_somebody_asks_to_lift_it(here: Any) -> None:
    people.in_circle(here.learner, here.second, here.other, CirclePart.LEAD)
    made = by(here.lead, actions.freeze, learner=here.learner, whom=here.second, because=WHY)
    by(here.lead, actions.ask_to_lift, freeze=made, because="It was a mistake")
    with acting(as_person(here.second.pk)):
        assert notices.notices(here.second).count() == 0
        assert freezing.to_review(here.second) == []
    with pytest.raises(NotAllowed):
        by(here.second, actions.lift_as_second, freeze=made)


def test_the_pages_stop_and_open_again_and_are_nobody_elses(here: Any) -> None:
    page = reverse("sharing:freeze", args=[here.learner.public_id])
    sams, leads = people.browser(here.sam), people.browser(here.lead)
    sent = {"do": "stop", "whom": f"p.{here.mum.public_id}", "because": ""}
    assert leads.post(page, sent).status_code == 200  # a lead says why
    assert sams.post(page, sent).status_code == 302
    assert seen(here.mum, here) == set()
    assert "Stopped since" in sams.get(page).content.decode()
    assert "only they open it again" in leads.get(page).content.decode()
    with acting(as_person(here.sam.pk)):
        key = str(freezing.frozen(here.sam, here.learner)[0].id)
    leads.post(page, {"do": "open", "freeze": key})
    assert seen(here.mum, here) == set()
    who_page = sams.get(reverse("sharing:who", args=[here.learner.public_id])).content.decode()
    assert "Everything has stopped for:</strong> Mum." in who_page
    assert sams.post(page, {"do": "open", "freeze": key}).status_code == 302
    assert HEALTH in seen(here.mum, here)
    only = {"do": "stop", "whom": f"p.{here.lead.public_id}"}
    refused = sams.post(page, only, follow=True).content.decode()
    assert refused.count("Nobody else leads: say what seems wrong instead") == 1
    for somebody in (here.mum, here.worker, here.safe):
        assert people.browser(somebody).get(page).status_code == 404
