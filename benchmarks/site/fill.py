"""Fills an empty database of the site by SQL, in bulk, with triggers off. Equal seeds give equal rows.

The shape: an organisation for 250 learners (at least 8), 20 people in each, of whom the last is lead for all of its
learners; 4 organisations around each learner, 3 workers of each; a grant to each organisation with some of the
categories, of which one in 20 was ended and one in 20 has run out; 10 answers on 10 topics and voices in the passport;
a plan (`fill_plans`).
The first worker of an organisation is new there and has few learners (some 15, where others have ten times as many).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from psycopg import sql

from benchmarks.site import fill_plans
from wraparound.core.categories import Category
from wraparound.passport.policy import Voice
from wraparound.passport.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

PEOPLE, AROUND, WORKERS, ENTRIES = 20, 4, 3, 10
LEARNERS_PER_ORGANISATION, FEWEST_ORGANISATIONS = 250, 8
SHARED = (Category.ABOUT_ME, Category.COMMUNICATION, Category.HEALTH, Category.LEARNING, Category.OUTCOMES,
          Category.PLAN)  # fmt: skip
GIVEN = "Ada Ali Amy Ben Bo Cai Dev Eli Eve Fay Gus Ida Ivy Jay Joy Kai Kit Leo Liv Mae Max Mo Nia Oz Pia Ray Rio Sky"
FIRST = "Ash Beck Birch Black Brad Brook Clay Crow Elm Fair Green Hart Hazel Lang Marsh North Oak Stan West Whit"
SECOND = "bourne bridge by combe dale field ford gate ham hurst ley more stead ton well wood worth"
BIG = (
    "accounts_person", "learners_learner", "learners_circlemember", "sharing_grant", "sharing_access", "passport_entry",
    *fill_plans.BIG,
)  # fmt: skip
VOICES = (Voice.LEARNER, Voice.ORGANISATION)

HELPERS = """
create schema made;
create function made.h(n bigint, salt int) returns bigint language sql immutable parallel safe as
  $$ select pg_catalog.hashint8extended(n, salt::bigint + {seed} * 1000) & 288230376151711743 $$;
create function made.u(n bigint, salt int) returns uuid language sql immutable parallel safe as
  $$ select pg_catalog.md5(n || ' ' || salt || ' ' || {seed})::uuid $$;
create function made.day(d date) returns timestamptz language sql stable parallel safe as
  $$ select d::timestamp at time zone 'Europe/London' $$;
create table made.topics (n int, slug text, category int, example text);
create unlogged table made.staff as select g as n, (g - 1) / {people} as org, (g - 1) % {people} as place,
    made.h(g, 1) + 1 as id
  from generate_series(1, {organisations} * {people}) g;
create unlogged table made.org as select g as n, made.h(g, 2) + 1 as id from generate_series(0, {organisations} - 1) g;
create unlogged table made.learner as select g as n, made.h(g, 3) + 1 as id, made.h(g, 4) + 1 as person
  from generate_series(1, {learners}) g;
create unlogged table made.around as
  select l.n, l.id, o.n as org, o.id as org_id, row_number() over (partition by l.n order by o.n) as k from (
    select distinct l.n, l.id, made.h(l.n * 31 + k, 5) % {organisations} as org
    from made.learner l, generate_series(1, {around}) k) l
  join made.org o on o.n = l.org;
create unlogged table made.team as
  select distinct a.n, a.id, a.org_id, s.id as person, 'support' as part
  from made.around a, generate_series(1, {workers}) j, made.staff s
  where s.org = a.org and s.place = (select case when r = 0 then 0 else 1 + r % ({people} - 2) end
    from (select made.h(a.n * 17 + j * 7 + a.org * 1000003, 6) % 190 as r) x)
  union all select a.n, a.id, a.org_id, s.id, 'lead' from made.around a
  join made.staff s on s.org = a.org and s.place = {people} - 1;
analyze made.staff, made.org, made.learner, made.around, made.team;
"""

ROWS = {
    "organisations": """
insert into app.accounts_organisation (id, public_id, name, kind, ukprn, council, about, website, version)
  select id, made.u(n, 10), 'Organisation ' || n,
    (array['general-fe','specialist-college','council','health'])[1 + n % 4],
    '', '', '', '', 1 from made.org""",
    "staff": """
