-- Who acts in this transaction: checked against a signature, since a plain setting can be set by any injected statement.
create or replace function app.me() returns bigint language plpgsql stable parallel safe security definer
set search_path = app, pg_temp as $$
declare
  part text[] := string_to_array(current_setting('app.actor', true), '|');
  said bytea;
  key record;
begin
  if part is null or array_length(part, 1) is distinct from 4 then
    raise exception 'nobody is named who acts' using errcode = 'insufficient_privilege';
  end if;
  select inner_pad, outer_pad into key from app.actor_key;
  said := convert_to(part[1] || '|' || part[2] || '|' || part[3], 'UTF8');
  if encode(sha256(key.outer_pad || sha256(key.inner_pad || said)), 'hex') is distinct from part[4] then
    raise exception 'the actor is forged' using errcode = 'insufficient_privilege';
  end if;
  if part[2]::bigint < extract(epoch from now()) or part[3]::int <> pg_backend_pid() then
    raise exception 'the actor is out of date' using errcode = 'insufficient_privilege';
  end if;
  return part[1]::bigint;
end $$;

-- The date where the learners live.
create or replace function app.today() returns date language sql stable parallel safe
set search_path = app, pg_temp as $$ select (now() at time zone 'Europe/London')::date $$;
revoke all on function app.today() from public;

-- What a person may reach. Nothing, until the subjects above say more (their files replace these).
create or replace function app.my_keys() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$ select '{}'::bigint[] $$;

create or replace function app.my_learners() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$ select '{}'::bigint[] $$;

create or replace function app.my_own_learners() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$ select '{}'::bigint[] $$;

create or replace function app.my_organisations() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$ select '{}'::bigint[] $$;

create or replace function app.my_people() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$ select '{}'::bigint[] $$;

create or replace function app.my_chains() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$ select '{}'::uuid[] $$;

grant execute on function app.my_chains(), app.me(), app.my_keys(), app.my_learners(), app.my_own_learners(), app.my_organisations(),
  app.my_people() to app_user;
grant execute on function app.me() to app_system_signin, app_system_intake;
