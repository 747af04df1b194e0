-- Bases other than consent, wishes between organisations and disagreements: what pages and the daily upkeep ask beyond rows.

-- What was shared to keep somebody safe, for leads and for the second person. Who administers the organisation of whoever
-- gave it finds only what nobody reviewed in time, and nothing of the learner.
create or replace function app.safety_rows()
returns table (part text, grant_id uuid, learner uuid, name text, categories integer[], purpose text, note text, giver bigint,
  giver_name text, organisation text, since timestamptz, until timestamptz, told_from timestamptz, told_because text,
  reviewed timestamptz, upheld boolean, words text, reviewer text, ended timestamptz)
language sql stable security definer set search_path = app, pg_temp as $$
  with asked as (select app.me() as me, app.learners_i_lead() as leads, app.learners_i_safeguard() as safeguards,
    app.organisations_i_administer() as administers
  ), found as (
    select case when g.learner_id = any(a.leads) then 'lead' when g.learner_id = any(a.safeguards) then 'second'
      else 'administrator' end as part, g.*
    from app.sharing_grant g, asked a
    where g.basis = 'vital-interests' and (g.learner_id = any(a.leads) or g.learner_id = any(a.safeguards)
      or (g.since + interval '24 hours' <= clock_timestamp()
        and not exists (select from app.sharing_safetyreview r where r.grant_id = g.id)
        and exists (select from app.learners_circlemember c where c.learner_id = g.learner_id and c.part = 'lead'
          and c.person_id = g.given_by_id and c.organisation_id = any(a.administers))))
  )
  select f.part, f.id, case when f.part <> 'administrator' then l.public_id end,
    case when f.part <> 'administrator' then coalesce(nullif(l.known_as, ''), l.name) else '' end::text,
    case when f.part <> 'administrator' then f.categories::integer[] else '{}' end,
    case when f.part <> 'administrator' then f.purpose else '' end::text,
    case when f.part <> 'administrator' then f.basis_note else '' end::text,
    f.given_by_id, p.name::text, coalesce(o.name, '')::text, f.since, f.until,
    case when f.part <> 'administrator' then f.told_from end,
    case when f.part <> 'administrator' then f.told_because else '' end::text,
    r.at, r.upheld, coalesce(r.words, '')::text, coalesce(s.name, '')::text, e.at
  from found f
  join app.learners_learner l on l.id = f.learner_id
  join app.accounts_person p on p.id = f.given_by_id
  left join app.accounts_organisation o on o.id = f.organisation_id
  left join app.sharing_safetyreview r on r.grant_id = f.id
  left join app.accounts_person s on s.id = r.by_id
  left join app.sharing_grantending e on e.grant_id = f.id
  order by f.since desc, f.id
$$;

-- Whom a lead tells at once, as the second person: safeguarding leads of the organisations that lead, and others who lead.
create or replace function app.second_persons(who bigint) returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  with leads as (
    select c.person_id, c.organisation_id from app.learners_circlemember c
    where c.learner_id = who and c.part = 'lead' and c.since <= app.today() and (c.until is null or c.until >= app.today())
  )
  select coalesce(array_agg(distinct x.person_id), '{}') from (
    select person_id from leads
    union all
    select m.person_id from app.accounts_membership m join leads l on l.organisation_id = m.organisation_id
    where m.role = 'safeguarding-lead' and m.since <= app.today() and (m.until is null or m.until >= app.today())
  ) x join app.accounts_person p on p.id = x.person_id
  where p.is_active and x.person_id <> app.me() and who = any((select app.learners_i_lead())::bigint[])
$$;

-- The learner's chain gets what was kept back: that it was, and who looked meanwhile, when, at what. Once.
create or replace function app.say_what_was_kept_back(kept uuid) returns integer language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  one record;
  seen record;
  said integer := 0;
begin
  select g.id, g.learner_id, g.since, g.told_from, g.told_because, l.public_id as learner, l.person_id,
      o.public_id as place
    into one from app.sharing_grant g join app.learners_learner l on l.id = g.learner_id
    join app.accounts_organisation o on o.id = g.organisation_id
    where g.id = kept and g.told_because <> '' and g.told_from <= clock_timestamp();
  if one.id is null then return 0; end if;
  perform pg_advisory_xact_lock(7277, hashint8(one.learner_id));
  if exists (select from app.core_auditevent e where e.subject = one.learner and e.what = 'told later'
      and e.details ->> 'grant' = kept::text) then
    return 0;
  end if;
  perform app.append_any(one.learner, 'told later', jsonb_build_object('grant', kept, 'organisation', one.place,
    'since', one.since, 'told', one.told_from));
  for seen in
    select e.seq, e.at, e.actor, e.details from app.core_auditevent e
    where e.subject = one.place and e.what in ('looked at', 'document taken away', 'calendar read') and e.at >= one.since and e.at <= one.told_from
      and e.details ->> 'learner' in (select l.public_id::text from app.learners_learner l
        where one.learner_id in (l.id, l.merged_into_id))
      and not exists (select from app.core_auditevent k where k.subject = one.learner and k.what = 'looked at, told later'
        and k.details ->> 'event' = e.seq::text and k.details ->> 'organisation' = one.place::text)
    order by e.seq
  loop
    perform app.append_any(one.learner, 'looked at, told later', jsonb_build_object('at', seen.at, 'person', seen.actor, 'event', seen.seq,
      'organisation', one.place, 'page', coalesce(seen.details ->> 'page', ''),
      'categories', coalesce(seen.details -> 'categories', '[]')));
    said := said + 1;
  end loop;
  if one.person_id is not null then
    perform app.tell(one.person_id, 'told-later', array[one.learner::text], one.learner_id * 16, null, clock_timestamp());
  end if;
  return said + 1;
