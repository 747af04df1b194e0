-- Each field of a row that changed, as a row of the log. In order within a learner, whoever else writes at the moment:
-- the lock is held until the transaction ends, so that what is read later never lies before what was read earlier.
create or replace function app.plan_changed() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) else '{}' end;
  after jsonb := to_jsonb(new);
  number bigint;
  said record;
begin
  perform pg_advisory_xact_lock(7278, hashint8(new.learner_id));
  select greatest(coalesce(max(c."order"), 0), (extract(epoch from clock_timestamp()) * 1000000)::bigint)
    into number from app.plans_change c where c.learner_id = new.learner_id;
  for said in
    select key, value from jsonb_each(after)
    where key not in ('id', 'learner_id', 'category', 'line_id', 'made', 'made_by_id', 'changed', 'changed_by_id')
      and value is distinct from coalesce(before -> key, 'null'::jsonb)
    order by key
  loop
    number := number + 1;
    insert into app.plans_change (id, learner_id, category, "of", "row", line, field, value, "order", by_id, at)
      values (gen_random_uuid(), new.learner_id, new.category, tg_argv[0], new.id,
        case when tg_argv[0] = 'line' then new.id else (after ->> 'line_id')::uuid end,
        regexp_replace(said.key, '_id$', ''), nullif(said.value, 'null'::jsonb), number, new.changed_by_id, new.changed);
  end loop;
  return null;
end $$;

-- The order of the last change that a learner's plan has; whoever asks waits for those who write at the moment.
create or replace function app.plan_upto(who bigint) returns bigint language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if not who * 16 + 6 = any((select app.my_keys())::bigint[]) then
    return 0;
  end if;
  perform pg_advisory_xact_lock(7278, hashint8(who));
  return (select coalesce(max(c."order"), 0) from app.plans_change c where c.learner_id = who);
end $$;

-- The people whom the plan names, for whoever the row that names them is open to: a lead who has no name helps nobody.
create or replace function app.people_of_plan(who bigint) returns table (person bigint, name text) language sql stable
security definer set search_path = app, pg_temp as $$
  with mine as (select (select app.my_keys())::bigint[] as keys), named as (
    select unnest(array[r.lead_id, r.deputy_id, r.made_by_id]) as id, r.learner_id * 16 + r.category as k from app.plans_line r
      where r.learner_id = who
    union select r.by_id, r.learner_id * 16 + r.category from app.plans_change r where r.learner_id = who
    union select (r.value #>> '{}')::bigint, r.learner_id * 16 + r.category from app.plans_change r -- who once led
      where r.learner_id = who and r.field in ('lead', 'deputy') and jsonb_typeof(r.value) = 'number'
    union select r.written_by_id, r.learner_id * 16 + r.category from app.plans_reply r where r.learner_id = who
    union select r.written_by_id, r.learner_id * 16 + r.category from app.plans_replyphoto r where r.learner_id = who
    union select r.written_by_id, r.learner_id * 16 + r.category from app.plans_comment r where r.learner_id = who
    union select unnest(array[r.written_by_id, r.answered_by_id]), r.learner_id * 16 + r.category
      from app.plans_suggestion r where r.learner_id = who
    union select r.written_by_id, r.learner_id * 16 + r.category from app.plans_version r where r.learner_id = who
    union select r.written_by_id, r.learner_id * 16 + r.category from app.plans_signature r where r.learner_id = who
    union select r.lead_id, r.learner_id * 16 + r.category from app.plans_review r where r.learner_id = who
    union select unnest(array[r.person_id, r.written_by_id]), r.learner_id * 16 + r.category
      from app.plans_attendee r where r.learner_id = who
    union select r.written_by_id, r.learner_id * 16 + r.category from app.plans_decision r where r.learner_id = who
    union select r.written_by_id, r.learner_id * 16 + r.category from app.plans_progress r where r.learner_id = who
    union select r.written_by_id, r.learner_id * 16 + r.category from app.plans_day r where r.learner_id = who
    union select r.owner_id, r.learner_id * 16 + r.category from app.plans_flag r where r.learner_id = who
    union select r.written_by_id, r.learner_id * 16 + r.category from app.plans_destination r where r.learner_id = who
  )
  select p.id, p.name::text from app.accounts_person p where p.id in (
    select n.id from named n, mine where n.id is not null and n.k = any(mine.keys))
$$;

revoke all on function app.plan_changed(), app.plan_upto(bigint), app.people_of_plan(bigint) from public;
grant execute on function app.plan_changed() to app_owner;
grant execute on function app.plan_upto(bigint), app.people_of_plan(bigint) to app_user;

-- What was said stays as it was said: of such a row only the columns named may change, and whose it is when two records of
-- a learner are merged.
create or replace function app.said_stays() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  if to_jsonb(new) - tg_argv - 'learner_id' is distinct from to_jsonb(old) - tg_argv - 'learner_id' then
    raise exception 'what was said stays as it was said' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

revoke all on function app.said_stays() from public;
grant execute on function app.said_stays() to app_owner;