insert into app.accounts_person (id, public_id, name, email, phone, is_active, joined)
  select id, made.u(n, 11), {given} || ' ' || {surname}, 'staff' || n || '@example.org', '', true,
    now() - interval '2 years'
  from made.staff""",
    "learners' sign-in": """
insert into app.accounts_person (id, public_id, name, email, phone, is_active, joined)
  select person, made.u(n, 12), {given} || ' ' || {surname}, null, '', true, now() - interval '1 year'
  from made.learner""",
    "memberships": """
insert into app.accounts_membership (id, role, since, person_id, organisation_id)
  select made.u(s.n, 13), case when s.place = {people} - 1 then 'transition-lead' else 'support-worker' end,
    current_date - 400, s.id, o.id from made.staff s join made.org o on o.n = s.org""",
    "learners": """
insert into app.learners_learner (id, public_id, name, known_as, born, made, person_id)
  select id, made.u(n, 14), {given} || ' ' || {surname}, case when n % 5 = 0 then {given} else '' end,
    current_date - 6000 - (made.h(n, 20) % 3000)::int, now() - interval '1 year', person from made.learner""",
    "circles": """
insert into app.learners_circlemember (id, part, since, added_by_id, organisation_id, person_id, learner_id)
  select md5(t.id || ' ' || t.person || ' ' || t.part)::uuid, t.part, current_date - 300, t.person,
    t.org_id, t.person, t.id
  from made.team t order by t.n""",
    "grants": """
insert into app.sharing_grant (id, categories, purpose, basis, basis_note, permission, since, until, made, given_by_id,
    learner_id, organisation_id, supported_name, support_how, duty, told_because)
  select made.u(a.n * 10 + a.k, 15), array[0] || array(select c from unnest(array[{shared}]) c
    where made.h(a.n * 100 + a.k * 16 + c, 21) & 1 = 0), 'To plan together', 'consent', '', 'given',
    now() - interval '200 days',
    now() + case when made.h(a.n * 10 + a.k, 22) % 20 = 0 then interval '-1 day' else interval '400 days' end,
    now() - interval '200 days', l.person, a.id, a.org_id, '', '{{}}', '', ''
  from made.around a join made.learner l using (n) order by a.n, a.k""",
    "ended grants": """
insert into app.sharing_grantending (id, at, reason, by_id, grant_id, learner_id)
  select made.u(a.n * 10 + a.k, 16), now() - interval '3 days', '', l.person, made.u(a.n * 10 + a.k, 15), a.id
  from made.around a join made.learner l using (n) where made.h(a.n * 10 + a.k, 22) % 20 = 1""",
    "access": """
insert into app.sharing_access (person, learner, category, "grant", since, until)
  select c.person_id, g.learner_id, k, g.id, greatest(g.since, made.day(c.since), made.day(m.since)),
    least(g.until, made.day(c.until + 1), made.day(m.until + 1))
  from app.sharing_grant g
  join app.learners_circlemember c on c.learner_id = g.learner_id and c.organisation_id = g.organisation_id
  join app.accounts_membership m on m.person_id = c.person_id and m.organisation_id = g.organisation_id,
  unnest(g.categories) k
  where g.until > now() and not exists (select from app.sharing_grantending e where e.grant_id = g.id)""",
    "learners' own access": """
insert into app.sharing_access (person, learner, category, since, until)
  select person, id, k, '-infinity', 'infinity' from made.learner, generate_series(0, 15) k""",
    "answers": """
