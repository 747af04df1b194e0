-- Files of everything about a learner are kept for a few days. Whoever calls this takes away those that are over,
-- whosever they are, and learns only how many: it is called as somebody asks for the next one, and every night.
create or replace function app.forget_exports() returns integer language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  gone integer;
begin
  delete from app.records_exportfile where until <= clock_timestamp();
  get diagnostics gone = row_count;
  return gone;
end $$;

-- Tells who asked that the file is there, or could not be made. The worker acts for them, and nobody tells themselves of
-- what they did: this they did not do.
create or replace function app.tell_of_export(which uuid, what text, at timestamptz) returns boolean language plpgsql
security definer set search_path = app, pg_temp as $$
declare
  one record;
begin
  select e.asked_by_id, l.public_id into one from app.records_export e
    join app.learners_learner l on l.id = e.learner_id
    where e.id = which and e.asked_by_id = app.me() and e.state not in ('waiting', 'running');
  if not found then
    return false;
  end if;
  insert into app.notices_notice as n (id, person_id, kind, address, count, made)
    values (gen_random_uuid(), one.asked_by_id, what, array[one.public_id::text], 1, at)
    on conflict (person_id, kind, key, address) where seen is null
    do update set count = n.count + 1, made = excluded.made, done = null;
  return true;
end $$;

revoke all on function app.forget_exports(), app.tell_of_export(uuid, text, timestamptz) from public;
grant execute on function app.tell_of_export(uuid, text, timestamptz) to app_user;
grant execute on function app.forget_exports() to app_user, app_system_upkeep;
