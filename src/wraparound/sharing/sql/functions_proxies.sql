-- What bounds a proxy besides their say: the learner's own word, and what a paper can give.

-- What the learner, or somebody else for them, stopped for a receiver in the last 90 days, or refused it: for whoever decides
-- about it as a proxy, who cannot give it back. What the proxy themself stopped is not among it.
create or replace function app.said_no_to(who bigint, organisation bigint, person bigint) returns smallint[]
language sql stable security definer set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct k), '{}') from (
    select unnest(g.categories)::smallint as k, e.by_id from app.sharing_grant g
    join app.sharing_grantending e on e.grant_id = g.id
    where g.learner_id = who and g.organisation_id is not distinct from organisation
      and g.person_id is not distinct from person and e.at > clock_timestamp() - interval '90 days'
    union all
    select a.category, a.by_id from app.sharing_requestanswer a
    join app.sharing_accessrequest r on r.id = a.request_id
    where r.learner_id = who and r.organisation_id = organisation and a.answer = 'no'
      and a.at > clock_timestamp() - interval '90 days'
  ) x
  where k > 0 and by_id <> app.me() and k in (
    select unnest(p.categories) from app.live_proxies(app.me()) p where p.learner_id = who)
$$;

create or replace function app.no_is_no() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if new.permission = 'by-proxy'
    and (new.categories::int[] && app.said_no_to(new.learner_id, new.organisation_id, new.person_id)::int[]
      or exists (select from unnest(new.only_people) one  -- nor to somebody by name, by way of their organisation
        where new.categories::int[] && app.said_no_to(new.learner_id, null, one)::int[])) then
    raise exception 'the learner said no to some of it' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.no_is_no() to app_owner;

-- Nobody becomes a proxy for longer, or for more, than their kind allows; and no lead appoints a colleague.
create or replace function app.proxy_kinds() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  learner record;
begin
  select l.born, l.person_id into learner from app.learners_learner l where l.id = new.learner_id;
  if new.person_id = learner.person_id
    or (new.kind = 'parental-responsibility' and new.until > app.day_begins(app.birthday(learner.born, 18)))
    or (new.kind = 'appointee' and not new.categories::int[] <@ array[0, 8])
    or (new.may_decide and new.kind = 'advocate' and new.appointed_by_id is distinct from learner.person_id)
    or new.until > new.since + interval '367 days'
    or (new.appointed_by_id is distinct from learner.person_id and exists (
      select from app.accounts_membership m where m.person_id = new.person_id
        and m.since <= app.today() and (m.until is null or m.until >= app.today())
        and m.organisation_id = any((select app.my_organisations())::bigint[])))
  then
    raise exception 'not what such a proxy can be' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.proxy_kinds() to app_owner;

-- Who looked, for a proxy who may see that: the events of reading, and of these only what is within the categories of
-- their say. The rest of the chain is the learner's.
create or replace function app.looks_for_proxy(who bigint)
returns table (day date, last timestamptz, seq bigint, times bigint, name text, what text, details text)
language sql stable security definer set search_path = app, pg_temp as $$
  with mine as (
    select array(select (array['identity', 'about-me', 'communication', 'health', 'learning', 'outcomes', 'plan',
      'placements', 'finance'])[k + 1] from unnest(array_append(p.categories, 0::smallint)) k) as slugs
    from app.sharing_proxy p
    where p.learner_id = who and p.id in (select id from app.live_proxies(app.me()) where may_see_looks) limit 1
  )
  select (e.at at time zone 'Europe/London')::date, max(e.at), max(e.seq), count(*), p.name::text, e.what::text,
    e.details::text
  from mine, app.core_auditevent e
  join app.learners_learner l on l.public_id = e.subject
  join app.accounts_person p on p.id = e.actor
  where l.id = who and e.actor <> app.me() and e.actor is distinct from l.person_id
    and e.what in ('looked at', 'document taken away', 'list taken away', 'calendar read')
    and not exists (select from jsonb_array_elements_text(
      case jsonb_typeof(e.details -> 'categories') when 'array' then e.details -> 'categories' else '[]' end) c
      where c <> all(mine.slugs))
  group by 1, e.actor, p.name, e.what, e.details order by max(e.seq) desc
$$;

-- The freezes that somebody asked to lift and that wait for the second person, for a safeguarding lead: whom they are about,
-- who could not be found otherwise.
create or replace function app.freezes_i_review()
returns table (id uuid, learner uuid, name text, frozen text, since timestamptz, because text, lift_because text, asked_by text)
language sql stable security definer set search_path = app, pg_temp as $$
  select f.id, l.public_id, coalesce(nullif(l.known_as, ''), l.name)::text, coalesce(o.name, p.name)::text, f.since,
    f.because, f.lift_because, a.name::text
  from app.sharing_freeze f join app.learners_learner l on l.id = f.learner_id
  join app.accounts_person a on a.id = f.lift_asked_by_id
  left join app.accounts_organisation o on o.id = f.organisation_id
  left join app.accounts_person p on p.id = f.person_id
  where f.lifted_at is null and not f.by_learner and f.lift_asked_by_id <> app.me()
    and f.person_id is distinct from app.me()
    and (f.organisation_id is null or f.organisation_id <> all((select app.my_organisations())::bigint[]))
    and (f.learner_id = any((select app.learners_i_safeguard())::bigint[])
      or f.learner_id = any((select app.learners_i_lead())::bigint[]))
$$;

-- Tells the second persons that somebody asked to lift a freeze: others who lead, and the safeguarding leads of those
-- who lead; nobody for whom everything of the learner has stopped. Whoever asks need not know who they are. How many.
create or replace function app.tell_second_persons(which uuid, at timestamptz) returns integer language plpgsql volatile
security definer set search_path = app, pg_temp as $$
declare
  who bigint;
  told integer := 0;
begin
  for who in
    with leads as (
      select c.person_id, c.organisation_id from app.sharing_freeze f
      join app.learners_circlemember c on c.learner_id = f.learner_id
      where f.id = which and f.lift_asked_by_id = app.me() and c.part = 'lead' and c.since <= app.today()
        and (c.until is null or c.until >= app.today())
    )
    select x.person_id from (
      select person_id from leads union
      select m.person_id from app.accounts_membership m where m.role = 'safeguarding-lead'
        and m.organisation_id in (select organisation_id from leads)
        and m.since <= app.today() and (m.until is null or m.until >= app.today())
    ) x
    where not exists (
      select from app.sharing_freeze f join app.sharing_freeze z on z.learner_id = f.learner_id and z.lifted_at is null
      where f.id = which and (z.person_id = x.person_id or z.organisation_id in (
        select m.organisation_id from app.accounts_membership m where m.person_id = x.person_id
          and m.since <= app.today() and (m.until is null or m.until >= app.today()))))
    order by 1
  loop
    if app.tell(who, 'lift-asked', '{}', null, null, at) then told := told + 1; end if;
  end loop;
  return told;
end $$;

revoke all on function app.said_no_to(bigint, bigint, bigint), app.no_is_no(), app.proxy_kinds(),
  app.looks_for_proxy(bigint), app.freezes_i_review(), app.tell_second_persons(uuid, timestamptz) from public;
grant execute on function app.said_no_to(bigint, bigint, bigint), app.looks_for_proxy(bigint), app.freezes_i_review(),
  app.tell_second_persons(uuid, timestamptz) to app_user;
