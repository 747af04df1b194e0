-- Access follows from grants, circles and memberships. One place says how (app.access_due); triggers keep the table.
-- A moment in the future is stored as such: when it comes, nothing needs to run.
create or replace function app.day_begins(d date) returns timestamptz language sql stable parallel safe
set search_path = app, pg_temp as $$ select d::timestamp at time zone 'Europe/London' $$;

create or replace function app.access_due(who bigint)
returns table (person bigint, category smallint, grant_id uuid, since timestamptz, until timestamptz)
language sql stable set search_path = app, pg_temp as $$
  with live as (
    select g.* from app.sharing_grant g where g.learner_id = who
      and not exists (select from app.sharing_grantending e where e.grant_id = g.id)  -- ended is ended, whatever the hour
  ), reached as (
    select g.person_id as person, g.id, g.categories, g.since, g.until from live g where g.person_id is not null
    union all
    select c.person_id, g.id, g.categories,
      greatest(g.since, app.day_begins(c.since), app.day_begins(m.since)),
      least(g.until, app.day_begins(c.until + 1), app.day_begins(m.until + 1))
    from live g
    join app.learners_circlemember c on c.learner_id = who and c.organisation_id = g.organisation_id
    join app.accounts_membership m on m.person_id = c.person_id and m.organisation_id = g.organisation_id
    where g.only_people is null or c.person_id = any(g.only_people)
  )
  select r.person, k::smallint, r.id, r.since, r.until from reached r, unnest(r.categories) k
    where r.since < r.until and r.until > now()
      and not exists (select from app.sharing_freeze f where f.learner_id = who and f.lifted_at is null
        and (f.person_id = r.person or f.organisation_id in (select c.organisation_id  -- with its people, whoever gave it
          from app.learners_circlemember c where c.learner_id = who and c.person_id = r.person)))
  union
  select l.person_id, k::smallint, null::uuid, '-infinity', 'infinity'
    from app.learners_learner l, generate_series(0, 15) k where l.id = who and l.person_id is not null
$$;

create or replace function app.refresh_access(who bigint) returns void language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7277, hashint8(who));  -- without it, withdrawing beside a new team member leaks a row
  delete from app.sharing_access a where a.learner = who and not exists (
    select from app.access_due(who) d where (d.person, d.category, d.since, d.until) = (a.person, a.category, a.since, a.until)
      and d.grant_id is not distinct from a."grant");
  insert into app.sharing_access (person, learner, category, "grant", since, until)
    select d.person, who, d.category, d.grant_id, d.since, d.until from app.access_due(who) d
    where not exists (select from app.sharing_access a where a.learner = who
      and (a.person, a.category, a.since, a.until) = (d.person, d.category, d.since, d.until)
      and a."grant" is not distinct from d.grant_id);
end $$;

create or replace function app.access_changed() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  who bigint;
begin
  for who in
    select distinct case tg_argv[0]
      when 'learner' then (x ->> 'id')::bigint
      when 'membership' then c.learner_id
      else (x ->> 'learner_id')::bigint end as learner
    from (values (before), (after)) v(x)
    left join app.learners_circlemember c on tg_argv[0] = 'membership' and c.person_id = (x ->> 'person_id')::bigint
    where x is not null order by 1
  loop
    if who is not null then perform app.refresh_access(who); end if;
  end loop;
  return null;
end $$;

grant execute on function app.access_changed() to app_owner;

-- What is wrong in the table, compared with what is due: both numbers must be 0.
create or replace function app.access_errors(out missing bigint, out extra bigint) language sql stable security definer
set search_path = app, pg_temp as $$
  with due as (
    select l.id as learner, d.* from app.learners_learner l, app.access_due(l.id) d
  ), held as (
    select learner, person, category, "grant", since, until from app.sharing_access where until > now()
  )
  select
    (select count(*) from (select learner, person, category, grant_id, since, until from due except select * from held) x),
    (select count(*) from (select * from held except select learner, person, category, grant_id, since, until from due) x)
$$;

-- What the person who acts may reach, at this moment; in a preview for the learner, without what they are told only later.
create or replace function app.my_keys() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct learner * 16 + category), '{}') from app.sharing_access
  where person = app.me() and since <= clock_timestamp() and until > clock_timestamp()
  and not (coalesce(current_setting('app.without_kept_back', true), '') = 'yes' and "grant" in (
    select g.id from app.sharing_grant g where g.told_from > clock_timestamp()))
$$;

create or replace function app.my_learners() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct learner), '{}') from app.sharing_access
  where person = app.me() and since <= clock_timestamp() and until > clock_timestamp()
  and not (coalesce(current_setting('app.without_kept_back', true), '') = 'yes' and "grant" in (
    select g.id from app.sharing_grant g where g.told_from > clock_timestamp()))
