"""Sharing in the learner's own hands: what opens and closes, what can be undone, who helped; and nobody is told."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from tests import people
from wraparound.accounts.roles import CirclePart, MemberRole, OrganisationKind
from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.core.models import AuditEvent
from wraparound.notices import queries as notices
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS
from wraparound.sharing import actions, queries
from wraparound.sharing.models import Grant, LaterQuestion, SharingChange
from wraparound.sharing.policy import Permission, Support, SupportHow
from wraparound.sharing.queries import hands, who

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

pytestmark = pytest.mark.django_db
ID, LIKES, HEALTH, PLAN = Category.IDENTITY, Category.ABOUT_ME, Category.HEALTH, Category.PLAN
WEEK = timedelta(days=7)
HELP = Support(name="Dev", how=(SupportHow.READ_ALOUD,))


@pytest.fixture
def here() -> Any:
    """Sam, Mum to whom three parts are open, a college with a lead, a shop with a worker, and a stranger."""
    college, shop = people.organisation("College"), people.organisation("Shop", OrganisationKind.EMPLOYER)
    sam, mum = people.person("Sam"), people.person("Mum", "mum@example.org")
    sams = people.learner("Sam Green", person=sam)
    lead = people.member(college, "Lead", MemberRole.TRANSITION_LEAD)
    worker = people.member(shop, "Worker", MemberRole.EMPLOYER_SUPERVISOR)
    people.in_circle(sams, lead, college, CirclePart.LEAD)
    people.in_circle(sams, worker, shop, CirclePart.WORKS_WITH)
    people.in_circle(sams, mum, None, CirclePart.FAMILY)
    people.granted(sams, college, lead)
    with acting(as_person(sam.pk)):
        told: dict[str, Any] = {"learner": sams, "purpose": "To help", "until": clock.now() + WEEK, "by": sam}
        actions.share(to=mum, categories=[LIKES, HEALTH], **told)
    return SimpleNamespace(
        learner=sams, sam=sam, mum=mum, lead=lead, worker=worker, shop=shop, college=college, other=people.person()
    )


def seen(who_looks: Person, of: Learner) -> set[Category]:
    with acting(as_person(who_looks.pk)):
        return set(queries.open_categories(who_looks, of))


def by(who_acts: Person, act: Any, **said: Any) -> Any:
    with acting(as_person(who_acts.pk)):
        return act(by=who_acts, **said)


def last(here: Any) -> SharingChange:
    with acting(as_person(here.sam.pk)):
        return hands.changes(here.sam, here.learner, 1)[0]


def share_of(here: Any) -> SharingChange:
    """The first thing that was done: Mum's."""
    with acting(as_person(here.sam.pk)):
        return hands.changes(here.sam, here.learner, 99)[-1]


def share(here: Any, who_acts: Person, **said: Any) -> Any:
    told = {"to": here.shop, "categories": [PLAN], "purpose": "To work", "until": clock.now() + WEEK, **said}
    return by(who_acts, actions.share, learner=here.learner, **told)


def test_what_a_learner_shares_is_open_and_says_who_they_are_and_stands_in_the_chain(here: Any) -> None:
    assert seen(here.worker, here.learner) == set()
    change = share(here, here.sam)
    assert seen(here.worker, here.learner) == {ID, PLAN}
    with acting(as_person(here.sam.pk)):
        event = AuditEvent.objects.filter(subject=here.learner.public_id).last()
        assert event is not None
        assert (event.what, event.details["grant"]) == ("grant given", str(change.given[0]))
        assert audit.broken_at(here.learner.public_id) is None


def test_nobody_but_the_learner_and_a_lead_who_says_who_helped_shares_anything(here: Any) -> None:
    for stranger in (here.other, here.mum, here.worker):
        with pytest.raises(NotAllowed):
            share(here, stranger, support=HELP)
    for told in (None, Support(), Support(name="Dev"), Support(how=(SupportHow.TIME,))):
        with pytest.raises(NotAllowed, match="who helped"):
            share(here, here.lead, support=told)
    assert seen(here.worker, here.learner) == set()
    change = share(here, here.lead, support=HELP)
    assert seen(here.worker, here.learner) == {ID, PLAN}
    with acting(as_person(here.sam.pk)):
        given = Grant.objects.get(pk=change.given[0])
    assert (given.permission, given.supported_name, given.support_how) == (
        Permission.WITH_SUPPORT,
        "Dev",
        ["read-aloud"],
    )


