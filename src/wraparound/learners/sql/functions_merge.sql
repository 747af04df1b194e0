-- Two records turn out to be one learner. Every row of every table that points to one is moved to the other and noted,
-- so that exactly these rows can be moved back. The catalogue says which tables: none can be forgotten.
create or replace function app.columns_of_learners()
returns table (rel regclass, tab text, col text, pk text, pk_type text) language sql stable
set search_path = app, pg_temp as $$
  select c.conrelid::regclass, r.relname::text, a.attname::text, p.attname::text, format_type(p.atttypid, p.atttypmod)
  from pg_constraint c
  join pg_class r on r.oid = c.conrelid
  join pg_attribute a on a.attrelid = r.oid and a.attnum = c.conkey[1]
  join pg_index i on i.indrelid = r.oid and i.indisprimary
  join pg_attribute p on p.attrelid = r.oid and p.attnum = i.indkey[0]
  where c.contype = 'f' and c.confrelid = 'app.learners_learner'::regclass
    and r.relname not in ('learners_learner', 'learners_merge')
  order by r.relname, a.attname
$$;

-- Tables whose rows could not be moved, because this function's role may not: a merge refuses to leave some behind.
create or replace function app.tables_not_merged() returns text[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct tab), '{}') from app.columns_of_learners() c
  where pk = col or not has_table_privilege(rel, 'select') or not has_table_privilege(rel, 'update')
$$;

create or replace function app.merge_learners(kept bigint, merged bigint) returns uuid language plpgsql
security definer set search_path = app, pg_temp as $$
declare
  this uuid := gen_random_uuid();
  one record;
  other record;
  t record;
  found_key text;
  went boolean;
begin
  if kept = merged or not array[kept, merged] <@ app.learners_i_lead() then
    raise exception 'only who leads for both may merge them' using errcode = 'insufficient_privilege';
  end if;
  if app.tables_not_merged() <> '{}' then
    raise exception 'rows of % cannot be moved', app.tables_not_merged() using errcode = 'feature_not_supported';
  end if;
  perform pg_advisory_xact_lock(7277, hashint8(least(kept, merged)));
  perform pg_advisory_xact_lock(7277, hashint8(greatest(kept, merged)));
  select * into one from app.learners_learner where id = kept for update;
  select * into other from app.learners_learner where id = merged for update;
  if one.merged_into_id is not null or other.merged_into_id is not null
    or (one.person_id is not null and other.person_id is not null) then
    raise exception 'these two cannot be merged' using errcode = 'check_violation';
  end if;
  if exists (select from app.learners_circlemember c
    where c.learner_id in (kept, merged) and c.person_id in (one.person_id, other.person_id)) then
    raise exception 'who supports a learner does not become them' using errcode = 'insufficient_privilege';
  end if;
  insert into app.learners_merge (id, kept_id, merged_id, merged_name, by_id, at, moved, stayed, sign_in_moved)
    values (this, kept, merged, other.name, app.me(), now(), '{}', '{}', other.person_id is not null);
  if other.person_id is not null then
    update app.learners_learner set person_id = null where id = merged;
    update app.learners_learner set person_id = other.person_id where id = kept;
  end if;
  for t in select * from app.columns_of_learners() loop
    for found_key in execute format('select %I::text from %s where %I = $1', t.pk, t.rel, t.col) using merged loop
      begin
        execute format('update %s set %I = $1 where %I = $2::%s', t.rel, t.col, t.pk, t.pk_type) using kept, found_key;
        went := true;
      exception when unique_violation or exclusion_violation or check_violation then
        went := false;
      end;
      insert into app.learners_mergedrow (id, merge_id, tab, col, key, moved)
        values (gen_random_uuid(), this, t.tab, t.col, found_key, went);
    end loop;
  end loop;
  perform app.keep_families_together(this, kept, merged);
  update app.learners_learner set merged_into_id = kept where id = merged;
  update app.learners_merge m set
    moved = coalesce((select jsonb_object_agg(tab, n) from (select tab, count(*) n from app.learners_mergedrow r
      where r.merge_id = this and r.moved group by tab) x), '{}'),
    stayed = coalesce((select jsonb_object_agg(tab, n) from (select tab, count(*) n from app.learners_mergedrow r
      where r.merge_id = this and not r.moved group by tab) x), '{}')
    where m.id = this;
  perform app.refresh_access(kept), app.refresh_access(merged);
  return this;
