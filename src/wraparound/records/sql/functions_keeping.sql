-- Erasing what is not kept any more. Which tables: the catalogue says, so that none can be forgotten. Which rows: those of
-- an erasure that one person proposed and another confirmed, and of nobody else: the policies of every table ask
-- app.learners_being_erased(), so that even these functions can delete nothing else.

-- The learners of whom something may be erased at this moment, with the records that were merged into theirs.
create or replace function app.learners_being_erased() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  with recursive whole as (
    select e.learner_id as id from app.records_erasure e
    where e.confirmed is not null and e.done is null and e.taken_back is null and e.answer <> 'keep'
      and e.confirmed_by_id <> e.proposed_by_id
    union
    select l.id from app.learners_learner l join whole w on l.merged_into_id = w.id
  ) select coalesce(array_agg(id), '{}') from whole
$$;

create or replace function app.chains_being_erased() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(public_id), '{}') from app.learners_learner where id = any((select app.learners_being_erased())::bigint[])
$$;

create or replace function app.merges_being_erased() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.learners_merge
  where kept_id = any((select app.learners_being_erased())::bigint[]) or merged_id = any((select app.learners_being_erased())::bigint[])
$$;

-- The tables with rows about a learner: their columns that say which, and whether a category is said in each row. The
-- learner's own row becomes a stub, and what tells of erasing stays.
create or replace function app.erasable()
returns table (rel regclass, tab text, cols text[], pk text, pk_type text, by_category boolean) language sql stable
set search_path = app, pg_temp as $$
  select r.oid::regclass, r.relname::text, array_agg(a.attname::text order by a.attname), p.attname::text,
    format_type(p.atttypid, p.atttypmod),
    exists (select from pg_attribute k where k.attrelid = r.oid and k.attname = 'category' and not k.attisdropped)
  from pg_constraint c
  join pg_class r on r.oid = c.conrelid
  join pg_attribute a on a.attrelid = r.oid and a.attnum = c.conkey[1]
  join pg_index i on i.indrelid = r.oid and i.indisprimary
  join pg_attribute p on p.attrelid = r.oid and p.attnum = i.indkey[0]
  where c.contype = 'f' and c.confrelid = 'app.learners_learner'::regclass
    and r.relname not in ('learners_learner', 'records_erasure')
  group by r.oid, r.relname, p.attname, p.atttypid, p.atttypmod
$$;

-- Which rows point to which. `hangs`: the row that points means nothing without the other, and goes with it; else it
-- stays, and points to nothing.
create or replace function app.links_between_erasable()
returns table (rel regclass, tab text, col text, pk text, pk_type text, cols text[], parent text, parent_type text, hangs boolean)
language sql stable set search_path = app, pg_temp as $$
  with recursive below as (
    select rel from app.erasable()
    union
    select c.conrelid::regclass from pg_constraint c join below b on c.confrelid = b.rel where c.contype = 'f'
  )
  select c.conrelid::regclass, r.relname::text, a.attname::text, p.attname::text, format_type(p.atttypid, p.atttypmod),
    coalesce(e.cols, '{}'), f.relname::text, format_type(a.atttypid, a.atttypmod),
    a.attnotnull or exists (select from pg_constraint k where k.contype = 'c' and k.conrelid = c.conrelid and a.attnum = any(k.conkey))
  from pg_constraint c
  join pg_class r on r.oid = c.conrelid
  join pg_class f on f.oid = c.confrelid
  join pg_attribute a on a.attrelid = r.oid and a.attnum = c.conkey[1]
  join pg_index i on i.indrelid = r.oid and i.indisprimary
  join pg_attribute p on p.attrelid = r.oid and p.attnum = i.indkey[0]
  left join app.erasable() e on e.rel = c.conrelid
  where c.contype = 'f' and cardinality(c.conkey) = 1 and c.confrelid in (select rel from below) and r.relname <> 'records_erasure'
$$;

-- Tables that erasing would not reach: its functions may not delete there, or no foreign key says whose rows they are.
-- Then nothing is erased at all: better none than half.
create or replace function app.tables_not_erasable() returns text[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct x.tab order by x.tab), '{}') from (
    select t.tab from (select rel, tab from app.erasable() union select rel, tab from app.links_between_erasable()) t
    where not has_table_privilege(t.rel, 'select') or not has_table_privilege(t.rel, 'delete')
    union all
    select r.relname::text from pg_class r join pg_attribute a on a.attrelid = r.oid
    where r.relnamespace = 'app'::regnamespace and r.relkind in ('r', 'p') and not a.attisdropped
      and a.attname in ('learner', 'learner_id') and r.relname not in ('sharing_access', 'records_erasure')
      and r.oid not in (select rel from app.erasable())
  ) x
