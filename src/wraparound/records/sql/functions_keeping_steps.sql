-- The steps to an erasure, each by whom it is: asked here once more, whatever the pages asked.

create or replace function app.propose_erasure(who bigint, of_category int, for_organisation bigint, why text, told boolean)
returns uuid language plpgsql security definer set search_path = app, pg_temp as $$
declare
  this uuid := gen_random_uuid();
begin
  if not who = any((select app.learners_i_lead())::bigint[]) or not exists (
      select from app.learners_circlemember c where c.learner_id = who and c.person_id = app.me() and c.part = 'lead'
      and c.organisation_id = for_organisation and c.since <= app.today() and (c.until is null or c.until >= app.today())) then
    raise exception 'only who leads for the learner proposes what is erased' using errcode = 'insufficient_privilege';
  end if;
  if of_category not between 1 and 8 or why not in ('due', 'asked', 'not-needed') then
    raise exception 'this cannot be erased by itself' using errcode = 'check_violation';
  end if;
  if not who * 16 + coalesce(of_category, 0) = any((select app.my_keys())::bigint[]) then
    raise exception 'this part is not open to you' using errcode = 'insufficient_privilege';
  end if;
  if not told and (select person_id from app.learners_learner where id = who) is null then
    raise exception 'the learner was not told' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from app.records_erasure e where e.learner_id = who and e.answer = 'keep'
      and e.answered > clock_timestamp() - interval '365 days'
      and (e.category is null or of_category is null or e.category = of_category)) then
    raise exception 'the learner said: keep it' using errcode = 'insufficient_privilege';
  end if;
  insert into app.records_erasure (id, learner_id, category, organisation_id, because, proposed_by_id, proposed,
      told_in_person, not_before, answer, counts)
    values (this, who, of_category, for_organisation, why, app.me(), clock_timestamp(), told, app.today() + 28, '', '{}');
  return this;
end $$;

-- The learner says it; who leads may note that the learner said "keep it", and nothing else.
create or replace function app.answer_erasure(run uuid, said text) returns void language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  update app.records_erasure e set answer = said, answered_by_id = app.me(), answered = clock_timestamp()
  where e.id = run and e.done is null and e.taken_back is null and e.confirmed is null and e.answer <> 'keep'
    and ((said in ('keep', 'erase') and e.learner_id = any((select app.my_own_learners())::bigint[]))
      or (said = 'keep' and e.learner_id = any((select app.learners_i_lead())::bigint[])));
  if not found then
    raise exception 'it is the learner''s to say, while nothing is settled' using errcode = 'insufficient_privilege';
  end if;
end $$;

create or replace function app.take_back_erasure(run uuid) returns void language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  who bigint;
begin
  update app.records_erasure e set taken_back = clock_timestamp()
  where e.id = run and e.done is null and e.taken_back is null and e.confirmed is null and e.answer <> 'keep'
    and (e.learner_id = any((select app.learners_i_lead())::bigint[])
      or e.organisation_id = any((select app.organisations_i_administer())::bigint[]))
    returning e.learner_id into who;
  if not found then
    raise exception 'only who leads or administers takes it back' using errcode = 'insufficient_privilege';
  end if;
  perform app.append((select public_id from app.learners_learner where id = who), 'erasure taken back',
    jsonb_build_object('erasure', run));
end $$;

-- The second person. What follows on it is app.erase, in a role of its own.
create or replace function app.confirm_erasure(run uuid) returns void language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  e app.records_erasure;
begin
  select * into e from app.records_erasure where id = run for update;
  if not found or not e.organisation_id = any((select app.organisations_i_administer())::bigint[])
    or e.proposed_by_id = app.me() or e.answer = 'keep' or e.taken_back is not null or e.confirmed is not null
    or (e.not_before > app.today() and e.answer <> 'erase') then
    raise exception 'a second person confirms it, once the learner had their time' using errcode = 'insufficient_privilege';
  end if;
  update app.records_erasure set confirmed_by_id = app.me(), confirmed = clock_timestamp() where id = run;
  perform app.append((select public_id from app.learners_learner where id = e.learner_id), 'erasure confirmed',
    jsonb_build_object('erasure', run));
end $$;

-- The organisations for which the person who acts leads for somebody today.
create or replace function app.organisations_i_lead_for() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct c.organisation_id), '{}') from app.learners_circlemember c
  where c.person_id = app.me() and c.part = 'lead' and c.learner_id = any((select app.learners_i_lead())::bigint[])
    and c.since <= app.today() and (c.until is null or c.until >= app.today())
    and c.organisation_id = any((select app.my_organisations())::bigint[])
