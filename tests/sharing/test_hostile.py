"""What people try by SQL, as themselves, that no page would do: each attack was found to work once, and is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests import mighty
from tests.people import DAY, in_circle, join, learner, member, organisation, person
from tests.sharing.test_bases import HEALTH, ME, assessed, in_best_interests, kept_back, open_to, opened, world
from tests.sharing.test_hands import HELP
from wraparound.accounts.models import Membership
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.learners import actions as learners
from wraparound.learners.models import CircleMember
from wraparound.learners.policy import Refused
from wraparound.sharing import actions, queries
from wraparound.sharing.models import AccessRequest, AgeStep, Freeze, Grant, GrantEnding, SharingChange
from wraparound.sharing.policy import Doing
from wraparound.sharing.policy_proxies import ProxyKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.accounts.models import Person
    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def strong(server: Server, django_db_setup: None) -> Iterator[None]:
    with mighty.there(server):
        yield


def gets(who: Person, sql: str, *told: Any) -> Any:
    """What a statement of somebody gives, as the site's role for people."""
    with acting(as_person(who.pk)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def refused(who: Person, sql: str, *told: Any) -> bool:
    """Whether the database refuses it; a statement that changes no row did nothing."""
    try:
        return gets(who, sql, *told) == 0
    except DatabaseError:
        return True


def added(who: Person, row: Any) -> bool:
    """Whether somebody can add a row."""
    try:
        with acting(as_person(who.pk)), transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError:
        return False
    return True


def grant(who: Any, by: Person, **more: Any) -> Grant:
    now = clock.now()
    said = {"learner": who.sams, "categories": [0, 3], "purpose": "x", "basis": "consent", "organisation": who.council}
    said |= {"permission": "given-with-support", "since": now, "until": now + DAY, "given_by": by}
    return Grant(**{**said, **more})


SAFE = {"basis": "vital-interests", "permission": "not-asked", "basis_note": "x"}


def test_no_partner_makes_a_lead_and_no_lead_gives_the_learners_seat_away() -> None:
    who = world()
    cad = member(who.council, "Cad", MemberRole.ORGANISATION_ADMIN)
    col = member(who.council, "Col")
    place = {"learner": who.sams, "person": col, "organisation": who.council, "added_by": cad}
    assert not added(cad, CircleMember(part=CirclePart.LEAD, **place))
    with acting(as_person(cad.pk)), pytest.raises(Refused, match="names who leads"):
        learners.add_to_circle(learner=who.sams, person=col, organisation=who.council, part=CirclePart.LEAD, by=cad)
    assert added(
        who.administrator,
        CircleMember(
            **{
                **place,
                "person": member(who.north),
                "organisation": who.north,
                "part": CirclePart.LEAD,
                "added_by": who.administrator,
            }
        ),
    )  # fmt: skip - where North leads already
    change = "update app.learners_learner set person_id = %s where id = %s"
    assert refused(who.lead, change, col.pk, who.sams.pk)
    bo, dummy = learner("Bo"), learner("Dummy")
    for one in (bo, dummy):
        in_circle(one, who.lead, who.north, CirclePart.LEAD)
    in_circle(bo, who.worker, who.council)
    with mighty.taken() as cursor:
        cursor.execute(change, [who.worker.pk, dummy.pk])
    assert refused(who.lead, "select app.merge_learners(%s, %s)", bo.pk, dummy.pk)  # Wes supports Bo: he is not Bo
    assert not added(who.administrator, Membership(person=who.administrator, organisation=who.north,
        role=MemberRole.SAFEGUARDING_LEAD))  # fmt: skip


def test_what_is_told_later_is_ended_by_nobody_who_does_not_know_and_told_in_full() -> None:
    who = world()
    kept = kept_back(who)
    ending = GrantEnding(grant=kept, learner=who.sams, by=who.sam)
    assert not added(who.sam, ending)
    gets(who.worker, "select app.note_looks(%s, '{identity,health}', '{0,3}', 'plans', true)", [who.sams.public_id])
    with acting(as_person(who.sam.pk)):
        (line,) = queries.looks(who.sam, who.sams)
    assert line.categories == (ME,) and "plan" not in line.did  # nor which page: health was on it
    assert gets(who.sam, "select app.organisations_reached(%s, 3)", who.sams.pk)[0][0] == [who.north.pk]
    assert refused(who.lead, "update app.sharing_grant set told_from = '2001-01-01' where id = %s", kept.pk)
    with acting(as_person(who.lead.pk)), pytest.raises(NotAllowed, match="nothing of this"):
        actions.stop(learner=who.sams, receiver=who.council, categories={HEALTH}, by=who.lead, support=HELP)
    gets(who.sam, "select app.leave_out_kept_back()")
    with mighty.taken() as cursor:  # nothing was taken away
        cursor.execute('select count(*) from app.sharing_access where "grant" = %s', [kept.pk])
        assert cursor.fetchone()[0] > 0


def test_what_is_taken_away_by_what_is_told_later_is_told_later_too() -> None:
    who = world()
    kept = kept_back(who)
    told: dict[str, Any] = {"learner": who.sams, "what": "document taken away"}
    for seen in ([ME, HEALTH], [HEALTH]):
        with acting(as_person(who.worker.pk)):
            said = {"document": "passport", "categories": [c.value for c in seen]}
            actions.record_taken(**told, categories=seen, details=said, by=who.worker)
    query = "select details ->> 'categories' from app.core_auditevent where what = %s"
    assert gets(who.sam, query, told["what"]) == [('["identity"]',)]
    gets(who.lead, "update app.sharing_grant set told_from = clock_timestamp() where id = %s", kept.pk)
    gets(who.lead, "select app.tell_what_was_kept_back(%s)", kept.pk)
    assert gets(who.sam, "select categories from app.looks_told_later(%s)", who.sams.pk) == [
        (["health"],),
        (["health"],),
    ]


def test_nobody_forges_a_look_nor_what_was_told() -> None:
    who = world()
    for what in ("looked at", "looked at, told later", "told later"):
        for one in (who.worker, who.lead, person("Stranger")):
            assert refused(one, "select app.append(%s, %s, '{}')", who.sams.public_id, what)


def test_what_a_grant_rests_on_is_so() -> None:
    who = world()
    decided, mei = in_best_interests(who).decision_id, learner("Mei")
    in_circle(mei, who.lead, who.north, CirclePart.LEAD)
    best = {"basis": "best-interests", "permission": "not-asked", "basis_note": "x", "decision_id": decided}
    assert added(who.lead, grant(who, who.lead, **best))
    assert not added(who.lead, grant(who, who.lead, **best, learner=mei))
    assert not added(who.lead, grant(who, who.lead, **best, until=clock.now() + 200 * DAY))
    now = clock.now()
    assert not added(who.lead, grant(who, who.lead, **SAFE, since=now + 2 * DAY, until=now + 3 * DAY))
    for odd in (
        {"categories": [19]},
        {"categories": [-16]},
        {"basis": "x"},
        {"permission": "x"},
        {"support_how": ["x"]},
    ):
        assert not added(who.lead, grant(who, who.lead, **odd)), odd
    odd_request = {"learner": who.sams, "organisation": who.council, "asked_by": who.worker, "purpose": "p", "why": "w"}
    odd_request |= {"until": now + DAY}
    assert not added(who.worker, AccessRequest(categories=[3], basis="foo", **odd_request))
    assert not added(who.worker, AccessRequest(categories=[16], basis="consent", **odd_request))
    assert not added(who.sam, SharingChange(learner=who.sams, kind="foo", by=who.sam))
    assert assessed(who)


def test_a_proxy_reads_nothing_that_keeps_somebody_safe_and_gives_nothing_to_themselves_by_a_way_round() -> None:
    who = world()
    with acting(as_person(who.sam.pk)):
        actions.appoint_proxy(learner=who.sams, person=who.mother, kind=ProxyKind.ADVOCATE, categories=[HEALTH],
            may_decide=True, may_see_looks=True, until=clock.now() + 30 * DAY, by=who.sam)  # fmt: skip
    safe = opened(who, because="SECRET of the mother")
    assert gets(who.mother, "select basis_note from app.sharing_grant where id = %s", safe.pk) == []
    assert all(row[1] != who.council.name for row in gets(
        who.mother, "select name, organisation from app.who_reaches(%s) where grant_id = %s", who.sams.pk, safe.pk
    ))  # fmt: skip
    law = {"learner": who.sams, "organisation": who.council, "asked_by": who.worker, "categories": [3], "purpose": "p"}
    law |= {"basis": "statutory-duty", "duty": "care-enquiry", "why": "SECRET", "until": clock.now() + DAY}
    assert added(who.worker, AccessRequest(**law))
    assert gets(who.mother, "select why from app.sharing_accessrequest") == []
    join(who.mother, who.council)
    proxy = gets(who.mother, "select proxy from app.my_say(%s)", who.sams.pk)[0][0]
    said = {"permission": "by-proxy", "proxy_id": proxy}
    assert not added(who.mother, grant(who, who.mother, **said, only_people=[who.mother.pk]))
    assert added(who.mother, grant(who, who.mother, **said, organisation=who.north))


def test_a_freeze_holds_for_the_people_of_an_organisation_whoever_gave_it_and_takes_two_to_lift() -> None:
    who = world()
    with acting(as_person(who.sam.pk)):
        actions.give_grant(learner=who.sams, to=who.worker, categories=[ME, HEALTH], purpose="x",
            until=clock.now() + DAY, by=who.sam)  # fmt: skip
        Freeze(learner=who.sams, organisation=who.council, by=who.sam, by_learner=True).save(force_insert=True)
    assert open_to(who.worker, who.sams) == set()
    second = member(who.north, "Lead2")
    in_circle(who.sams, second, who.north, CirclePart.LEAD)
    row = Freeze(learner=who.sams, person=who.mother, by=who.lead, by_learner=False, because="x")
    assert added(who.lead, row)
    ask = "update app.sharing_freeze set lift_asked_by_id = %s, lift_because = 'so' where id = %s"
    assert not refused(second, ask, second.pk, row.pk)
    forge = "update app.sharing_freeze set lift_because = 'FORGED', lifted_by_id = %s, lifted_at = now() where id = %s"
    assert refused(who.lead, forge, who.lead.pk, row.pk)
    early = "update app.sharing_freeze set lifted_by_id = %s, lifted_at = '2001-01-01' where id = %s"
    assert refused(who.lead, early, who.lead.pk, row.pk)
    lift = "update app.sharing_freeze set lifted_by_id = %s, lifted_at = now() where id = %s"
    assert refused(second, lift, second.pk, row.pk) and not refused(who.lead, lift, who.lead.pk, row.pk)
    step = AgeStep(learner=who.sams, age=18, on=clock.today() + timedelta(days=20))
    with mighty.taken():
        step.save(force_insert=True)
    assert refused(who.lead, "update app.sharing_agestep set told = '{90,30,7,0}' where id = %s", step.pk)


def test_nothing_is_undone_by_saying_so() -> None:
    who = world()
    with acting(as_person(who.sam.pk)):
        change = actions.share(learner=who.sams, to=who.council, categories=[HEALTH], purpose="x",
            until=clock.now() + DAY, by=who.sam)  # fmt: skip
    forged = {"learner": who.sams, "kind": Doing.UNDO, "undoes": change}
    assert not added(who.lead, SharingChange(by=who.lead, **forged))
    assert not added(who.sam, SharingChange(by=who.sam, **forged))
    with acting(as_person(who.sam.pk)):
        actions.undo_change(change=change, by=who.sam)
    assert HEALTH not in open_to(who.worker, who.sams)


def test_a_lead_does_not_go_round_what_the_learner_stopped_for_their_own_organisation() -> None:
    who = world()
    law = {"learner": who.sams, "categories": [HEALTH], "purpose": "x", "until": clock.today() + DAY, "why": "x"}
    with acting(as_person(who.sam.pk)):
        actions.stop(learner=who.sams, receiver=who.north, by=who.sam)
    with acting(as_person(who.lead.pk)), pytest.raises(NotAllowed, match="stopped some of it"):
        actions.give_on_duty(**law, to=who.north, duty="other-law", by=who.lead)
    with acting(as_person(who.lead.pk)):
        actions.give_on_duty(**law, to=organisation("Elsewhere"), duty="other-law", by=who.lead)