end $$;

-- The same, for whoever may decide from when the learner is told.
create or replace function app.tell_what_was_kept_back(kept uuid) returns integer language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if not exists (select from app.sharing_grant g where g.id = kept and g.basis = 'vital-interests'
      and (g.learner_id = any((select app.learners_i_lead())::bigint[])
        or g.learner_id = any((select app.learners_i_safeguard())::bigint[]))) then
    return 0;
  end if;
  return app.say_what_was_kept_back(kept);
end $$;

-- The looks of which a learner was told later, for the learner alone.
create or replace function app.looks_told_later(who bigint)
returns table (at timestamptz, person bigint, name text, place uuid, page text, categories text[])
language sql stable security definer set search_path = app, pg_temp as $$
  select case when e.details ->> 'at' ~ '^\d{4}-\d\d-\d\dT[0-9:.+-]+$' then (e.details ->> 'at')::timestamptz else e.at end,
    p.id, p.name::text, o.public_id, coalesce(e.details ->> 'page', ''),
    array(select jsonb_array_elements_text(case when jsonb_typeof(e.details -> 'categories') = 'array'
      then e.details -> 'categories' else '[]' end))
  from app.core_auditevent e
  join app.learners_learner l on l.public_id = e.subject
  join app.accounts_person p on p.id::text = e.details ->> 'person'
  left join app.accounts_organisation o on o.public_id::text = e.details ->> 'organisation'
  where l.id = who and who = any((select app.my_own_learners())::bigint[]) and e.what = 'looked at, told later'
  order by e.seq desc
$$;

-- A preview shows the learner somebody's page; of what the learner is told later it shows nothing. Inside a savepoint that
-- is rolled back: nothing reaches anybody by it (app.my_keys and its like ask). Who sets it sees less, never more.
create or replace function app.leave_out_kept_back() returns void language plpgsql volatile
set search_path = app, pg_temp as $$
begin
  perform set_config('app.without_kept_back', 'yes', true);
end $$;

-- Once a day. Tells learners what was kept back until now; leads, 28 and 7 days ahead, that a decision in the learner's
-- best interests ends; and who minds an organisation, that a second person did not look in time. How many of each.
create or replace function app.upkeep_of_bases(out told integer, out ahead integer, out missed integer)
language plpgsql security definer set search_path = app, pg_temp as $$
declare
  one record;
begin
  told := 0; ahead := 0; missed := 0;
  for one in select g.id from app.sharing_grant g
    where g.told_because <> '' and g.told_from <= clock_timestamp() order by g.learner_id, g.id
  loop
    if app.say_what_was_kept_back(one.id) > 0 then told := told + 1; end if;
  end loop;
  for one in
    select distinct c.person_id, d.id, l.id as learner, l.public_id,
      case when d.review_on - app.today() <= 7 then 'decision-ends-soon' else 'decision-ends' end as kind, d.review_on
    from app.sharing_bestinterestsdecision d
    join app.sharing_grant g on g.decision_id = d.id and g.until > clock_timestamp()
      and not exists (select from app.sharing_grantending e where e.grant_id = g.id)
    join app.learners_learner l on l.id = d.learner_id
    join app.learners_circlemember c on c.learner_id = d.learner_id and c.part = 'lead' and c.since <= app.today()
      and (c.until is null or c.until >= app.today())
    where d.review_on - app.today() between 0 and 28
  loop
    if not exists (select from app.notices_notice n where n.person_id = one.person_id and n.kind = one.kind
        and n.told_by_id is null and n.address = array[one.public_id::text, one.id::text]) then
      perform app.tell(one.person_id, one.kind, array[one.public_id::text, one.id::text], one.learner * 16,
        one.review_on, clock_timestamp());
      ahead := ahead + 1;
    end if;
  end loop;
  for one in
    select distinct m.person_id, g.id from app.sharing_grant g
    join app.learners_circlemember c on c.learner_id = g.learner_id and c.part = 'lead' and c.person_id = g.given_by_id
    join app.accounts_membership m on m.organisation_id = c.organisation_id and m.since <= app.today()
      and (m.until is null or m.until >= app.today()) and m.role in ('organisation-administrator', 'safeguarding-lead')
    where g.basis = 'vital-interests' and g.since + interval '24 hours' <= clock_timestamp()
      and not exists (select from app.sharing_safetyreview r where r.grant_id = g.id)
  loop
    if not exists (select from app.notices_notice n where n.person_id = one.person_id and n.kind = 'safety-missed'
        and n.told_by_id is null and n.address = array[one.id::text]) then
      perform app.tell(one.person_id, 'safety-missed', array[one.id::text], null, null, clock_timestamp());
      missed := missed + 1;
    end if;
  end loop;
