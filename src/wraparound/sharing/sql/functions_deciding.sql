-- Who may decide for a learner, who is the second person, and whose rows those of wishes and disagreements are.

-- The proxies that hold now, whoever acts: neither ended nor run out, and nobody who is frozen.
create or replace function app.live_proxies() returns setof app.sharing_proxy language sql stable security definer
set search_path = app, pg_temp as $$
  select p.* from app.sharing_proxy p
  where p.since <= clock_timestamp() and p.until > clock_timestamp()
    and not exists (select from app.sharing_proxyending e where e.proxy_id = p.id)
    and not exists (select from app.sharing_freeze f
      where f.learner_id = p.learner_id and f.person_id = p.person_id and f.lifted_at is null)
$$;

create or replace function app.my_proxies() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.live_proxies() where person_id = app.me()
$$;

create or replace function app.learners_i_decide_for() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct learner_id), '{}') from app.live_proxies() where person_id = app.me() and may_decide
$$;

-- The grants that are wholly within what the person who acts decides for the learner; who somebody is always is.
create or replace function app.grants_i_decide() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct g.id), '{}') from app.live_proxies() p
  join app.sharing_grant g on g.learner_id = p.learner_id
  where p.person_id = app.me() and p.may_decide and g.categories::int[] <@ (p.categories::int[] || 0)
    and (g.told_from is null or g.told_from <= statement_timestamp())
$$;

create or replace function app.requests_i_decide() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct r.id), '{}') from app.live_proxies() p
  join app.sharing_accessrequest r on r.learner_id = p.learner_id
  where p.person_id = app.me() and p.may_decide and r.categories::int[] <@ (p.categories::int[] || 0)
$$;

-- What the person who acts, a learner, is told only later.
create or replace function app.kept_back() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.sharing_grant
  where learner_id = any((select app.my_own_learners())::bigint[]) and told_from > statement_timestamp()
$$;

-- The learners for whom somebody leads in an organisation whose safeguarding lead the person who acts is.
create or replace function app.learners_i_safeguard() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct c.learner_id), '{}') from app.learners_circlemember c
  join app.accounts_membership m on m.organisation_id = c.organisation_id
  where c.part = 'lead' and c.since <= app.today() and (c.until is null or c.until >= app.today())
    and m.person_id = app.me() and m.role = 'safeguarding-lead'
    and m.since <= app.today() and (m.until is null or m.until >= app.today())
$$;

-- A yes for the learner is within what its proxy decides, and the proxy is the one who says it.
create or replace function app.proxy_limits() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if new.permission = 'by-proxy' and not exists (
    select from app.live_proxies() p where p.id = new.proxy_id and p.learner_id = new.learner_id
      and p.person_id = app.me() and p.may_decide and new.categories::int[] <@ (p.categories::int[] || 0)
  ) then
    raise exception 'not within what this proxy decides' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.proxy_limits() to app_owner;

-- Rows of which only some columns may change. Arguments of the trigger: these columns.
create or replace function app.only_these_change() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  if current_user <> 'app_functions' and to_jsonb(new) - tg_argv <> to_jsonb(old) - tg_argv then
    raise exception 'this stays as it was written' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.only_these_change() to app_owner;

-- Nobody reviews what they gave themselves.
create or replace function app.second_person() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if exists (select from app.sharing_grant g where g.id = new.grant_id
      and (g.given_by_id = new.by_id or g.basis <> 'vital-interests')) then
    raise exception 'a second person reviews it' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.second_person() to app_owner;

-- Wishes between organisations, for their people who know the learner.
create or replace function app.my_wishes() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.sharing_sharewish
  where learner_id = any((select app.my_learners())::bigint[])
    and (of_organisation_id = any((select app.my_organisations())::bigint[])
      or to_organisation_id = any((select app.my_organisations())::bigint[]))
$$;

create or replace function app.wishes_i_answer() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.sharing_sharewish
  where learner_id = any((select app.my_learners())::bigint[])
    and of_organisation_id = any((select app.my_organisations())::bigint[])
$$;

-- The disagreements that the person who acts raised, hears, or is a party to.
create or replace function app.my_disagreements() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct d.id), '{}') from app.sharing_disagreement d
  left join app.sharing_disagreementparty p on p.disagreement_id = d.id
  where app.me() in (d.raised_by_id, d.hears_id, p.person_id)
$$;

-- Who sees what of a learner, and through which grant: for the learner (but for what they are told later), for who leads,
-- and for proxies as far as they decide. The same rows as everybody's
-- access is decided by, so that a page cannot say otherwise.
create or replace function app.who_reaches(who bigint)
returns table (person bigint, name text, organisation text, category smallint, grant_id uuid, since timestamptz,
  until timestamptz) language sql stable security definer set search_path = app, pg_temp as $$
  select a.person, p.name::text, coalesce(o.name, '')::text, a.category, a."grant", a.since, a.until
  from app.sharing_access a
  join app.accounts_person p on p.id = a.person
  join app.sharing_grant g on g.id = a."grant"
  left join app.accounts_organisation o on o.id = g.organisation_id
  where a.learner = who and a.until > clock_timestamp()
    and (who = any((select app.learners_i_lead())::bigint[])
      or (who = any((select app.my_own_learners())::bigint[]) and (g.told_from is null or g.told_from <= clock_timestamp()))
      or g.id = any((select app.grants_i_decide())::uuid[]))
$$;

-- The chains that somebody may read: of organisations they administer, their own, and those a proxy may see.
create or replace function app.my_chains() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(public_id), '{}') from (
    select public_id from app.accounts_organisation where id = any((select app.organisations_i_administer())::bigint[])
    union all
    select public_id from app.learners_learner where id = any((select app.my_own_learners())::bigint[])
    union all
    select l.public_id from app.learners_learner l join app.live_proxies() p on p.learner_id = l.id
    where p.person_id = app.me() and p.may_see_looks
  ) x
$$;

revoke all on function app.live_proxies(), app.my_proxies(), app.learners_i_decide_for(), app.grants_i_decide(),
  app.requests_i_decide(), app.kept_back(), app.learners_i_safeguard(), app.proxy_limits(), app.only_these_change(),
  app.second_person(), app.my_wishes(), app.wishes_i_answer(), app.my_disagreements(),
  app.who_reaches(bigint) from public;
grant execute on function app.my_proxies(), app.learners_i_decide_for(), app.grants_i_decide(), app.requests_i_decide(),
  app.kept_back(), app.learners_i_safeguard(), app.my_wishes(), app.wishes_i_answer(),
  app.my_disagreements(), app.who_reaches(bigint) to app_user;
