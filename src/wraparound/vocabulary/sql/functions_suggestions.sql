-- Whether the person who acts keeps the system running today: they see suggested words and answer them.
create or replace function app.i_keep_the_system() returns boolean language sql stable security definer
set search_path = app, pg_temp as $$
  select exists (
    select from app.accounts_membership
    where person_id = app.me() and role = 'system-administrator'
      and since <= app.today() and (until is null or until >= app.today())
  )
$$;

revoke all on function app.i_keep_the_system() from public;
grant execute on function app.i_keep_the_system() to app_user;