end $$;

-- How often organisations did not share with one of mine, or one of mine did not with them: numbers, of nobody.
create or replace function app.withheld(place bigint)
returns table (of_name text, to_name text, kind text, waiting bigint, settled bigint)
language sql stable security definer set search_path = app, pg_temp as $$
  select a.name::text, b.name::text, w.kind::text, count(*) filter (where s.id is null), count(s.id)
  from app.sharing_wishanswer w
  join app.sharing_sharewish x on x.id = w.wish_id
  join app.accounts_organisation a on a.id = x.of_organisation_id
  join app.accounts_organisation b on b.id = x.to_organisation_id
  left join app.sharing_wishsettled s on s.wish_id = x.id
  where place in (a.id, b.id) and place = any((select app.my_organisations())::bigint[]) and w.kind <> 'shared'
  group by 1, 2, 3 order by 1, 2, 3
$$;

-- Who could hear a disagreement about a learner whom the person who acts knows: as app.who_hears says it for learners, and
-- everybody else of the circle who belongs to an organisation (5).
create or replace function app.who_may_hear(who bigint)
returns table (near integer, person bigint, name text, organisation text, place bigint) language sql stable security definer
set search_path = app, pg_temp as $$
  with held as (
    select c.person_id, c.organisation_id, c.part from app.learners_circlemember c
    where c.learner_id = who and c.since <= app.today() and (c.until is null or c.until >= app.today())
  ), leads as (
    select person_id, organisation_id from held where part = 'lead'
  ), found as (
    select 1 as near, person_id, organisation_id from leads
    union all
    select case when m.organisation_id in (select organisation_id from leads) then 2 else 3 end, m.person_id,
      m.organisation_id
    from app.accounts_membership m where m.organisation_id in (select organisation_id from held)
      and m.role in ('organisation-administrator', 'head-of-inclusion')
      and m.since <= app.today() and (m.until is null or m.until >= app.today())
    union all
    select 4, person_id, organisation_id from held where part = 'advocate'
    union all
    select 5, person_id, organisation_id from held where organisation_id is not null
  )
  select distinct on (p.id) f.near, p.id, p.name::text, coalesce(o.name, '')::text, o.id from found f
  join app.accounts_person p on p.id = f.person_id
  left join app.accounts_organisation o on o.id = f.organisation_id
  where p.is_active and p.id <> app.me() and (who = any((select app.my_learners())::bigint[])
    or who = any((select app.my_own_learners())::bigint[]) or who = any((select app.learners_i_decide_for())::bigint[]))
  order by p.id, f.near, o.name
$$;

-- What the people of a disagreement call the learner and each other: whoever hears it may know neither otherwise.
create or replace function app.disagreement_facts(asked uuid[])
returns table (disagreement uuid, learner uuid, name text, own bigint, people text)
language sql stable security definer set search_path = app, pg_temp as $$
  select d.id, l.public_id, coalesce(nullif(l.known_as, ''), l.name)::text, l.person_id,
    (select jsonb_object_agg(p.id::text, p.name)::text from app.accounts_person p where p.id in (
      select d.raised_by_id union select d.hears_id
      union select y.person_id from app.sharing_disagreementparty y where y.disagreement_id = d.id
      union select s.by_id from app.sharing_disagreementstep s where s.disagreement_id = d.id))
  from app.sharing_disagreement d join app.learners_learner l on l.id = d.learner_id
  where d.id = any(asked) and (d.id = any((select app.my_disagreements())::uuid[])
    or d.learner_id = any((select app.my_own_learners())::bigint[])
    or d.learner_id = any((select app.learners_i_lead())::bigint[]))
$$;

revoke all on function app.safety_rows(), app.second_persons(bigint), app.say_what_was_kept_back(uuid),
  app.tell_what_was_kept_back(uuid), app.looks_told_later(bigint), app.leave_out_kept_back(), app.upkeep_of_bases(),
  app.withheld(bigint), app.who_may_hear(bigint), app.disagreement_facts(uuid[]) from public;
grant execute on function app.safety_rows(), app.second_persons(bigint), app.tell_what_was_kept_back(uuid),
  app.looks_told_later(bigint), app.leave_out_kept_back(), app.withheld(bigint), app.who_may_hear(bigint),
  app.disagreement_facts(uuid[]) to app_user;
grant execute on function app.upkeep_of_bases() to app_system_upkeep;
