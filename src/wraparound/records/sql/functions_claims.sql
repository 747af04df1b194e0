-- Claims of learners, for those who answer them.

-- Whether somebody belongs to an organisation today.
create or replace function app.belongs(who bigint, place bigint) returns boolean language sql stable
set search_path = app, pg_temp as $$
  select exists (select from app.accounts_membership m where m.person_id = who and m.organisation_id = place
    and m.since <= app.today() and (m.until is null or m.until >= app.today()))
$$;

-- The claims that the person who acts is to answer: who was asked, while they belong to the organisation for which they
-- were asked. When they have left it, who administers it answers in their place; to an objection, whoever leads then.
create or replace function app.claims_to_me() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(c.id), '{}') from app.records_claim c
  where (c.to_person_id = app.me() and (c.organisation_id is null
      or c.organisation_id = any((select app.my_organisations())::bigint[])))
    or (c.organisation_id is not null and not app.belongs(c.to_person_id, c.organisation_id)
      and (c.organisation_id = any((select app.organisations_i_administer())::bigint[])
        or (c.kind = 'objection' and c.learner_id = any((select app.learners_i_lead())::bigint[]))))
$$;

-- Whom a learner can ask to put something right, the nearest first: 1 who wrote it, while they belong to an organisation
-- for which they were around the learner; 2 who administers one of these; 3 who leads; 4 who administers an organisation
-- of those who lead; 5 who administers another organisation of the circle. For the learner only.
create or replace function app.who_answers(who bigint, writer bigint)
returns table (near integer, person bigint, name text, organisation text, place bigint) language sql stable security definer
set search_path = app, pg_temp as $$
  with ever as (
    select c.person_id, c.organisation_id, c.part, (c.since <= app.today()
      and (c.until is null or c.until >= app.today())) as held
    from app.learners_circlemember c where c.learner_id = who and c.organisation_id is not null
  ), belongs as (
    select m.person_id, m.organisation_id, m.role from app.accounts_membership m
    where m.organisation_id in (select organisation_id from ever)
      and m.since <= app.today() and (m.until is null or m.until >= app.today())
  ), wrote as (
    select distinct e.organisation_id from ever e where e.person_id = writer
  ), leads as (
    select distinct e.person_id, e.organisation_id from ever e
    join belongs b on (b.person_id, b.organisation_id) = (e.person_id, e.organisation_id) where e.part = 'lead' and e.held
  ), found as (
    select 1 as near, b.person_id, b.organisation_id from belongs b
      where b.person_id = writer and b.organisation_id in (select organisation_id from wrote)
    union all
    select case when b.organisation_id in (select organisation_id from wrote) then 2
      when b.organisation_id in (select organisation_id from leads) then 4 else 5 end, b.person_id, b.organisation_id
    from belongs b where b.role = 'organisation-administrator'
      and b.organisation_id in (select organisation_id from ever e where e.held or e.person_id = writer)
    union all
    select 3, person_id, organisation_id from leads
  )
  select f.near, p.id, p.name::text, o.name::text, o.id from found f
  join app.accounts_person p on p.id = f.person_id
  join app.accounts_organisation o on o.id = f.organisation_id
  where who = any((select app.my_own_learners())::bigint[]) and p.is_active and p.id <> app.me()
  order by f.near, o.name, p.name, p.id
$$;

-- What claims are about, for the learner and for whoever answers, who may know neither otherwise: what the learner is
-- called, who was asked and whether they are still there, who answered, and to whom the grant is that an objection is to.
create or replace function app.claim_facts(asked uuid[])
returns table (claim uuid, learner uuid, name text, to_name text, has_left boolean, answerer text, receiver text)
language sql stable security definer set search_path = app, pg_temp as $$
  select c.id, l.public_id, coalesce(nullif(l.known_as, ''), l.name)::text, t.name::text,
    c.organisation_id is not null and not app.belongs(c.to_person_id, c.organisation_id), a.name::text,
    coalesce(o.name, r.name)::text
  from app.records_claim c
  join app.learners_learner l on l.id = c.learner_id
  join app.accounts_person t on t.id = c.to_person_id
  left join app.records_claimanswer s on s.claim_id = c.id
  left join app.accounts_person a on a.id = s.by_id
  left join app.sharing_grant g on g.id = c.grant_id
  left join app.accounts_organisation o on o.id = g.organisation_id
  left join app.accounts_person r on r.id = g.person_id
  where c.id = any(asked)
    and (c.id = any((select app.claims_to_me())::uuid[]) or c.learner_id = any((select app.my_own_learners())::bigint[]))
$$;

-- A claim is about a grant of the same learner.
create or replace function app.claim_of_the_learner() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if new.grant_id is not null and not exists (
    select from app.sharing_grant g where g.id = new.grant_id and g.learner_id = new.learner_id) then
    raise exception 'about another learner' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.claim_of_the_learner() to app_owner;

revoke all on function app.belongs(bigint, bigint), app.claims_to_me(), app.who_answers(bigint, bigint),
  app.claim_facts(uuid[]), app.claim_of_the_learner() from public;
grant execute on function app.claims_to_me(), app.who_answers(bigint, bigint), app.claim_facts(uuid[]) to app_user;