$$;

-- The rows that go: of a category, or (null) all. A row made from several categories goes with each of them, a file with
-- everything goes with any, and what was kept of a row's changes goes with the row. What was answered to a request stays:
-- it says who may see, not what there is.
create or replace function app.rows_to_erase(who bigint[], of_category int) returns table (tab text, key text)
language plpgsql stable security definer set search_path = app, pg_temp as $$
declare
  found text[] := '{}';
  more text[];
  before int;
  t record;
begin
  for t in select * from app.erasable() loop
    continue when of_category is not null and t.tab <> 'records_exportfile'
      and (not t.by_category or t.tab = 'sharing_requestanswer');
    execute format('select array_agg(%L || %I::text) from %s where (%s) and (%s)', t.tab || ' ', t.pk, t.rel,
      (select string_agg(format('%I = any($1)', c), ' or ') from unnest(t.cols) c),
      case when of_category is null or t.tab = 'records_exportfile' then 'true'
        when t.tab in ('plans_proposal', 'plans_proposalanswer', 'cohorts_answer') then 'category = $2 or $2 = any(categories)'
        else 'category = $2' end) into more using who, of_category;
    found := found || coalesce(more, '{}');
  end loop;
  loop
    before := cardinality(found);
    for t in select * from app.links_between_erasable() where hangs loop
      execute format('select array_agg(distinct %L || c.%I::text) from %s c where c.%I = any((select array_agg(split_part(x, '' '', 2))'
        ' from unnest($1) x where split_part(x, '' '', 1) = %L)::%s[]) and not (%L || c.%I::text) = any($1)%s',
        t.tab || ' ', t.pk, t.rel, t.col, t.parent, t.parent_type, t.tab || ' ', t.pk,
        case when t.cols = '{}' then '' else format(' and c.%I = any($2)', t.cols[1]) end) into more using found, who;
      found := found || coalesce(more, '{}');
    end loop;
    select array_agg('plans_change ' || c.id) into more from app.plans_change c
      where c.learner_id = any(who) and c."row"::text in (select split_part(x, ' ', 2) from unnest(found) x)
      and not 'plans_change ' || c.id = any(found);
    found := found || coalesce(more, '{}');
    exit when cardinality(found) = before;
  end loop;
  return query select split_part(x, ' ', 1), split_part(x, ' ', 2) from unnest(found) x;
end $$;

-- The slug of a category, as events name it.
create or replace function app.category_slug(number int) returns text language sql immutable
set search_path = app, pg_temp as $$
  select (array['identity', 'about-me', 'communication', 'health', 'learning', 'outcomes', 'plan', 'placements', 'finance'])[number + 1]
$$;

-- Content of events goes: of the category's rows, or of all. What stays is that something was done, and the seal: so the
-- chain still verifies. Who looked when is kept with a category and goes with the learner.
create or replace function app.forget_events(of_category int, keys text[]) returns bigint language plpgsql
security definer set search_path = app, pg_temp as $$
declare
  n bigint;