$$;

-- The grants that reach the person who acts, at this moment: of others' they read nothing.
create or replace function app.my_grants() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct "grant"), '{}') from app.sharing_access
  where person = app.me() and since <= clock_timestamp() and until > clock_timestamp() and "grant" is not null
  and not (coalesce(current_setting('app.without_kept_back', true), '') = 'yes' and "grant" in (
    select g.id from app.sharing_grant g where g.told_from > clock_timestamp()))
$$;

-- The organisations (their public ids) through whose grants the person who acts reaches a learner at this moment.
create or replace function app.through(who bigint) returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct o.public_id), '{}') from app.sharing_access a
  join app.sharing_grant g on g.id = a."grant"
  join app.accounts_organisation o on o.id = g.organisation_id
  where a.learner = who and a.person = app.me() and a.since <= clock_timestamp() and a.until > clock_timestamp()
$$;

-- The learners of whom everything has stopped for the person who acts: for them, or for an organisation of theirs.
create or replace function app.frozen_for_me() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct learner_id), '{}') from app.sharing_freeze
  where lifted_at is null and (person_id = app.me() or organisation_id = any((select app.my_organisations())::bigint[]))
$$;

-- The requests of the person who acts, and of the organisations they belong to about learners they know.
create or replace function app.my_requests() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(r.id), '{}') from app.sharing_accessrequest r
  where r.organisation_id = any((select app.my_organisations())::bigint[])
    and (r.asked_by_id = (select app.me()) or r.learner_id = any((select app.my_learners())::bigint[]))
    and r.learner_id <> all((select app.frozen_for_me())::bigint[])
$$;

-- What answers or ends something is about the same learner: else the learner would not see it, and it would stand in
-- the way of a real one. Arguments of the trigger: the table of what it answers, and the column that says which.
create or replace function app.same_learner() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  about bigint;
begin
  execute format('select learner_id from app.%I where id = $1', tg_argv[0])
    into about using (to_jsonb(new) ->> tg_argv[1])::uuid;
  if about is distinct from new.learner_id then
    raise exception 'about another learner' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.same_learner() to app_owner;

-- The concerns that the person who acts is to answer; who was asked for an organisation, while they belong to it.
create or replace function app.concerns_to_me() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.sharing_concern where to_person_id = app.me()
    and (organisation_id is null or organisation_id = any((select app.my_organisations())::bigint[]))
    and not exists (select from app.sharing_freeze f where f.learner_id = sharing_concern.learner_id
      and f.lifted_at is null and f.person_id = app.me())
$$;

create or replace function app.my_people() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select array_agg(distinct id) from (
    select app.me() as id
    union all
    select person_id from app.accounts_membership where organisation_id = any((select app.my_organisations())::bigint[])
    union all
    select c.person_id from app.learners_circlemember c where c.learner_id * 16 + 0 = any((select app.my_keys())::bigint[])
    union all
    select l.person_id from app.learners_learner l where l.id * 16 + 0 = any((select app.my_keys())::bigint[]) and l.person_id is not null
  ) x
$$;

-- Of these people, those whom the person who acts may know, with their names. The rule is that of app.my_people(), asked
-- the other way round: from the few people of a page, not from everybody whom somebody may know. A test compares both.
create or replace function app.names_i_know(asked bigint[]) returns table (id bigint, name text) language sql stable
security definer set search_path = app, pg_temp as $$
  with wanted as (
    select p.id, p.name from app.accounts_person p where p.id = any(asked)
  ), around as (
    select c.person_id, c.learner_id from app.learners_circlemember c where c.person_id = any(asked)
    union all
    select l.person_id, l.id from app.learners_learner l where l.person_id = any(asked)
  )
  select w.id, w.name::text from wanted w
  where w.id = app.me()
    or w.id in (select m.person_id from app.accounts_membership m
      where m.person_id = any(asked) and m.organisation_id = any((select app.my_organisations())::bigint[]))
    or w.id in (select a.person_id from around a join app.sharing_access s on s.learner = a.learner_id
      where s.person = app.me() and s.category = 0 and s.since <= clock_timestamp() and s.until > clock_timestamp())
$$;

revoke all on function app.day_begins(date), app.access_due(bigint), app.refresh_access(bigint), app.access_changed(),
  app.names_i_know(bigint[]), app.access_errors(), app.my_grants(), app.through(bigint),
  app.my_requests(), app.concerns_to_me(), app.same_learner() from public;
grant execute on function app.names_i_know(bigint[]), app.my_grants(), app.through(bigint),
  app.my_requests(), app.concerns_to_me() to app_user;
grant execute on function app.access_errors() to app_system_upkeep;