end $$;

-- A row that points to one which stayed (the versions of an answer, say) stays with it.
create or replace function app.keep_families_together(this uuid, kept bigint, merged bigint) returns void
language plpgsql set search_path = app, pg_temp as $$
declare
  f record;
  found_key text;
  again boolean := true;
begin
  while again loop
    again := false;
    for f in
      select child.*, parent.tab as parent, a.attname as link
      from pg_constraint c
      join app.columns_of_learners() child on child.rel = c.conrelid
      join (select distinct rel, tab from app.columns_of_learners()) parent on parent.rel = c.confrelid
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and array_length(c.conkey, 1) = 1
    loop
      for found_key in execute format(
        'select r.key from app.learners_mergedrow r join %s c on c.%I = r.key::%s and c.%I = $2'
        ' where r.merge_id = $1 and r.tab = %L and r.col = %L and r.moved and c.%I::text in'
        ' (select s.key from app.learners_mergedrow s where s.merge_id = $1 and s.tab = %L and not s.moved)',
        f.rel, f.pk, f.pk_type, f.col, f.tab, f.col, f.link, f.parent) using this, kept
      loop
        execute format('update %s set %I = $1 where %I = $2::%s', f.rel, f.col, f.pk, f.pk_type) using merged, found_key;
        update app.learners_mergedrow r set moved = false
          where r.merge_id = this and r.tab = f.tab and r.col = f.col and r.key = found_key;
        again := true;
      end loop;
    end loop;
  end loop;
end $$;

create or replace function app.undo_merge(this uuid) returns void language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  m record;
  t record;
  signs_in bigint;
begin
  select * into m from app.learners_merge where id = this for update;
  if not found or m.undone is not null or not m.kept_id = any((select app.learners_i_lead())::bigint[]) then
    raise exception 'only who leads for this learner may undo it, once' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(7277, hashint8(least(m.kept_id, m.merged_id)));
  perform pg_advisory_xact_lock(7277, hashint8(greatest(m.kept_id, m.merged_id)));
  if exists (select from app.learners_learner where id = m.kept_id and merged_into_id is not null) then
    raise exception 'a later merge has to be undone first' using errcode = 'check_violation';
  end if;
  update app.learners_learner set merged_into_id = null where id = m.merged_id;
  for t in select r.key, c.* from app.learners_mergedrow r join app.columns_of_learners() c on c.tab = r.tab and c.col = r.col
    where r.merge_id = this and r.moved loop
    execute format('update %s set %I = $1 where %I = $2::%s and %I = $3', t.rel, t.col, t.pk, t.pk_type, t.col)
      using m.merged_id, t.key, m.kept_id;
  end loop;
  if m.sign_in_moved then
    signs_in := (select person_id from app.learners_learner where id = m.kept_id);
    update app.learners_learner set person_id = null where id = m.kept_id;
    update app.learners_learner set person_id = signs_in where id = m.merged_id;
  end if;
  update app.learners_merge set undone = now(), undone_by_id = app.me() where id = this;
  perform app.refresh_access(m.kept_id), app.refresh_access(m.merged_id);
end $$;

revoke all on function app.columns_of_learners(), app.tables_not_merged(), app.merge_learners(bigint, bigint),
  app.keep_families_together(uuid, bigint, bigint), app.undo_merge(uuid) from public;
grant execute on function app.merge_learners(bigint, bigint), app.undo_merge(uuid), app.tables_not_merged() to app_user;
