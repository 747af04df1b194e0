-- One hash chain per subject (a learner, an organisation, the site). The only way in is app.append(), in the transaction
-- of what it tells of. It locks the head of the chain: a lock on the last event would let two writers fork it.
--
-- What is told is sealed: the event keeps sha256(salt + content) in the chain, so that content and salt can be erased
-- and the chain still be verified.
create or replace function app.seal(salt bytea, content jsonb) returns bytea language sql immutable parallel safe
set search_path = app, pg_temp as $$ select sha256(salt || convert_to(content::text, 'UTF8')) $$;

create or replace function app.link(prev bytea, subject uuid, seq bigint, at timestamptz, seal bytea)
returns bytea language sql immutable parallel safe set search_path = app, pg_temp as $$
  select sha256(prev || convert_to(subject::text || '|' || seq || '|' || extract(epoch from at)::text || '|', 'UTF8') || seal)
$$;

create sequence if not exists app.core_event_number;
grant select on sequence app.core_event_number to app_backup;

create or replace function app.append_any(about uuid, what text, details jsonb) returns bigint language plpgsql
security definer set search_path = app, pg_temp as $$
declare
  head record;
  actor bigint;
  number bigint;
  moment timestamptz := clock_timestamp();
  -- 256 random bits from the server's own source of randomness, without an extension
  grain bytea := decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
  content jsonb;
  sealed bytea;
  made bytea;
begin
  actor := case when coalesce(current_setting('app.actor', true), '') <> '' then app.me() end;
  insert into app.core_chainhead (subject, seq, hash) values (about, 0, '\x00') on conflict do nothing;
  select h.seq, h.hash into head from app.core_chainhead h where h.subject = about for update;
  number := head.seq + 1;
  content := jsonb_build_object('by', actor::text, 'what', what, 'details', details);
  sealed := app.seal(grain, content);
  made := app.link(head.hash, about, number, moment, sealed);
  -- The number is drawn after the head was locked, which gives this transaction its id: anchors count on that.
  insert into app.core_auditevent (id, subject, seq, number, at, actor, what, details, salt, seal, hash)
    values (gen_random_uuid(), about, number, nextval('app.core_event_number'), moment, actor, what, details, grain,
      sealed, made);
  update app.core_chainhead set seq = number, hash = made where subject = about;
  return number;
end $$;

-- The same for whoever acts. That somebody looked is said by functions which see that it is so, and by nobody else.
create or replace function app.append(about uuid, what text, details jsonb) returns bigint language plpgsql
security definer set search_path = app, pg_temp as $$
begin
  if what like 'looked at%' or what = 'told later' then
    raise exception 'looks are noted by the functions that see them' using errcode = 'insufficient_privilege';
  end if;
  return app.append_any(about, what, details);
end $$;

-- The first event of a chain that does not verify, or null. Erased content is passed over; its seal is not.
create or replace function app.broken_at(about uuid) returns bigint language sql stable security definer
set search_path = app, pg_temp as $$
  with chain as (
    select e.*, lag(e.hash, 1, '\x00') over (order by e.seq) as before, row_number() over (order by e.seq) as place
    from app.core_auditevent e where e.subject = about
  ), wrong as (
    select seq from chain where seq <> place or hash <> app.link(before, subject, place, at, seal)
      or (salt is not null and seal <> app.seal(salt, jsonb_build_object('by', actor::text, 'what', what, 'details', details)))
    union all  -- the end of the chain is where the head says, so that its tail cannot be cut off
    select coalesce(h.seq, t.seq) from (select seq, hash from chain order by seq desc limit 1) t
    full join (select seq, hash from app.core_chainhead where subject = about) h on true
    where (h.seq, h.hash) is distinct from (t.seq, t.hash)
  )
  select min(seq) from wrong
$$;

-- The chains that do not verify.
create or replace function app.broken_chains() returns table (subject uuid, seq bigint) language sql stable
security definer set search_path = app, pg_temp as $$
  select s.subject, app.broken_at(s.subject) from (
    select h.subject from app.core_chainhead h union select e.subject from app.core_auditevent e) s
  where app.broken_at(s.subject) is not null
$$;

create or replace function app.events_only_forget() returns trigger language plpgsql
set search_path = app, pg_temp as $$
begin
  if (new.id, new.subject, new.seq, new.number, new.at, new.seal, new.hash)
      is distinct from (old.id, old.subject, old.seq, old.number, old.at, old.seal, old.hash)
    or new.salt is not null or new.details is not null
    or coalesce(new.actor, old.actor) is distinct from old.actor or new.what not in (old.what, '') then
    raise exception 'an event can only be forgotten' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function app.events_only_forget() from public;
grant execute on function app.events_only_forget() to app_owner;

revoke all on function app.broken_chains(), app.append(uuid, text, jsonb),
  app.append_any(uuid, text, jsonb), app.broken_at(uuid), app.seal(bytea, jsonb),
  app.link(bytea, uuid, bigint, timestamptz, bytea) from public;
grant execute on function app.append(uuid, text, jsonb) to app_user, app_system_signin, app_system_intake;
grant execute on function app.broken_at(uuid) to app_user;
grant execute on function app.broken_chains() to app_system_upkeep;