begin
  update app.core_auditevent e set salt = null, details = null,
    actor = case when of_category is not null then e.actor end, what = case when of_category is not null then e.what else '' end
  where e.subject = any((select app.chains_being_erased())::uuid[]) and e.what <> 'erased' and (of_category is null
    or e.details ->> 'category' = app.category_slug(of_category)
    or exists (select from jsonb_path_query(e.details, '$.**') v where jsonb_typeof(v) = 'string' and v #>> '{}' = any(keys)));
  get diagnostics n = row_count;
  return n;
end $$;

create or replace function app.erase(run uuid) returns jsonb language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  e app.records_erasure;
  who bigint[];
  doomed text[];
  keys text[];
  tally jsonb := '{}';
  n bigint;
  t record;
begin
  select * into e from app.records_erasure where id = run for update;
  who := app.learners_being_erased();
  if not found or e.done is not null or not e.learner_id = any(who) then
    raise exception 'nothing is erased that two people did not agree on' using errcode = 'insufficient_privilege';
  end if;
  if app.tables_not_erasable() <> '{}' then
    raise exception 'rows of % cannot be erased', app.tables_not_erasable() using errcode = 'feature_not_supported';
  end if;
  -- Of this erasure alone: another one that waits to be done is not done by it.
  with recursive mine as (
    select e.learner_id as id union select l.id from app.learners_learner l join mine m on l.merged_into_id = m.id
  ) select array_agg(id) into who from mine;
  foreach n in array (select array_agg(x order by x) from unnest(who) x) loop
    perform pg_advisory_xact_lock(7277, hashint8(n)), pg_advisory_xact_lock(7278, hashint8(n));
  end loop;
  select array_agg(r.tab || ' ' || r.key), coalesce(array_agg(r.key), '{}') into doomed, keys from app.rows_to_erase(who, e.category) r;
  for t in select * from app.links_between_erasable() where not hangs loop
    execute format('update %s c set %I = null where c.%I = any((select array_agg(split_part(x, '' '', 2)) from unnest($1) x'
      ' where split_part(x, '' '', 1) = %L)::%s[]) and not (%L || c.%I::text) = any($1)%s',
      t.rel, t.col, t.col, t.parent, t.parent_type, t.tab || ' ', t.pk,
      case when t.cols = '{}' then '' else format(' and c.%I = any($2)', t.cols[1]) end) using doomed, who;
  end loop;
  -- A file with everything is not there any more; one that is being put together is to be asked for again.
  update app.records_export set until = case state when 'ready' then clock_timestamp() end,
    state = case state when 'running' then 'failed' else state end
    where learner_id = any(who) and state in ('running', 'ready') and e.category is not null;
  -- Foreign keys are asked at the end, all of them, so that nothing is left dangling, whatever the order.
  for t in
    select x.tab, array_agg(x.key) as keys, l.rel, l.pk, l.pk_type from (
      select split_part(d, ' ', 1) as tab, split_part(d, ' ', 2) as key from unnest(doomed) d) x
    join (select rel, tab, pk, pk_type from app.erasable() union select rel, tab, pk, pk_type from app.links_between_erasable()) l using (tab)
    group by x.tab, l.rel, l.pk, l.pk_type order by x.tab desc  -- the rows of a merge before it: its policy asks for it
  loop
    execute format('delete from %s where %I = any($1::%s[])', t.rel, t.pk, t.pk_type) using t.keys;
    get diagnostics n = row_count;
    if n <> cardinality(t.keys) then
      raise exception '% of % rows of % were erased', n, cardinality(t.keys), t.tab using errcode = 'feature_not_supported';
    end if;
    tally := tally || jsonb_build_object(t.tab, n);
  end loop;
  delete from app.notices_notice where key / 16 = any(who) and (e.category is null or key % 16 = e.category);
  if e.category is null then
    update app.learners_learner set name = '', known_as = '', born = '1900-01-01', person_id = null where id = any(who);
  end if;
  perform app.forget_events(e.category, keys);
  set constraints all immediate;
  set constraints all deferred;
  update app.records_erasure set done = clock_timestamp(), counts = tally where id = run;
  perform app.append((select public_id from app.learners_learner where id = e.learner_id), 'erased', jsonb_build_object(
    'erasure', run, 'of', coalesce(app.category_slug(e.category), 'everything'),
    'rows', (select coalesce(sum(value::bigint), 0) from jsonb_each_text(tally)), 'tables', (select count(*) from jsonb_object_keys(tally))));
  return tally;
end $$;

-- The person who signs in as the learner of an erasure of everything, where they have no other place here: their own
-- details go too. Asked before it is done.
create or replace function app.signs_in_as_erased(run uuid) returns bigint language sql stable security definer
set search_path = app, pg_temp as $$
  select l.person_id from app.records_erasure e join app.learners_learner l on l.id = e.learner_id
  where e.id = run and e.category is null and e.done is null and e.learner_id = any((select app.learners_being_erased())::bigint[])
    and not exists (select from app.accounts_membership m where m.person_id = l.person_id)
    and not exists (select from app.learners_circlemember c where c.person_id = l.person_id and c.learner_id <> l.id)
$$;

revoke all on function app.learners_being_erased(), app.chains_being_erased(), app.merges_being_erased(), app.erasable(),
  app.links_between_erasable(), app.tables_not_erasable(), app.rows_to_erase(bigint[], int), app.category_slug(int),
  app.forget_events(int, text[]), app.erase(uuid), app.signs_in_as_erased(uuid) from public;
grant execute on function app.erase(uuid), app.signs_in_as_erased(uuid) to app_system_keeping;
grant execute on function app.tables_not_erasable() to app_system_upkeep;
