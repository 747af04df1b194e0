-- Tells a person something, whoever acts: they could not write a row that is somebody else's. What was not seen yet is
-- counted once more. Whoever did it is not told. True where a row was written.
create or replace function app.tell(who bigint, what text, about text[], learner_key bigint, due_on date, at timestamptz)
returns boolean language plpgsql volatile security definer set search_path = app, pg_temp as $$
declare
  actor bigint := case when coalesce(current_setting('app.actor', true), '') <> '' then app.me() end;
begin
  if who = actor then
    return false;
  end if;
  insert into app.notices_notice as n (id, person_id, told_by_id, kind, address, key, count, made, due)
    values (gen_random_uuid(), who, actor, what, about, learner_key, 1, at, due_on)
    on conflict (person_id, kind, key, address) where seen is null
    do update set count = n.count + 1, made = excluded.made, told_by_id = excluded.told_by_id,
      due = coalesce(n.due, excluded.due), done = null;
  return true;
end $$;

-- What was wanted has been done, whoever of those who were told did it: how many notices are settled.
create or replace function app.settle(what text, about text[], at timestamptz) returns bigint
language sql volatile security definer set search_path = app, pg_temp as $$
  with settled as (
    update app.notices_notice set done = at, seen = coalesce(seen, at)
    where kind = what and address = about and done is null returning 1
  ) select count(*) from settled
$$;

-- Whom something waits for that was not mailed; not those who have no place here any more.
create or replace function app.people_with_new_notices() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(who order by who), '{}') from (
    select distinct person_id as who from app.notices_notice where seen is null and done is null and mailed is null
  ) x where app.has_a_place(who)
$$;

revoke all on function app.tell(bigint, text, text[], bigint, date, timestamptz), app.settle(text, text[], timestamptz),
  app.people_with_new_notices() from public;
grant execute on function app.tell(bigint, text, text[], bigint, date, timestamptz), app.settle(text, text[], timestamptz)
  to app_user, app_system_signin;
-- The role that mails acts for one person at a time and sees what they see: their notices, and where to send them.
grant execute on function app.people_with_new_notices(), app.me(), app.my_keys() to app_system_notices;
