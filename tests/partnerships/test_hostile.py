"""What the pages refuse, the database refuses too: SQL by the role of the site, as somebody who means harm."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests import people
from tests.partnerships.agreed import Two, asks, does, says, two
from wraparound.accounts.roles import MemberRole
from wraparound.core.database.scope import acting, as_person
from wraparound.partnerships import actions, queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.accounts.models import Person
    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db
P = "app.partnerships_"


def gets(who: Person, sql: str, *told: Any) -> bool:
    """Whether a statement of somebody changes or finds a row; it is undone."""
    try:
        with acting(as_person(who.pk)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, told)
            done = cursor.rowcount > 0
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return done


JOIN = (
    f"insert into {P}member"
    " (id, speaks_name, invited, partnership_id, organisation_id, invited_by_id, speaks_id, since)"
    " values (gen_random_uuid(), '', now(), %s, %s, %s, %s, "
)
SIGN = (
    f"insert into {P}compositesignature (id, composite_id, member_id, person_id, name, at)"
    " values (gen_random_uuid(), %s, %s, %s, '', now())"
)
TEXT = (
    f"insert into {P}compositepolicy (id, partnership_id, number, revision, content, drafted_by_id, at, in_force)"
    " values (gen_random_uuid(), %s, %s, %s, '{}', %s, now(), "
)
POLICY = (
    f"insert into {P}confidentialitypolicy (id, organisation_id, number, content, made_by_id, at)"
    " values (gen_random_uuid(), %s, %s, '{}', %s, now())"
)
FOUND = f"insert into {P}partnership (id, name, since, made_by_id) values (gen_random_uuid(), 'X', now(), %s)"
SPEAKS = f"update {P}member set speaks_id = %s where id = %s"
TABLES = ("partnership", "member", "confidentialitypolicy", "compositepolicy", "compositesignature")


def attacks(here: Two) -> Iterator[tuple[str, bool]]:
    """(what somebody tries, whether it works)."""
    ann, ben, cat, north, of = here.ann, here.ben, here.cat, here.north, here.partnership.pk
    old = here.draft()
    here.sign(ann, old)
    text = does(ben, actions.choose_clause, composite=old, topic="talking", answer="closed-room")
    norths, souths, worker = here.member(ann).pk, here.member(ben).pk, people.member(north, "Worker")
    yield "joins without being invited", gets(cat, f"{JOIN} now())", of, here.east.pk, cat.pk, cat.pk)
    yield "invites from outside", gets(cat, f"{JOIN} null)", of, here.east.pk, cat.pk, None)
    other = does(cat, actions.found_partnership, name="Other", organisation=here.east)
    move = f"update {P}member set partnership_id = %s where partnership_id = %s"
    yield "moves into another partnership", gets(cat, move, of, other.pk)
    elsewhere = does(cat, actions.invite_organisation, partnership=other, organisation=north)
    does(ann, actions.accept_invitation, member=elsewhere)

    yield "signs for another organisation", gets(cat, SIGN, text.pk, souths, cat.pk)
    yield "signs in another's name", gets(cat, SIGN, text.pk, souths, ben.pk)
    yield "signs for a partner", gets(ann, SIGN, text.pk, souths, ann.pk)
    yield "signs without being named", gets(worker, SIGN, text.pk, norths, worker.pk)
    yield "signs what was changed since", gets(ben, SIGN, old.pk, souths, ben.pk)
    yield "signs as a member of another partnership", gets(ann, SIGN, text.pk, elsewhere.pk, ann.pk)
    yield "carries a signature over", gets(ann, f"update {P}compositesignature set composite_id = %s", text.pk)
    yield "changes a text", gets(ann, f"update {P}compositepolicy set content = '{{}}'")
    yield "puts a draft in force", gets(ann, f"update {P}compositepolicy set in_force = now() where id = %s", text.pk)
    yield "writes a text that is in force", gets(ann, f"{TEXT} now())", of, 1, 3, ann.pk)
    yield "goes past a draft", gets(ann, f"{TEXT} null)", of, 2, 1, ann.pk)
    yield "drafts for others", gets(cat, f"{TEXT} null)", of, 1, 3, cat.pk)
    yield "drafts without a role", gets(worker, f"{TEXT} null)", of, 1, 3, worker.pk)
    yield "drafts in another's name", gets(ann, f"{TEXT} null)", of, 1, 3, ben.pk)
    yield from about_policies(here, worker)
    yield "founds without a role", gets(worker, FOUND, worker.pk)
    yield "founds in another's name", gets(ann, FOUND, ben.pk)
    yield "names somebody without a role", gets(ann, SPEAKS, worker.pk, norths)
    yield "names a partner's speaker", gets(ann, SPEAKS, ann.pk, souths)
    yield "puts a partner out", gets(ann, f"update {P}member set until = now() where id = %s", souths)
    yield "writes another name", name_of(ann, norths) != "Ann Hill"
    yield "deletes", any(gets(ann, f"delete from {P}{table}") for table in TABLES)
    yield from when_invited(here)
    does(ann, actions.leave_partnership, member=asks(ann, queries.member, norths))
    yield "comes back without being invited", gets(ann, f"{JOIN} now())", of, north.pk, ann.pk, ann.pk)
    yield "is in it again", gets(ann, f"update {P}member set until = null where id = %s", norths)
    yield "reads on after having left", gets(ann, f"select from {P}partnership where id = %s", of)


def about_policies(here: Two, worker: Person) -> Iterator[tuple[str, bool]]:
    yesterday = people.clock.today() - people.DAY
    gone = people.member(here.south, "Gone", MemberRole.COMMISSIONER, since=yesterday, until=yesterday)
    yield "writes a policy without a role", gets(worker, POLICY, here.north.pk, 2, worker.pk)
    yield "writes somebody else's policy", gets(here.cat, POLICY, here.north.pk, 2, here.cat.pk)
    yield "writes a policy in another's name", gets(here.ann, POLICY, here.north.pk, 2, worker.pk)
    yield "writes a policy after having left", gets(gone, POLICY, here.south.pk, 2, gone.pk)
    yield "leaves versions out", gets(here.ann, POLICY, here.north.pk, 9, here.ann.pk)
    yield "changes a policy", gets(here.ann, f"update {P}confidentialitypolicy set content = '{{}}'")


def when_invited(here: Two) -> Iterator[tuple[str, bool]]:
    invited = does(here.ann, actions.invite_organisation, partnership=here.partnership, organisation=here.east).pk
    accept = f"update {P}member set since = now(), speaks_id = %s where id = %s"
    yield "accepts for another", gets(here.ann, accept, here.ann.pk, invited)
    policies = f"select from {P}confidentialitypolicy where organisation_id = %s"
    yield "reads policies when only invited", gets(here.cat, policies, here.south.pk)
    of = here.partnership.pk
    yield (
        "reads drafts when only invited",
        gets(here.cat, f"select from {P}compositepolicy where partnership_id = %s", of),
    )
    yield "reads who signed when only invited", gets(here.cat, f"select from {P}compositesignature")
    stranger = people.member(people.organisation("West"), "Stranger", MemberRole.ORGANISATION_ADMIN)
    yield "reads from outside", any(gets(stranger, f"select from {P}{table}") for table in TABLES)


def name_of(who: Person, member: uuid.UUID) -> str:
    """What partners read when somebody writes another name beside their own."""
    with acting(as_person(who.pk)), connection.cursor() as cursor:
        cursor.execute(
            f"update {P}member set speaks_name = 'The Minister' where id = %s returning speaks_name", [member]
        )
        return str(cursor.fetchone()[0])


def test_what_the_pages_refuse_the_database_refuses_too() -> None:
    tried = list(attacks(two()))
    assert len(tried) > 30
    assert [name for name, works in tried if works] == []


NEWEST = "distinct on (partnership_id) id from mine order by partnership_id, number desc, revision desc"
PLANTED = {  # in the functions of the database: each lets an attack through
    "any role speaks": ("and role = any((select app.roles_that_speak())::text[])", ""),
    "who is invited sees all": ("where since is not null and until is null and org", "where until is null and org"),
    "who founded it comes back": ("from app.partnerships_member m where m.partnership_id = p.id)", "where false)"),
    "an old text may be signed": (NEWEST, "id from mine"),
    "a member may move": ("if to_jsonb(new) - may_change is distinct from to_jsonb(old) - may_change\n      or", "if"),
    "anybody may be named": ("and not app.may_speak(new.speaks_id, new.organisation_id)", "and false"),
    "names are not written": ("new.speaks_name := ", "perform "),
}  # fmt: skip
FUNCTIONS = Path(apps.get_app_config("partnerships").path, "sql", "functions_partnerships.sql").read_text()


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str, server: Server) -> None:
    right, wrong = PLANTED[fault]
    assert FUNCTIONS.count(right) >= 1
    with psycopg.connect(**server.connection("site"), autocommit=True) as superuser:
        superuser.execute("set role app_functions")
        try:
            superuser.execute(FUNCTIONS.replace(right, wrong))
            assert any(works for _name, works in attacks(two()))
        finally:
            superuser.execute(FUNCTIONS)


def test_who_has_lost_the_role_signs_no_more_and_somebody_else_is_named() -> None:
    here = two()
    text = here.draft()
    member, dan = here.member(here.ben), people.member(here.south, "Dan Ford", MemberRole.ORGANISATION_ADMIN)
    with acting(people.SIGN_IN):
        yesterday = people.clock.today() - people.DAY
        people.Membership.objects.filter(person=here.ben).update(since=yesterday, until=yesterday)
    assert not gets(here.ben, SIGN, text.pk, member.pk, here.ben.pk)
    assert asks(here.ben, queries.composite, text.pk) is None
    does(dan, actions.name_speaker, member=member, person=dan)
    does(dan, actions.sign_composite, composite=text, member=member)
    assert says(dan, here.south, seen=1, records="one").number == 2