def test_sharing_lasts_a_year_at_most_and_never_with_oneself(here: Any) -> None:
    with pytest.raises(NotAllowed, match="a year"):
        share(here, here.sam, until=clock.now() + timedelta(days=400))
    with pytest.raises(NotAllowed, match="about you"):
        share(here, here.sam, to=here.sam)
    told = {"learner": here.learner, "receiver": here.mum}
    with pytest.raises(NotAllowed, match="a year"):
        by(here.sam, actions.change_time, until=clock.now() + timedelta(days=400), **told)


def test_stopping_a_part_leaves_the_rest_as_it_was_and_undo_gives_it_back(here: Any) -> None:
    told = {"learner": here.learner, "receiver": here.mum}
    change = by(here.sam, actions.stop, categories={HEALTH}, **told)
    assert seen(here.mum, here.learner) == {ID, LIKES}
    again = by(here.sam, actions.undo_change, change=change)
    assert seen(here.mum, here.learner) == {ID, LIKES, HEALTH}
    assert by(here.sam, actions.undo_change, change=change) == again  # pressed twice, it is done once
    assert by(here.sam, actions.stop, **told).given == []
    assert seen(here.mum, here.learner) == set()
    with pytest.raises(NotAllowed, match="more"):
        by(here.sam, actions.stop, **told)


def test_stopping_ends_every_grant_to_the_same_receiver(here: Any) -> None:
    share(here, here.sam)
    share(here, here.sam, categories=[PLAN, HEALTH])
    by(here.sam, actions.stop, learner=here.learner, receiver=here.shop, categories={PLAN})
    assert seen(here.worker, here.learner) == {ID, HEALTH}


def test_a_change_of_time_ends_and_gives_anew(here: Any) -> None:
    until = clock.now() + timedelta(days=30)
    by(here.sam, actions.change_time, learner=here.learner, receiver=here.mum, until=until)
    with acting(as_person(here.sam.pk)):
        assert {g.until for g in hands.live(here.sam, here.learner, here.mum)} == {until}
    assert seen(here.mum, here.learner) == {ID, LIKES, HEALTH}


def test_undo_is_refused_with_the_reason_where_it_makes_no_sense_any_more(here: Any) -> None:
    told = {"learner": here.learner, "receiver": here.mum}
    first = by(here.sam, actions.stop, categories={HEALTH}, **told)
    then = by(here.sam, actions.stop, categories={LIKES}, **told)
    with pytest.raises(NotAllowed, match="since then"):  # it would open again what was closed later
        by(here.sam, actions.undo_change, change=first)
    with pytest.raises(NotAllowed, match="already"):
        by(here.sam, actions.undo_change, change=by(here.sam, actions.undo_change, change=then))
    assert seen(here.mum, here.learner) == {ID, LIKES}
    stopped = by(here.sam, actions.stop, **told)
    with pytest.raises(NotAllowed, match="since then"):  # what it gave has ended, and nothing came after it
        by(here.sam, actions.undo_change, change=share_of(here))
    with clock.stopped_at(clock.now() + 2 * WEEK), pytest.raises(NotAllowed, match="time"):
        by(here.sam, actions.undo_change, change=stopped)
    with pytest.raises(NotAllowed):
        by(here.mum, actions.undo_change, change=stopped)
    share(here, here.sam, to=here.mum)
    with pytest.raises(NotAllowed, match="since then"):  # a newer yes says how much it is to be
        by(here.sam, actions.undo_change, change=stopped)


def test_a_lead_undoes_what_they_typed_but_gives_back_no_yes_of_the_learner(here: Any) -> None:
    change = share(here, here.lead, support=HELP)
    by(here.lead, actions.undo_change, change=change)
    assert seen(here.worker, here.learner) == set()
    told = {"learner": here.learner, "receiver": here.mum, "support": HELP}
    stopped = by(here.lead, actions.stop, **told)
    with pytest.raises(NotAllowed, match="only the learner"):
        by(here.lead, actions.undo_change, change=stopped)
    by(here.sam, actions.undo_change, change=stopped)
    assert seen(here.mum, here.learner) == {ID, LIKES, HEALTH}


