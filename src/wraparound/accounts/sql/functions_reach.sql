-- The organisations that somebody belongs to today, and the people they work with there.
create or replace function app.my_organisations() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct organisation_id), '{}') from app.accounts_membership
  where person_id = app.me() and since <= app.today() and (until is null or until >= app.today())
$$;

create or replace function app.organisations_i_administer() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct organisation_id), '{}') from app.accounts_membership
  where person_id = app.me() and role = 'organisation-administrator'
    and since <= app.today() and (until is null or until >= app.today())
$$;

create or replace function app.my_people() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select array_agg(distinct id) from (
    select app.me() as id
    union all
    select person_id from app.accounts_membership where organisation_id = any((select app.my_organisations())::bigint[])
  ) x
$$;

create or replace function app.my_chains() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(public_id), '{}') from app.accounts_organisation
  where id = any((select app.organisations_i_administer())::bigint[])
$$;

revoke all on function app.organisations_i_administer() from public;
grant execute on function app.organisations_i_administer() to app_user;