$$;

-- How many rows would go with an erasure, by category (null: said in no row), for those who have a part in it.
create or replace function app.erasure_counts(run uuid) returns table (tab text, n bigint) language sql stable
security definer set search_path = app, pg_temp as $$
  select r.tab, count(*) from app.records_erasure e
  join lateral app.rows_to_erase(array[e.learner_id] || coalesce((select array_agg(l.id) from app.learners_learner l
    where l.merged_into_id = e.learner_id), '{}'), e.category) r on true
  where e.id = run and e.done is null and (e.learner_id = any((select app.my_own_learners())::bigint[])
    or (e.learner_id = any((select app.learners_i_lead())::bigint[])
      and e.learner_id * 16 + coalesce(e.category, 0) = any((select app.my_keys())::bigint[]))
    or e.organisation_id = any((select app.organisations_i_administer())::bigint[]))
  group by r.tab
$$;

-- What is kept of the learners for whom an organisation leads: rows and the last entry of each category, when the plan
-- ended, and the school year in which they turn 25 (not their birthday). For the learner all of it, for leads what is open
-- to them, for administrators all; but whose it is, only where that category is open to them, and of one learner alone
-- nothing else. No name, no word of it.
create or replace function app.kept_by(for_organisation bigint, one_learner bigint)
returns table (learner bigint, category smallint, kept bigint, last date, plan_open boolean, plan_ended date, summer_of_25 date)
language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  who bigint[];
  parts text;
begin
  select array_agg(distinct c.learner_id) into who from app.learners_circlemember c
  join app.learners_learner l on l.id = c.learner_id and l.merged_into_id is null
  where c.part = 'lead' and c.organisation_id = for_organisation and (one_learner is null or c.learner_id = one_learner)
    and c.since <= app.today() and (c.until is null or c.until >= app.today())
    and (for_organisation = any((select app.organisations_i_administer())::bigint[])
      or c.learner_id = any((select app.learners_i_lead())::bigint[]) or c.learner_id = any((select app.my_own_learners())::bigint[]));
  select string_agg(format('select %I as who, category, count(*) as n, max(greatest(%s))::date as last from %s where %I = any($1) group by 1, 2',
      t.cols[1], (select string_agg(quote_ident(a.attname), ', ') from pg_attribute a where a.attrelid = t.rel and a.attname in ('at', 'made', 'changed')),
      t.rel, t.cols[1]), ' union all ')
    into parts from app.erasable() t
    where t.by_category and t.tab not like 'sharing\_%' and t.tab not like 'records\_%'
      and exists (select from pg_attribute a where a.attrelid = t.rel and a.attname in ('at', 'made', 'changed'));
  return query execute format('with said as (%s), kept as (
      select who, category, sum(n)::bigint as n, max(last) as last from said where category is not null group by 1, 2
      union all
      select l.id, 0::smallint, 1, greatest(l.made::date, (select max(s.last) from said s where s.who = l.id))
        from app.learners_learner l where l.id = any($1)
    )
    select case when k.who * 16 + k.category = any($2) then k.who end, k.category::smallint, k.n, k.last,
      exists (select from app.plans_line p where p.learner_id = k.who and p.state in (''proposed'', ''accepted'')
        and p.ended is null and (p.ends is null or p.ends >= app.today())),
      (select max(coalesce(p.ends, p.ended::date)) from app.plans_line p where p.learner_id = k.who),
      (select make_date(extract(year from b.day)::int + (b.day > make_date(extract(year from b.day)::int, 8, 31))::int, 8, 31)
        from (select (l.born + interval ''25 years'')::date as day from app.learners_learner l where l.id = k.who) b)
    from kept k where $3 or k.who * 16 + k.category = any($2) order by 1, 2', parts)
    using coalesce(who, '{}'), app.my_keys(),
      one_learner is null and for_organisation = any((select app.organisations_i_administer())::bigint[]);
end $$;

revoke all on function app.propose_erasure(bigint, int, bigint, text, boolean), app.answer_erasure(uuid, text),
  app.take_back_erasure(uuid), app.confirm_erasure(uuid), app.erasure_counts(uuid), app.kept_by(bigint, bigint),
  app.organisations_i_lead_for() from public;
grant execute on function app.propose_erasure(bigint, int, bigint, text, boolean), app.answer_erasure(uuid, text),
  app.take_back_erasure(uuid), app.confirm_erasure(uuid), app.erasure_counts(uuid), app.kept_by(bigint, bigint),
  app.organisations_i_lead_for() to app_user;
