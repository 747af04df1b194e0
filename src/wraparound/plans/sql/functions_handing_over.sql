-- Lines, reviews and flags of somebody who leaves an organisation go to their successor. For who administers it, or is
-- the one who leaves: they learn how many rows of which learners' chains, and nothing of what stands in them.
create or replace function app.may_pass_on(organisation bigint, leaver bigint) returns boolean language sql stable
set search_path = app, pg_temp as $$
  select organisation = any((select app.organisations_i_administer())::bigint[])
    or (leaver = app.me() and organisation = any((select app.my_organisations())::bigint[]))
$$;

-- Whether something of a plan is with somebody for an organisation: it is a line's of that organisation; or it is of no
-- organisation, and they are in the learner's circle for this one (they, or who has their place there by now).
create or replace function app.is_theirs_there(of_line bigint, learner bigint, for_organisation bigint, leaver bigint,
  successor bigint) returns boolean language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(of_line = for_organisation, exists (
    select from app.learners_circlemember c where c.learner_id = learner and c.organisation_id = for_organisation
      and c.person_id in (leaver, successor)))
$$;

create or replace function app.lines_led(for_organisation bigint, leaver bigint) returns bigint language sql stable
security definer set search_path = app, pg_temp as $$
  select case when not app.may_pass_on(for_organisation, leaver) then 0 else
    (select count(*) from app.plans_line l where l.state in ('proposed', 'accepted') and leaver in (l.lead_id, l.deputy_id)
      and app.is_theirs_there(l.organisation_id, l.learner_id, for_organisation, leaver, leaver))
    + (select count(*) from app.plans_review r where r.organisation_id = for_organisation and r.state = 'planned'
      and r.lead_id = leaver)
    + (select count(*) from app.plans_flag f left join app.plans_line l on l.id = f.line_id
      where f.ended is null and f.owner_id = leaver
      and app.is_theirs_there(l.organisation_id, f.learner_id, for_organisation, leaver, leaver)) end
$$;

create or replace function app.pass_on_lines(for_organisation bigint, leaver bigint, successor bigint, moment timestamptz)
returns table (subject uuid, rows bigint) language plpgsql security definer set search_path = app, pg_temp as $$
begin
  if not app.may_pass_on(for_organisation, leaver) then
    raise exception 'only who administers the organisation hands over' using errcode = 'insufficient_privilege';
  end if;
  return query
  with lines as (
    update app.plans_line l set
      lead_id = case when l.lead_id = leaver then successor else l.lead_id end,
      deputy_id = case
        when l.lead_id = leaver and l.deputy_id = successor then null
        when l.deputy_id = leaver and l.lead_id = successor then null
        when l.deputy_id = leaver then successor
        else l.deputy_id end,
      changed_by_id = app.me(), changed = moment
    where l.state in ('proposed', 'accepted') and leaver in (l.lead_id, l.deputy_id)
      and app.is_theirs_there(l.organisation_id, l.learner_id, for_organisation, leaver, successor)
    returning l.learner_id
  ), reviews as (
    update app.plans_review r set lead_id = successor, changed_by_id = app.me(), changed = moment
    where r.organisation_id = for_organisation and r.state = 'planned' and r.lead_id = leaver
    returning r.learner_id
  ), flags as (
    update app.plans_flag f set owner_id = successor, changed_by_id = app.me(), changed = moment
    where f.ended is null and f.owner_id = leaver
      and app.is_theirs_there((select l.organisation_id from app.plans_line l where l.id = f.line_id), f.learner_id,
        for_organisation, leaver, successor)
    returning f.learner_id
  )
  select n.public_id, count(*) from (
    select learner_id from lines union all select learner_id from reviews union all select learner_id from flags) x
  join app.learners_learner n on n.id = x.learner_id group by n.public_id;
end $$;

revoke all on function app.may_pass_on(bigint, bigint), app.is_theirs_there(bigint, bigint, bigint, bigint, bigint),
  app.lines_led(bigint, bigint),
  app.pass_on_lines(bigint, bigint, bigint, timestamptz) from public;
grant execute on function app.lines_led(bigint, bigint), app.pass_on_lines(bigint, bigint, bigint, timestamptz) to app_user;
