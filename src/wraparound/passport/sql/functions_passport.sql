-- Words are taken back: what was said before is the learner's alone from now on. For whom the category is open to; what
-- the learner said themself only the learner takes back.
create or replace function app.withdraw_words(one uuid) returns void language sql security definer
set search_path = app, pg_temp as $$
  update app.passport_entryversion set withdrawn = true
  where entry_id = one and (learner_id * 16 + category) = any((select app.my_keys())::bigint[])
    and (said_by <> 'learner' or learner_id = any((select app.my_own_learners())::bigint[]))
$$;

revoke all on function app.withdraw_words(uuid) from public;
grant execute on function app.withdraw_words(uuid) to app_user;