def test_what_is_hidden_from_the_family_leaves_no_trace(here: Any) -> None:
    said = {"learner": here.learner, "said_by": SaidBy.LEARNER}
    of = {c: next(t for t in TOPICS if t.category is c) for c in (LIKES, HEALTH)}
    for category, topic in of.items():
        by(here.sam, passport.say, topic=topic, words=f"canary {category}", **said)
    page = reverse("passport:passport", args=[here.learner.public_id])
    browser = people.browser(here.mum)
    assert b"canary health" in browser.get(page).content
    # Given that notices of both parts wait to be mailed
    with acting(as_person(here.mum.pk)):
        waiting = {n.category for n in notices.notices(here.mum)}
        since = Grant.objects.get(learner=here.learner).since
    assert waiting == {LIKES, HEALTH}
    # When the health part is hidden
    by(here.sam, actions.hide_from, learner=here.learner, person=here.mum, categories={HEALTH})
    # Then nothing of it is there, and nothing new
    shown = browser.get(page).content.decode()
    assert "canary about-me" in shown and "canary health" not in shown and str(HEALTH.label) not in shown
    words = re.sub("<[^>]*>", " ", shown[shown.index("<main") : shown.index("</main>")]).lower()
    assert not re.search("hid|stopp|ended|changed", words)
    with acting(as_person(here.mum.pk)):
        assert [n.category for n in notices.notices(here.mum)] == [LIKES]
        assert not SharingChange.objects.exists() and not AuditEvent.objects.exists()
        (grant,) = Grant.objects.filter(
            learner=here.learner
        )  # as if it had always been so: also from when it was given
        assert grant.since == since
    call_command("send_notices", stdout=io.StringIO())
    mails = [m for m in mail.outbox if m.to == ["mum@example.org"]]
    assert len(mails) == 1 and "N-" in mails[0].body
    with acting(as_person(here.sam.pk)):
        assert last(here).kind == "hide"


def test_a_question_is_put_off_and_settled(here: Any) -> None:
    told = {"learner": here.learner, "about": "The shop"}
    with pytest.raises(NotAllowed, match="future"):
        by(here.sam, actions.ask_me_later, on=clock.today(), **told)
    with pytest.raises(NotAllowed):
        by(here.mum, actions.ask_me_later, on=clock.today() + WEEK, **told)
    with clock.stopped_at(clock.now() - WEEK):
        asked = by(here.sam, actions.ask_me_later, on=clock.today() + timedelta(days=1), **told)
    with acting(as_person(here.sam.pk)):
        page = who.who_page(here.sam, here.learner)
        assert page is not None and [q.is_due for q in page.questions] == [True]
        assert hands.questions_due(here.sam, here.learner) == 1
    with pytest.raises(NotAllowed):
        by(here.lead, actions.settle_later, question=asked)
    by(here.sam, actions.settle_later, question=asked)
    with acting(as_person(here.sam.pk)):
        assert hands.questions(here.sam, here.learner) == []


def test_who_shall_be_talked_with_is_told_of_that_and_of_nothing_else(here: Any) -> None:
    with pytest.raises(NotAllowed):  # in the circle, but the learner's name is not open to them
        by(here.sam, actions.talk_first, learner=here.learner, to=here.worker)
    by(here.sam, actions.talk_first, learner=here.learner, to=here.mum)
    with acting(as_person(here.mum.pk)):
        (told,) = notices.notices(here.mum)
        assert (told.kind, told.category, list(told.address)) == ("talk-wanted", ID, [str(here.learner.public_id)])
        assert LaterQuestion.objects.get().about == ""


def test_the_page_is_for_the_learner_and_the_lead_and_for_nobody_else(here: Any) -> None:
    (given,) = last(here).given
    names = {"who": (), "share": (), "later": (), "with": (given,), "preview": (here.mum.public_id,)}
    addresses = [reverse(f"sharing:{n}", args=[here.learner.public_id, *more]) for n, more in names.items()]
    for who_looks, status in ((here.sam, 200), (here.lead, 200), (here.mum, 404), (here.other, 404)):
        browser = people.browser(who_looks)
        assert [browser.get(a).status_code for a in addresses] == [status] * len(addresses), who_looks
    hide = reverse("sharing:hide", args=[here.learner.public_id, given])
    assert people.browser(here.lead).post(hide, {"category": HEALTH}).status_code == 403
    assert seen(here.mum, here.learner) == {ID, LIKES, HEALTH}