insert into app.passport_entry (id, category, said_by, at, topic, voice, beside, answer, words, shows_withheld, version,
    learner_id, written_by_id)
  select made.u(s.n * 100 + s.j, 17), t.category, s.voice,
    now() - (made.h(s.n * 100 + s.j, 23) % 900) * interval '1 day',
    t.slug, s.voice, false, s.answer,
    case when s.answer = 'said' then t.example || ' ' || md5((s.n * 100 + s.j)::text) else '' end,
    s.answer = 'not-to-say' and s.n % 2 = 0, 1, s.id,
    case when s.voice = 'learner' then s.person else s.lead end
  from (
    select l.n, l.id, l.person, w.id as lead, j, slot / 2 as topic,
      (array['learner', 'organisation'])[1 + slot % 2] as voice,
      case made.h(l.n * 100 + j, 24) % 20 when 0 then 'not-to-say' when 1 then 'later' else 'said' end as answer
    from made.learner l join made.around a on a.n = l.n and a.k = 1
    join made.staff w on w.org = a.org and w.place = {people} - 1,
    generate_series(1, {entries}) j, lateral (select ((made.h(l.n, 25) + j * {stride}) % {slots})::int as slot) x
  ) s join made.topics t on t.n = s.topic""",
}  # fmt: skip


def fill(connection: psycopg.Connection[Any], learners: int, seed: int, say: Callable[[str], None]) -> None:
    """Makes everything, in one transaction of the superuser. Needs a database in which nobody is yet."""
    told = _told(learners, seed)
    with connection.transaction():
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'"):
            connection.execute(sql.SQL("set local ") + sql.SQL(setting))
        connection.execute("set local maintenance_work_mem = '512MB'")
        _run(connection, HELPERS, told)
        topics = [(n, t.slug, t.category.number, str(t.example)) for n, t in enumerate(TOPICS)]
        connection.cursor().executemany("insert into made.topics values (%s, %s, %s, %s)", topics)
        _run(connection, fill_plans.LINES_MADE, told)
        again = _without_indexes(connection)
        for what, statement in {**ROWS, **fill_plans.ROWS}.items():
            say(what)
            _run(connection, statement, told)
        say("indexes")
        for index in again:
            connection.execute(index)
        connection.execute("drop schema made cascade")
    connection.execute("vacuum (analyze)")


def _told(learners: int, seed: int) -> dict[str, object]:
    slots = len(TOPICS) * len(VOICES)
    return {
        **fill_plans.told(),
        "learners": learners,
        "organisations": max(FEWEST_ORGANISATIONS, learners // LEARNERS_PER_ORGANISATION),
        "seed": seed,
        "people": PEOPLE,
        "around": AROUND,
        "workers": WORKERS,
        "entries": ENTRIES,
        "slots": slots,
        "stride": next(s for s in (11, 13, 17, 1) if math.gcd(s, slots) == 1),  # no slot comes twice for a learner
        "shared": ", ".join(str(c.number) for c in SHARED),
        "given": _one_of(GIVEN, 30),
        "surname": f"({_one_of(FIRST, 31)} || {_one_of(SECOND, 32)})",
    }


def _one_of(words: str, salt: int) -> str:
    several = words.split()
    listed = ", ".join(f"'{word}'" for word in several)
    return f"(array[{listed}])[1 + made.h(n, {salt}) % {len(several)}]"


def _run(connection: psycopg.Connection[Any], statements: str, told: dict[str, object]) -> None:
    connection.execute(statements.format(**told))


def _without_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Drops the indexes of big tables that no constraint needs; how to make each again."""
    found = connection.execute(
        "select format('drop index app.%%I', c.relname), pg_get_indexdef(i.indexrelid) from pg_index i"
        " join pg_class c on c.oid = i.indexrelid where i.indrelid = any(%s::regclass[])"
        " and not exists (select from pg_constraint k where k.conindid = i.indexrelid)",
        [[f"app.{table}" for table in BIG]],
    ).fetchall()
    for drop, _again in found:
        connection.execute(drop)
    return [again for _drop, again in found]


def access_errors(connection: psycopg.Connection[Any], sample: int) -> tuple[int, int]:
    """Missing and extra rows of access, for so many learners; 0: for all, as `app.access_errors()` finds them."""
    if not sample:
        missing, extra = connection.execute("select * from app.access_errors()").fetchone() or (-1, -1)
        return missing, extra
    found = connection.execute(
        """
with those as (select id from app.learners_learner order by public_id limit %s),
due as (select s.id as learner, d.* from those s, lateral app.access_due(s.id) d),
held as (select learner, person, category, "grant", since, until from app.sharing_access
  where until > now() and learner in (select id from those)),
said as (select learner, person, category, grant_id, since, until from due)
select (select count(*) from (select * from said except select * from held) x),
  (select count(*) from (select * from held except select * from said) x)
""",
        [sample],
    ).fetchone()
    missing, extra = found or (-1, -1)
    return missing, extra
