-- Who looked at a learner, and whom the learner tells that something seems wrong.

-- Notes a look through what the learner is told only later, in the chains of the organisations to which it was given:
-- what of `seen` is not `open_seen`. How many events.
create or replace function app.note_kept_back(who bigint, named uuid, seen text[], open_seen text[], page text)
returns integer language plpgsql security definer set search_path = app, pg_temp as $$
declare
  place uuid;
  noted integer := 0;
begin
  if seen <> '{}' and seen <@ open_seen then return 0; end if;
  for place in
    select distinct o.public_id from app.sharing_access a
    join app.sharing_grant g on g.id = a."grant" join app.accounts_organisation o on o.id = g.organisation_id
    where a.learner = who and a.person = app.me() and g.told_from > clock_timestamp()
      and a.since <= clock_timestamp() and a.until > clock_timestamp() order by 1
  loop
    perform app.append_any(place, 'looked at', jsonb_build_object('learner', named, 'page', page,
      'categories', to_jsonb(array(select s from unnest(seen) s where s <> all(open_seen)))));
    noted := noted + 1;
  end loop;
  return noted;
end $$;

-- Notes in the chains of these learners that the person who acts looked: at which categories, on what kind of page ("" where
-- the categories say enough), on behalf of which organisations. A learner's own look is none. Where `often` is false, a
-- look like one that the last events of the chain hold from today is left out: a list that is looked at all day leaves
-- one, and a long chain costs no more than a short one. The chains are locked in one order, so that two lists do not wait
-- for each other. How many events there are now.
-- `numbers`: those of the categories `seen`, in the same order. What is seen only through a grant of which the learner is
-- told later is noted in the chain of the organisation to which it was given; see app.note_kept_back.
create or replace function app.note_looks(of_learners uuid[], seen text[], numbers smallint[], page text, often boolean)
returns integer
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  me bigint := app.me();  -- asked once: the token is verified each time
  today timestamptz := app.day_begins(app.today());
  one record;
  held record;
  open_seen text[];
  told jsonb;
  noted integer := 0;
begin
  for one in
    select l.id, l.public_id from app.learners_learner l
    where l.public_id = any(of_learners) and l.person_id is distinct from me order by l.public_id
  loop
    select array_agg(distinct o.public_id) filter (where g.told_from is null or g.told_from <= clock_timestamp()) as through,
      coalesce(bool_or(g.told_from > clock_timestamp()), false) as keeps_back,
      array_agg(distinct a.category) filter (where g.told_from is null or g.told_from <= clock_timestamp()) as reached
    into held from app.sharing_access a  -- as app.through() says it
    join app.sharing_grant g on g.id = a."grant" left join app.accounts_organisation o on o.id = g.organisation_id
    where a.learner = one.id and a.person = me and a.since <= clock_timestamp() and a.until > clock_timestamp();
    open_seen := seen;
    if held.keeps_back then
      select coalesce(array_agg(s), '{}') into open_seen from unnest(seen, numbers) as u(s, n)
        where n = any(held.reached);
      noted := noted + app.note_kept_back(one.id, one.public_id, seen, open_seen, page);
      if open_seen = '{}' and (seen <> '{}' or held.reached is null) then continue; end if;
    end if;
    told := jsonb_build_object('categories', to_jsonb(open_seen));
    if page <> '' and open_seen = seen then told := told || jsonb_build_object('page', page); end if;
    if not often and exists (
      select from (
        select e.actor, e.what, e.at, e.details from app.core_auditevent e where e.subject = one.public_id
        order by e.seq desc limit 100
      ) latest where actor = me and what = 'looked at' and details - 'through' = told and at >= today
    ) then continue; end if;
    if array_remove(held.through, null) <> '{}' then
      told := told || jsonb_build_object('through', to_jsonb(array_remove(held.through, null)));
    end if;
    perform app.append_any(one.public_id, 'looked at', told);
    noted := noted + 1;
  end loop;
  return noted;
end $$;

-- Somebody took a document away, or a calendar read the week: noted as looks are, what is seen only through a grant of which
-- the learner is told later in the chain of the organisation to which it was given.
create or replace function app.note_taken(of_learner uuid, what text, seen text[], numbers smallint[], details jsonb)
returns void language plpgsql security definer set search_path = app, pg_temp as $$
declare
  who bigint := (select l.id from app.learners_learner l where l.public_id = of_learner);
  open_seen text[] := seen;
  place uuid;
begin
  if what not in ('document taken away', 'calendar read') then
    raise exception 'nothing of the kind is taken' using errcode = 'invalid_parameter_value';
  end if;
  if exists (select from app.sharing_access a join app.sharing_grant g on g.id = a."grant"
      where a.learner = who and a.person = app.me() and g.told_from > clock_timestamp()) then
    select coalesce(array_agg(s), '{}') into open_seen from unnest(seen, numbers) as u(s, n)
      where exists (select from app.sharing_access a left join app.sharing_grant g on g.id = a."grant"
        where a.learner = who and a.person = app.me() and a.category = n and a.since <= clock_timestamp()
          and a.until > clock_timestamp() and (g.told_from is null or g.told_from <= clock_timestamp()));
  end if;
  if not seen <@ open_seen then
    for place in
      select distinct o.public_id from app.sharing_access a
      join app.sharing_grant g on g.id = a."grant" join app.accounts_organisation o on o.id = g.organisation_id
      where a.learner = who and a.person = app.me() and g.told_from > clock_timestamp() order by 1
    loop
      perform app.append_any(place, what, details || jsonb_build_object('learner', of_learner,
        'categories', to_jsonb(array(select s from unnest(seen) s where s <> all(open_seen)))));
    end loop;
    if open_seen = '{}' then return; end if;
  end if;
  if details ? 'categories' then details := details || jsonb_build_object('categories', to_jsonb(open_seen)); end if;
  perform app.append_any(of_learner, what, details);
