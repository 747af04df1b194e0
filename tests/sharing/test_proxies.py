"""Somebody decides or speaks for a learner: appointed, bounded, ended; and the learner's own word comes first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests import people
from wraparound.accounts.roles import CirclePart, MemberRole, OrganisationKind
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import Role, acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.core.models import AuditEvent
from wraparound.learners.models import Learner
from wraparound.notices import queries as notices
from wraparound.sharing import actions, queries
from wraparound.sharing.models import Grant, GrantEnding, Proxy, ProxyEnding
from wraparound.sharing.policy import Answer, Basis, Permission, Standing
from wraparound.sharing.policy_ages import begins, birthday
from wraparound.sharing.policy_proxies import ProxyKind, Say
from wraparound.sharing.queries import asking, hands, proxies, who

if TYPE_CHECKING:
    from wraparound.accounts.models import Person

ID, LIKES, HEALTH, PLAN, MONEY = (
    Category.IDENTITY,
    Category.ABOUT_ME,
    Category.HEALTH,
    Category.PLAN,
    Category.FINANCE,
)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
SEEN, CANNOT = "Court order, in the safe.", "Money over 50 pounds: Dr Ray, 3 May."
OWN, LEADS = Standing(is_the_learner=True), Standing(is_lead=True)
NOON = datetime(2026, 5, 4, 12, tzinfo=clock.HERE)
BORN = date(2008, 6, 10)  # 17 on that day


# ---- in the database and on the pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Any:
    """Sam, who is 17; Mum, an advocate and Dad in the circle; a lead at the college; a shop with a worker."""
    college, shop = people.organisation("College"), people.organisation("Shop", OrganisationKind.EMPLOYER)
    sam, mum, ann, dad = (people.person(n) for n in ("Sam", "Mum", "Ann", "Dad"))
    born = clock.today().replace(day=1) - timedelta(days=17 * 365 + 100)
    sams = people.saved(Learner(name="Sam Green", born=born, person=sam), Role.INTAKE)
    lead = people.member(college, "Lead", MemberRole.TRANSITION_LEAD)
    worker = people.member(shop, "Worker", MemberRole.EMPLOYER_SUPERVISOR)
    people.in_circle(sams, lead, college, CirclePart.LEAD)
    people.in_circle(sams, worker, shop, CirclePart.WORKS_WITH)
    for family, part in ((mum, CirclePart.FAMILY), (dad, CirclePart.FAMILY), (ann, CirclePart.ADVOCATE)):
        people.in_circle(sams, family, None, part)
    people.granted(sams, college, lead)
    people.granted(sams, shop, lead, [ID, PLAN])
    return SimpleNamespace(
        learner=sams, sam=sam, mum=mum, dad=dad, ann=ann, lead=lead, worker=worker, shop=shop, college=college
    )


def by(who_acts: Person, act: Any, **said: Any) -> Any:
    with acting(as_person(who_acts.pk)):
        return act(by=who_acts, **said)


def seen(who_looks: Person, here: Any) -> set[Category]:
    with acting(as_person(who_looks.pk)):
        return set(queries.open_categories(who_looks, here.learner))


def say(person: Person, here: Any) -> Say | None:
    with acting(as_person(person.pk)):
        return proxies.say(person, here.learner)


def chosen(here: Any, person: Person | None = None, **more: Any) -> Proxy:
    told = {"kind": ProxyKind.ADVOCATE, "categories": [LIKES, HEALTH], "may_decide": True, "may_see_looks": False}
    told |= {"until": clock.now() + 30 * DAY, "person": person or here.mum, "learner": here.learner, **more}
    return by(here.sam, actions.appoint_proxy, **told)


def by_paper(here: Any, **more: Any) -> Proxy:
    told = {"kind": ProxyKind.PARENT, "categories": [LIKES, HEALTH], "may_decide": True, "may_see_looks": False}
    told |= {"until": clock.now() + 30 * DAY, "person": here.mum, "learner": here.learner}
    return by(here.lead, actions.appoint_proxy, **told | {"seen": SEEN, "cannot_decide": CANNOT, **more})


def yes(here: Any, person: Person | None = None, **more: Any) -> Any:
    told = {"to": here.shop, "categories": [HEALTH], "until": clock.now() + WEEK, "purpose": "To work safely"}
    return by(person or here.mum, actions.say_yes_for, learner=here.learner, **told | more)


def test_the_learner_appoints_in_one_step_what_is_opened_and_who_is_told_and_ends_it_in_one_press(here: Any) -> None:
    made = chosen(here)
    assert seen(here.mum, here) == {ID, LIKES, HEALTH}
    mine = say(here.mum, here)
    assert mine is not None and mine.decides == {LIKES, HEALTH}
    with acting(as_person(here.mum.pk)):
        assert [n.kind for n in notices.notices(here.mum)] == ["proxy-appointed"]
    by(here.sam, actions.end_proxy, proxy=made)
    assert seen(here.mum, here) == set()
    assert say(here.mum, here) is None
    assert by(here.sam, actions.end_proxy, proxy=made) is None  # pressed twice, it is done once
    with pytest.raises(NotAllowed):
        yes(here)


def test_what_is_left_of_a_say_after_hiding_ends_with_it_too(here: Any) -> None:
    made = chosen(here)
    by(here.sam, actions.hide_from, learner=here.learner, person=here.mum, categories={HEALTH})
    mine = say(here.mum, here)
    assert mine is not None and mine.decides == {LIKES}  # they decide about nothing that is hidden from them
    with pytest.raises(NotAllowed):
        yes(here)
    by(here.sam, actions.end_proxy, proxy=made)
    assert seen(here.mum, here) == set()


def test_a_lead_appoints_by_a_paper_until_the_birthday_and_the_learner_is_told(here: Any) -> None:
    made = by_paper(here, until=clock.now() + 360 * DAY)
    assert made.until == begins(birthday(here.learner.born, 18)) and made.evidence == f"{SEEN}\n{CANNOT}"
    with acting(as_person(here.sam.pk)):
        assert "proxy-for-you" in {n.kind for n in notices.notices(here.sam)}
        opened = Grant.objects.get(pk=made.opens_id)
        assert (opened.basis, opened.permission, opened.until) == (
            Basis.STATUTORY_DUTY,
            Permission.NOT_ASKED,
            made.until,
        )
    with pytest.raises(NotAllowed, match="why"):
        by(here.lead, actions.end_proxy, proxy=made)
    by(here.lead, actions.end_proxy, proxy=made, reason="The order was lifted")
    assert seen(here.mum, here) == set()


def test_nobody_appoints_themselves_a_colleague_or_against_the_learners_word(here: Any) -> None:
    people.join(here.dad, here.college)
    for person, who_acts in ((here.dad, here.lead), (here.lead, here.lead), (here.mum, here.mum), (here.ann, here.mum)):
        told = {"kind": ProxyKind.ATTORNEY, "categories": [HEALTH], "may_decide": True, "may_see_looks": False}
        told |= {"until": clock.now() + WEEK, "seen": SEEN, "cannot_decide": CANNOT}
        with pytest.raises(NotAllowed):
            by(who_acts, actions.appoint_proxy, learner=here.learner, person=person, **told)
    made = chosen(here)
    by(here.sam, actions.end_proxy, proxy=made)
    with pytest.raises(NotAllowed, match="word stands"):
        by_paper(here)
    assert by_paper(here, categories=[PLAN])


def test_the_person_gives_it_up_and_so_does_an_advocate_who_only_speaks(here: Any) -> None:
    for person, decides in ((here.mum, True), (here.ann, False)):
        made = chosen(here, person, may_decide=decides)
        mine = say(person, here)
        assert mine is not None and bool(mine.decides) is decides
        by(person, actions.end_proxy, proxy=made)
        assert seen(person, here) == set() and say(person, here) is None
    with acting(as_person(here.sam.pk)):
        assert ProxyEnding.objects.filter(learner=here.learner).count() == 2


def test_a_proxy_says_yes_for_the_learner_who_sees_it_in_their_chain_and_undoes_it(here: Any) -> None:
    chosen(here)
    change = yes(here)
    assert HEALTH in seen(here.worker, here)
    with acting(as_person(here.sam.pk)):
        given = Grant.objects.get(pk=change.given[0])
        assert (given.permission, given.given_by_id) == (Permission.BY_PROXY, here.mum.pk)
        events = AuditEvent.objects.filter(subject=here.learner.public_id, actor=here.mum.pk)
        assert {e.what for e in events} == {"grant given", "decided for the learner"}
        assert "proxy-acted" in {n.kind for n in notices.notices(here.sam)}
        page = who.who_page(here.sam, here.learner)
        assert page is not None and page.changes[0].by == "Mum"
        (line,) = [p for p in proxies.proxies(here.sam, here.learner) if p.over is None]
        assert [s.to for s in line.said] == ["Shop"]
    by(here.sam, actions.undo_change, change=change)
    assert HEALTH not in seen(here.worker, here)
    with pytest.raises(NotAllowed, match="word stands"):
        yes(here)
    with pytest.raises(DatabaseError), transaction.atomic():
        by_sql(here, here.mum)  # nor by SQL
    assert yes(here, categories=[LIKES])


def by_sql(here: Any, giver: Person, **more: Any) -> None:
    """Gives a grant as a proxy, past all that is Python."""
    mine = say(giver, here)
    now = clock.now()
    told = {"categories": [0, HEALTH.number], "organisation": here.shop, "until": now + WEEK, "since": now, **more}
    with acting(as_person(giver.pk)):
        Grant(
            learner=here.learner,
            purpose="x",
            basis="consent",
            permission="by-proxy",
            given_by=giver,
            proxy_id=mine.proxy if mine else None,
            **told,
        ).save(force_insert=True)


def test_what_the_learner_stopped_or_refused_no_proxy_gives_back_for_ninety_days(here: Any) -> None:
    told = {"to": here.shop, "categories": [HEALTH], "purpose": "x", "until": clock.now() + WEEK}
    with clock.stopped_at(clock.now() - 91 * DAY):
        by(here.sam, actions.share, learner=here.learner, **told | {"until": clock.now() + 300 * DAY})
        by(here.sam, actions.stop, learner=here.learner, receiver=here.shop, categories={HEALTH})
    chosen(here)
    first = yes(here)  # it was longer ago
    by(here.mum, actions.stop_for, grant=_grant(here, first.given[0]))
    assert yes(here)  # and their own no binds nobody
    by(here.sam, actions.stop, learner=here.learner, receiver=here.shop, categories={HEALTH})
    with pytest.raises(NotAllowed, match="word stands"):
        yes(here)
    chosen(here, here.dad)
    with pytest.raises(NotAllowed, match="word stands"):
        yes(here, here.dad)


def _grant(here: Any, key: Any) -> Grant:
    with acting(as_person(here.sam.pk)):
        return Grant.objects.select_related("learner", "organisation").get(pk=key)


def test_a_proxy_touches_nothing_to_which_the_learner_said_yes_and_nothing_beyond_their_say(here: Any) -> None:
    own = by(
        here.sam,
        actions.share,
        learner=here.learner,
        to=here.shop,
        categories=[LIKES],
        purpose="x",
        until=clock.now() + WEEK,
    )
    chosen(here)
    for grant in (_grant(here, own.given[0]), *(_grant(here, k) for k in _all_grants(here))):
        with pytest.raises(NotAllowed):
            by(here.mum, actions.stop_for, grant=grant)
        with pytest.raises(NotAllowed):
            by(here.mum, actions.change_time_for, grant=grant, until=clock.now() + DAY)
    with acting(as_person(here.mum.pk)), pytest.raises(DatabaseError), transaction.atomic():
        GrantEnding(grant_id=own.given[0], learner=here.learner, by=here.mum).save(force_insert=True)
    refused: list[dict[str, Any]] = [
        {"categories": [PLAN]},
        {"categories": [HEALTH, PLAN]},
        {"to": here.mum},
        {"until": clock.now() + 59 * DAY},
    ]
    for more in refused:
        with pytest.raises(NotAllowed):
            yes(here, **more)
    for more in ({"categories": [0, PLAN.number]}, {"organisation": None, "person": here.mum}):
        with pytest.raises(DatabaseError), transaction.atomic():
            by_sql(here, here.mum, **more)
    with pytest.raises(NotAllowed):
        by(here.mum, actions.undo_change, change=own)
    with pytest.raises(NotAllowed):
        by(here.mum, actions.hide_from, learner=here.learner, person=here.dad, categories={HEALTH})


def _all_grants(here: Any) -> list[Any]:
    with acting(as_person(here.sam.pk)):
        rows = Grant.objects.filter(learner=here.learner).exclude(permission=Permission.BY_PROXY)
        return list(rows.values_list("pk", flat=True))


def test_a_proxy_shares_less_and_changes_the_time_of_what_a_proxy_gave(here: Any) -> None:
    chosen(here)
    change = yes(here, categories=[HEALTH, LIKES])
    less = by(here.mum, actions.stop_for, grant=_grant(here, change.given[0]), categories={HEALTH})
    assert seen(here.worker, here) == {ID, PLAN, LIKES}
    until = clock.now() + 2 * DAY
    again = by(here.mum, actions.change_time_for, grant=_grant(here, less.given[0]), until=until)
    assert _grant(here, again.given[0]).until == until
    assert _grant(here, again.given[0]).permission == Permission.BY_PROXY
    with acting(as_person(here.mum.pk)):
        assert [g.until for g in hands.live(here.mum, here.learner, here.shop)] == [until]


def test_a_proxy_answers_requests_that_are_wholly_theirs_and_rest_on_a_yes(here: Any) -> None:
    chosen(here)
    asked = {"learner": here.learner, "organisation": here.shop, "purpose": "x", "why": "y"}
    asked |= {"until": clock.now() + 200 * DAY}
    mine = by(here.worker, actions.ask_for_access, categories=[HEALTH, LIKES], **asked)
    other = by(here.worker, actions.ask_for_access, categories=[MONEY], **asked)
    page = reverse("sharing:request", args=[mine.pk])
    browser = people.browser(here.mum)
    assert "Ask Sam Green first" in browser.get(page).content.decode()
    assert browser.get(reverse("sharing:request", args=[other.pk])).status_code == 404
    sent = {"part-health": "yes", "part-about-me": "no", "do": "send"}
    assert browser.post(page, sent).status_code == 302
    assert seen(here.worker, here) == {ID, PLAN, HEALTH}
    with acting(as_person(here.sam.pk)):
        given = Grant.objects.get(request=mine)
        proxy = Proxy.objects.get()
        assert (given.permission, given.proxy_id) == (Permission.BY_PROXY, proxy.pk)
        assert given.until == proxy.until + 28 * DAY  # so long the learner can be asked
        line = asking.request(here.sam, mine.pk)
        assert line is not None and not line.supported and line.no == (LIKES,)
    with pytest.raises(NotAllowed):
        by(here.mum, actions.answer_request, request=other, answers={MONEY: Answer.YES})


def test_the_database_holds_what_each_kind_of_proxy_can_be(here: Any) -> None:
    now = clock.now()
    good = {"kind": "deputy", "categories": [HEALTH.number], "person": here.mum, "until": now + WEEK}

    def written(**more: Any) -> None:
        with acting(as_person(here.lead.pk)), transaction.atomic():
            told = {"learner": here.learner, "evidence": "x", "appointed_by": here.lead, "since": now}
            Proxy(**told | good | more).save(force_insert=True)

    people.join(here.dad, here.college)
    for more in (
        {"person": here.lead},
        {"person": here.sam},
        {"person": here.dad},
        {"kind": "parental-responsibility", "until": begins(birthday(here.learner.born, 18)) + DAY},
        {"kind": "appointee"},
        {"kind": "advocate"},
        {"until": now + 400 * DAY},
        {"evidence": ""},
    ):
        with pytest.raises(DatabaseError):
            written(**more)
    written()


def test_a_proxys_pages_say_what_they_decide_and_are_nobody_elses(here: Any) -> None:
    chosen(here, may_see_looks=True)
    chosen(here, here.ann, may_decide=False)
    yes(here)
    by(here.worker, actions.record_look, learner=here.learner, categories=[HEALTH])
    by(here.lead, actions.record_look, learner=here.learner, categories=[MONEY])
    page, share = (reverse(f"sharing:{n}", args=[here.learner.public_id]) for n in ("deciding", "decide-share"))
    mums = people.browser(here.mum)
    text = mums.get(page).content.decode()
    assert "You decide for Sam Green" in text and "Shop" in text
    assert "Worker" in text and "Money" not in text  # who looked, of what is within their say
    home = mums.get("/").content.decode()
    assert "You decide for Sam Green" in home
    anns = people.browser(here.ann)
    assert "You speak for Sam Green" in anns.get(page).content.decode()
    assert anns.get(share).status_code == 404
    sent = {"to": f"o.{here.shop.public_id}", "what": ["about-me"], "purpose": "x", "long": "day"}
    assert "Is this right?" in mums.post(share, sent).content.decode()
    assert mums.post(share, sent | {"do": "share"}).status_code == 302
    assert LIKES in seen(here.worker, here)
    with acting(as_person(here.mum.pk)):
        keys = [str(g.grant) for g in proxies.deciding_page(here.mum, here.learner).grants]  # type: ignore[union-attr]
    assert mums.post(page, {"do": "time", "grant": keys[0], "long": "day"}).status_code == 302
    assert mums.post(page, {"do": "leave"}).status_code == 302
    for somebody in (here.mum, here.dad, here.worker, here.sam, here.lead):
        assert people.browser(somebody).get(page).status_code == 404


def test_the_learner_and_the_lead_appoint_and_end_on_their_pages(here: Any) -> None:
    new, page = (reverse(f"sharing:{n}", args=[here.learner.public_id]) for n in ("appoint", "proxies"))
    sams, leads = people.browser(here.sam), people.browser(here.lead)
    said = {"person": str(here.mum.public_id), "what": ["health"], "role": "decide", "looks": "no", "long": "day"}
    assert sams.post(new, said).status_code == 302
    assert "Mum" in sams.get(page).content.decode()
    more = {"person": str(here.ann.public_id), "kind": "advocate", "role": "speak", "seen": SEEN}
    assert leads.post(new, said | more | {"role": "decide"}).status_code == 200  # an advocate speaks
    assert leads.post(new, said | more).status_code == 302
    with acting(as_person(here.sam.pk)):
        lines = {p.name: str(p.id) for p in proxies.proxies(here.sam, here.learner)}
    leads.post(page, {"proxy": lines["Ann"]})
    assert say(here.ann, here) is not None  # no reason
    leads.post(page, {"proxy": lines["Ann"], "reason": "Their work has ended"})
    sams.post(page, {"proxy": lines["Mum"]})
    assert say(here.ann, here) is None and say(here.mum, here) is None
    for somebody in (here.mum, here.worker):
        assert people.browser(somebody).get(page).status_code == 404
