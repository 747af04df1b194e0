-- Anchors: what all chains were at some moment, kept where the database cannot write. See core/anchors.py.
-- An anchor reaches up to a number: no event with that number or a lower one can still appear, so it says the same for ever.

-- How far an anchor could reach, and the transaction that must be over first. The number is read before this transaction
-- gets an id, so whoever drew a lower number has a lower id.
create or replace function app.begin_anchor(out highest bigint, out before xid8) language plpgsql volatile
security definer set search_path = app, pg_temp as $$
begin
  select case when s.is_called then s.last_value else 0 end into highest from app.core_event_number s;
  before := pg_current_xact_id();
end $$;

-- Whether every transaction that began to write before this one is over.
create or replace function app.is_over(before xid8) returns boolean language sql volatile security definer
set search_path = app, pg_temp as $$ select pg_snapshot_xmin(pg_current_snapshot()) >= before $$;

-- How many chains there were when the highest event was this one, and the root over their heads (RFC 6962: a leaf is
-- hashed after a zero byte, a pair after a one; an odd one goes up as it is). Null where there was no chain.
create or replace function app.state_of_chains(highest bigint, out chains bigint, out root bytea) language plpgsql stable
security definer set search_path = app, pg_temp as $$
declare
  level bytea[];
begin
  select array_agg(sha256('\x00' || convert_to(h.subject::text || '|' || e.seq || '|', 'UTF8') || e.hash)
    order by h.subject) into level
  from app.core_chainhead h cross join lateral (
    select a.seq, a.hash from app.core_auditevent a where a.subject = h.subject and a.number <= highest
    order by a.seq desc limit 1) e;
  chains := coalesce(array_length(level, 1), 0);
  while array_length(level, 1) > 1 loop
    select array_agg(case when b.node is null then a.node else sha256('\x01' || a.node || b.node) end order by a.n)
      into level
    from unnest(level) with ordinality a(node, n)
    left join unnest(level) with ordinality b(node, n) on b.n = a.n + 1
    where a.n % 2 = 1;
  end loop;
  root := level[1];
end $$;

-- Notes an anchor in the chain of the site, so that the file of anchors cannot be cut unseen either.
create or replace function app.note_anchor(number bigint, print text) returns void language sql volatile
security definer set search_path = app, pg_temp as $$
  select app.append('00000000-0000-4000-8000-000000000000', 'chains anchored',
    jsonb_build_object('anchor', number, 'hash', print))
$$;

-- The last anchor that was noted; no row where there is none.
create or replace function app.last_anchor() returns table (number bigint, print text) language sql stable
security definer set search_path = app, pg_temp as $$
  select (e.details ->> 'anchor')::bigint, e.details ->> 'hash' from app.core_auditevent e
  where e.subject = '00000000-0000-4000-8000-000000000000' and e.what = 'chains anchored' order by e.seq desc limit 1
$$;

revoke all on function app.begin_anchor(), app.is_over(xid8), app.state_of_chains(bigint), app.note_anchor(bigint, text),
  app.last_anchor() from public;
grant execute on function app.begin_anchor(), app.is_over(xid8), app.state_of_chains(bigint), app.note_anchor(bigint, text),
  app.last_anchor() to app_system_upkeep;
