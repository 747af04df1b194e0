-- Whether somebody still has a place here: only then may they sign in, or stay signed in. Here: a live membership, or none
-- ever, because accounts know nothing of learners and families. A subject above replaces this with what it knows.
create or replace function app.has_a_place(who bigint) returns boolean language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(bool_or(since <= app.today() and (until is null or until >= app.today())), true)
  from app.accounts_membership where person_id = who
$$;


revoke all on function app.has_a_place(bigint) from public;
grant execute on function app.has_a_place(bigint) to app_system_signin;
