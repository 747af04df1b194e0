-- Who in an organisation reaches how many learners, and which categories: counts, for its administrators alone. Through
-- its own grants: what somebody reaches elsewhere, or as family, is not told.
create or replace function app.reach_of(for_organisation bigint)
returns table (person bigint, learners bigint, categories smallint[], last_active date, put_themselves bigint)
language sql stable security definer set search_path = app, pg_temp as $$
  with people as (
    select m.person_id as person, bool_or(m.role = 'organisation-administrator') as administers from app.accounts_membership m
    where m.organisation_id = for_organisation and for_organisation = any((select app.organisations_i_administer())::bigint[])
      and m.since <= app.today() and (m.until is null or m.until >= app.today()) group by 1
  ), reached as (
    select a.person, a.learner, a.category from app.sharing_access a join app.sharing_grant g on g.id = a."grant"
    where a.person in (select p.person from people p) and g.organisation_id = for_organisation
      and a.since <= clock_timestamp() and a.until > clock_timestamp()
  )
  select p.person, count(distinct r.learner), coalesce(array_agg(distinct r.category) filter (where r.category is not null), '{}'),
    (select max(e.at)::date from app.core_auditevent e where e.actor = p.person),
    (select count(*) from app.learners_circlemember c where p.administers and c.person_id = p.person and c.added_by_id = p.person
      and c.organisation_id = for_organisation and c.since <= app.today() and (c.until is null or c.until >= app.today()))
  from people p left join reached r on r.person = p.person group by p.person, p.administers
$$;

-- The reviews that the person who acts is writing: nobody adds to another's.
create or replace function app.my_access_reviews() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.records_accessreview
  where by_id = app.me() and at > clock_timestamp() - interval '1 hour'
$$;

-- Tells the administrators of each organisation whose last review (else its first member) is `days` ago that one is due;
-- at most once in 14 days. How many were told.
create or replace function app.tell_reviews_due(days int, at timestamptz) returns bigint language sql volatile
security definer set search_path = app, pg_temp as $$
  with due as (
    select o.id, o.public_id from app.accounts_organisation o
    where coalesce((select max(r.at)::date from app.records_accessreview r where r.organisation_id = o.id),
      (select min(m.since) from app.accounts_membership m where m.organisation_id = o.id)) <= at::date - days
  )
  select count(*) filter (where app.tell(m.person_id, 'access-review-due', array[d.public_id::text], null, at::date + 14, at))
  from due d join app.accounts_membership m on m.organisation_id = d.id and m.role = 'organisation-administrator'
    and m.since <= app.today() and (m.until is null or m.until >= app.today())
  where not exists (select from app.notices_notice n where n.person_id = m.person_id and n.kind = 'access-review-due'
    and n.address = array[d.public_id::text] and (n.seen is null or n.made > at - interval '14 days'))
$$;

revoke all on function app.reach_of(bigint), app.my_access_reviews(), app.tell_reviews_due(int, timestamptz) from public;
grant execute on function app.reach_of(bigint), app.my_access_reviews() to app_user;
grant execute on function app.tell_reviews_due(int, timestamptz) to app_system_upkeep;