end $$;

-- The names of those who did something in the learner's own chain, or who were asked to answer a concern: a learner learns
-- who read about them, also where that person is in no circle of theirs. Nobody else learns anything here.
create or replace function app.names_in_my_chain(who bigint, asked bigint[]) returns table (id bigint, name text)
language sql stable security definer set search_path = app, pg_temp as $$
  select p.id, p.name::text from app.accounts_person p
  where p.id = any(asked) and who = any((select app.my_own_learners())::bigint[]) and (
    exists (select from app.core_auditevent e join app.learners_learner l on l.public_id = e.subject
      where l.id = who and e.actor = p.id)
    or exists (select from app.sharing_concern c where c.learner_id = who and c.to_person_id = p.id))
$$;

-- Whom a learner can tell that something seems wrong, the nearest first: 1 who leads, 2 who administers an organisation of
-- those, 3 who administers another organisation of the circle, 4 an advocate. For the learner only.
create or replace function app.who_hears(who bigint)
returns table (near integer, person bigint, name text, organisation text, place bigint) language sql stable security definer
set search_path = app, pg_temp as $$
  with held as (
    select c.person_id, c.organisation_id, c.part from app.learners_circlemember c
    where c.learner_id = who and c.since <= app.today() and (c.until is null or c.until >= app.today())
  ), belongs as (
    select m.person_id, m.organisation_id, m.role from app.accounts_membership m
    where m.organisation_id in (select organisation_id from held)
      and m.since <= app.today() and (m.until is null or m.until >= app.today())
  ), leads as (
    select distinct h.person_id, h.organisation_id from held h
    join belongs b on (b.person_id, b.organisation_id) = (h.person_id, h.organisation_id) where h.part = 'lead'
  ), found as (
    select 1 as near, person_id, organisation_id from leads
    union all
    select case when b.organisation_id in (select organisation_id from leads) then 2 else 3 end, b.person_id,
      b.organisation_id
    from belongs b where b.role = 'organisation-administrator'
    union all
    select 4, h.person_id, h.organisation_id from held h where h.part = 'advocate'
  )
  select f.near, p.id, p.name::text, coalesce(o.name, '')::text, o.id from found f
  join app.accounts_person p on p.id = f.person_id
  left join app.accounts_organisation o on o.id = f.organisation_id
  where who = any((select app.my_own_learners())::bigint[]) and p.is_active and p.id <> app.me()
    and not exists (select from app.sharing_freeze z where z.learner_id = who and z.lifted_at is null
      and (z.person_id = p.id or z.organisation_id = o.id))
  order by f.near, o.name, p.name, p.id
$$;

-- What concerns are about, for the learner and for the person who is to answer, who may know neither otherwise: what the
-- learner is called, and the event of the chain that the concern names. The event is looked for in the chain in which the
-- concern itself was noted: a record that was merged had a chain of its own.
create or replace function app.concern_facts(asked uuid[])
returns table (concern uuid, learner uuid, name text, to_name text, seq bigint, at timestamptz, actor bigint, who text,
  what text, details jsonb) language sql stable security definer set search_path = app, pg_temp as $$
  select c.id, l.public_id, coalesce(nullif(l.known_as, ''), l.name)::text, t.name::text, e.seq, e.at, e.actor,
    p.name::text, e.what::text, e.details
  from app.sharing_concern c
  join app.learners_learner l on l.id = c.learner_id
  join app.accounts_person t on t.id = c.to_person_id
  left join lateral (
    select n.subject from app.core_auditevent n
    where c.event is not null and n.what = 'concern raised' and n.details ->> 'concern' = c.id::text
      and n.subject in (select x.public_id from app.learners_learner x where c.learner_id in (x.id, x.merged_into_id))
    limit 1
  ) noted on true
  left join app.core_auditevent e on e.subject = noted.subject and e.seq = c.event
  left join app.accounts_person p on p.id = e.actor
  where c.id = any(asked)
    and (c.id = any((select app.concerns_to_me())::uuid[]) or c.learner_id = any((select app.my_own_learners())::bigint[]))
$$;

-- The last anchor that was noted, and when; nothing personal stands in it.
create or replace function app.anchor_noted() returns table (number bigint, print text, at timestamptz)
language sql stable security definer set search_path = app, pg_temp as $$
  select (e.details ->> 'anchor')::bigint, e.details ->> 'hash', e.at from app.core_auditevent e
  where e.subject = '00000000-0000-4000-8000-000000000000' and e.what = 'chains anchored' order by e.seq desc limit 1
$$;

revoke all on function app.note_looks(uuid[], text[], smallint[], text, boolean), app.names_in_my_chain(bigint, bigint[]),
  app.who_hears(bigint), app.concern_facts(uuid[]), app.anchor_noted(),
  app.note_kept_back(bigint, uuid, text[], text[], text),
  app.note_taken(uuid, text, text[], smallint[], jsonb) from public;
grant execute on function app.note_taken(uuid, text, text[], smallint[], jsonb),
  app.note_looks(uuid[], text[], smallint[], text, boolean), app.names_in_my_chain(bigint, bigint[]),
  app.who_hears(bigint), app.concern_facts(uuid[]), app.anchor_noted() to app_user;
