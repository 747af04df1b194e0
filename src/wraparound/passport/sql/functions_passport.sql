-- The learner takes words back: what was said before is theirs alone from now on. For whom the category is open to.
create or replace function app.withdraw_words(one uuid) returns void language sql security definer
set search_path = app, pg_temp as $$
  update app.passport_entryversion set withdrawn = true
  where entry_id = one and (learner_id * 16 + category) = any((select app.my_keys())::bigint[])
$$;

revoke all on function app.withdraw_words(uuid) from public;
grant execute on function app.withdraw_words(uuid) to app_user;
