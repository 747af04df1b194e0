-- Whose view the address of a calendar shows: for whoever has the token, which is all that a calendar app has. Nobody's,
-- once it was stopped or its person has no place here any more. What they may see is asked of them, not here.
create or replace function app.calendar_feed(print text) returns table (feed uuid, person bigint, about uuid) language sql stable
security definer set search_path = app, pg_temp as $$
  select f.id, f.person_id, l.public_id from app.documents_feed f
  join app.accounts_person p on p.id = f.person_id join app.learners_learner l on l.id = f.learner_id
  where f.fingerprint = print and f.ended is null and p.is_active and app.has_a_place(f.person_id)
$$;

revoke all on function app.calendar_feed(text) from public;
grant execute on function app.calendar_feed(text) to app_user, app_visitor;
