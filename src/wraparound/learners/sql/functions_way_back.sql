-- Whom a lead may help back in: a learner or somebody of a circle who has no address and no role in any organisation, and
-- only where the lead leads every learner whom that person belongs to. Whoever makes the link could use it: so nobody gets
-- by it to a learner who is not theirs to lead.
create or replace function app.people_i_can_bring_back() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  with led as (select unnest(app.learners_i_lead()) as learner),
  belongs as (
    select person_id, learner_id as learner from app.learners_circlemember
    where since <= app.today() and (until is null or until >= app.today())
    union
    select person_id, id from app.learners_learner where person_id is not null
  ),
  theirs as (
    select person_id from belongs
    where person_id in (select b.person_id from belongs b join led using (learner))
    group by person_id having bool_and(learner in (select learner from led))
  )
  select coalesce(array_agg(p.id), '{}') from app.accounts_person p join theirs t on t.person_id = p.id
  where p.id <> app.me() and p.email is null and p.is_active
    and not exists (
      select from app.accounts_membership m where m.person_id = p.id and (m.until is null or m.until >= app.today())
    )
$$;

revoke all on function app.people_i_can_bring_back() from public;
grant execute on function app.people_i_can_bring_back() to app_user;
