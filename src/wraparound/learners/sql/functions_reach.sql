-- The learners who are the person: nobody else decides for them.
create or replace function app.my_own_learners() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.learners_learner where person_id = app.me()
$$;

-- The learners for whom somebody is lead today: they staff their organisation's team, and record what was decided.
create or replace function app.learners_i_lead() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct c.learner_id), '{}') from app.learners_circlemember c
  where c.person_id = app.me() and c.part = 'lead'
    and c.since <= app.today() and (c.until is null or c.until >= app.today())
    and c.organisation_id = any((select app.my_organisations())::bigint[])
$$;

-- The learners whose words somebody may type: family, advocates, their team; not who only works with them. Whether a
-- category is open is asked beside this.
create or replace function app.learners_i_type_for() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct c.learner_id), '{}') from app.learners_circlemember c
  where c.person_id = app.me() and c.part in ('family', 'advocate', 'support', 'lead')
    and c.since <= app.today() and (c.until is null or c.until >= app.today())
$$;

revoke all on function app.learners_i_lead(), app.learners_i_type_for() from public;
grant execute on function app.learners_i_lead(), app.learners_i_type_for() to app_user;

-- Whether somebody still has a place: in an organisation, in a learner's circle, or as a learner. Else they are signed
-- out. Who never had one is not signed out: they have just come, and see nothing of anybody.
create or replace function app.has_a_place(who bigint) returns boolean language sql stable security definer
set search_path = app, pg_temp as $$
  select exists (select from app.accounts_membership where person_id = who
      and since <= app.today() and (until is null or until >= app.today()))
    or exists (select from app.learners_circlemember where person_id = who
      and since <= app.today() and (until is null or until >= app.today()))
    or exists (select from app.learners_learner where person_id = who)
    or not (exists (select from app.accounts_membership where person_id = who)
      or exists (select from app.learners_circlemember where person_id = who))
$$;