def test_what_was_typed_goes_from_question_to_question_and_nothing_is_lost(here: Any) -> None:
    browser, page = people.browser(here.sam), reverse("sharing:share", args=[here.learner.public_id])
    said: dict[str, Any] = {"to": f"o.{here.shop.public_id}", "what": ["plan", "placements"], "long": "date"}
    said |= {
        "on-day": "1",
        "on-month": "",
        "on-year": "2031",
        "why": "work",
        "words": "On Fridays",
        "who": "",
        "step": 3,
    }
    answer = browser.post(page, {**said, "do": "next"}).content.decode()  # back to the date, which is not one
    assert "The date needs a month too" in answer
    for kept in ('value="plan"', 'value="placements"', 'value="On Fridays"', f'value="o.{here.shop.public_id}"'):
        assert kept in answer, kept
    said |= {"long": "day", "step": 4}
    check = browser.post(page, {**said, "do": "next"}).content.decode()
    assert "Is this right?" in check and "To work with me: On Fridays" in check
    assert seen(here.worker, here.learner) == set()  # nothing before the last yes
    answer = browser.post(page, {**said, "step": 5, "do": "share"}, follow=True).content.decode()
    assert seen(here.worker, here.learner) == {ID, PLAN, Category.PLACEMENTS}
    assert "Undo" in answer and "Shared with Shop" in answer


def test_the_page_of_a_receiver_stops_narrows_and_says_what_was_read(here: Any) -> None:
    people.browser(here.mum).get(reverse("passport:passport", args=[here.learner.public_id]))
    (given,) = last(here).given
    page = reverse("sharing:with", args=[here.learner.public_id, given])
    sam, lead = people.browser(here.sam), people.browser(here.lead)
    assert "Mum read this" in sam.get(page).content.decode()
    assert "who helped" in lead.post(page, {"do": "stop"}).content.decode().lower()  # a lead says who helped
    assert seen(here.mum, here.learner) == {ID, LIKES, HEALTH}
    lead.post(page, {"do": "keep", "keep": ["identity", "about-me"], "who": "Dev", "how": ["time"]})
    assert seen(here.mum, here.learner) == {ID, LIKES}
    sam.post(reverse("sharing:undo", args=[here.learner.public_id, last(here).pk]))
    assert seen(here.mum, here.learner) == {ID, LIKES, HEALTH}
    (given, *_) = last(here).ended
    sam.post(reverse("sharing:hide", args=[here.learner.public_id, given]), {"category": "health"})
    assert seen(here.mum, here.learner) == {ID, LIKES}


def test_a_lead_types_no_yes_for_their_own_organisation_nor_takes_back_what_the_learner_did_since(here: Any) -> None:
    until = clock.now() + WEEK
    told = {"learner": here.learner, "categories": [HEALTH], "purpose": "x", "until": until, "support": HELP}
    for to in (here.college, here.lead):
        with pytest.raises(NotAllowed, match="own organisation"):
            by(here.lead, actions.share, to=to, **told)
    with pytest.raises(NotAllowed, match="own organisation"):
        by(here.lead, actions.change_time, learner=here.learner, receiver=here.college, until=until, support=HELP)
    by(here.lead, actions.share, to=here.shop, **told)
    stopped = by(here.lead, actions.stop, learner=here.learner, receiver=here.shop, support=HELP)
    by(here.sam, actions.share, to=here.shop, **{**told, "support": None})
    by(here.sam, actions.stop, learner=here.learner, receiver=here.shop)
    with pytest.raises(NotAllowed, match="changed"):
        by(here.lead, actions.undo_change, change=stopped)
    assert HEALTH not in seen(here.worker, here.learner)


def test_who_hides_something_from_family_hears_where_they_see_it_all_the_same(here: Any) -> None:
    grant = Grant.objects.filter(person=here.mum)
    with acting(as_person(here.sam.pk)):
        address = reverse("sharing:hide", args=[here.learner.public_id, grant.get().pk])
    said = people.browser(here.sam).post(address, {"category": "about-me"}, follow=True).content.decode()
    assert "It is hidden. Nobody is told." in said
    people.join(here.mum, here.college)
    people.in_circle(here.learner, here.mum, here.college)
    with acting(as_person(here.sam.pk)):
        live = grant.filter(ending__isnull=True).get().pk
    again = reverse("sharing:hide", args=[here.learner.public_id, live])
    said = people.browser(here.sam).post(again, {"category": "health"}, follow=True).content.decode()
    assert "They still see it at College." in said
    assert HEALTH in seen(here.mum, here.learner)
