-- Who may decide for a learner, who is the second person, and whose rows those of wishes and disagreements are.

-- Who leads (as the learners' own function says), but nobody who is frozen.
create or replace function app.learners_i_lead() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct c.learner_id), '{}') from app.learners_circlemember c
  where c.person_id = app.me() and c.part = 'lead'
    and c.since <= app.today() and (c.until is null or c.until >= app.today())
    and c.organisation_id = any((select app.my_organisations())::bigint[])
    and not exists (select from app.sharing_freeze f where f.learner_id = c.learner_id and f.lifted_at is null
      and (f.person_id = app.me() or f.organisation_id = c.organisation_id))
$$;

create or replace function app.learners_i_type_for() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct c.learner_id), '{}') from app.learners_circlemember c
  where c.person_id = app.me() and c.part in ('family', 'advocate', 'support', 'lead')
    and c.since <= app.today() and (c.until is null or c.until >= app.today())
    and c.learner_id <> all((select app.frozen_for_me())::bigint[])
$$;

-- The proxies of somebody that hold now: neither ended nor run out, nobody who is frozen; and the categories about which
-- they decide, of those that are open to them now. Who the learner is always is.
create or replace function app.live_proxies(whom bigint)
returns table (id uuid, learner_id bigint, person_id bigint, until timestamptz, may_see_looks boolean, categories int[])
language sql stable security definer set search_path = app, pg_temp as $$
  select p.id, p.learner_id, p.person_id, p.until, p.may_see_looks, array(
    select 0 union select k from unnest(case when p.may_decide then p.categories else '{}' end) k
      join app.sharing_access a on a.category = k and a.learner = p.learner_id and a.person = p.person_id
      where a.since <= clock_timestamp() and a.until > clock_timestamp())
  from app.sharing_proxy p
  where p.person_id = whom and p.since <= clock_timestamp() and p.until > clock_timestamp()
    and not exists (select from app.sharing_proxyending e where e.proxy_id = p.id)
    and not exists (select from app.sharing_freeze f
      where f.learner_id = p.learner_id and f.person_id = p.person_id and f.lifted_at is null)
$$;

create or replace function app.my_proxies() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.live_proxies(app.me())
$$;

-- About what the person who acts decides for a learner, and by which proxy: the widest.
create or replace function app.my_say(who bigint) returns table (proxy uuid, categories int[]) language sql stable
security definer set search_path = app, pg_temp as $$
  select id, categories from app.live_proxies(app.me())
  where learner_id = who and cardinality(categories) > 1
  order by cardinality(categories) desc, id limit 1
$$;

create or replace function app.learners_i_decide_for() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct learner_id), '{}') from app.live_proxies(app.me())
  where cardinality(categories) > 1
$$;

-- The grants to others that hold, and are wholly within what the person who acts decides for the learner.
create or replace function app.grants_i_decide() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct g.id), '{}') from app.live_proxies(app.me()) p
  join app.sharing_grant g on g.learner_id = p.learner_id
  where g.categories::int[] <@ p.categories and g.until > clock_timestamp() and g.basis = 'consent'
    and g.person_id is distinct from app.me()
    and (g.told_from is null or g.told_from <= statement_timestamp())
    and not exists (select from app.sharing_grantending e where e.grant_id = g.id)
$$;

-- Of these, those that a proxy gave: what the learner gave, the learner ends.
create or replace function app.grants_i_end() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.sharing_grant
  where permission = 'by-proxy' and id = any((select app.grants_i_decide())::uuid[])
$$;

-- The grants to the person who acts: what is shared with them as a person, they may give up.
create or replace function app.grants_to_me() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.sharing_grant
  where person_id = app.me() and id = any((select app.my_grants())::uuid[])
$$;

create or replace function app.requests_i_decide() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct r.id), '{}') from app.live_proxies(app.me()) p
  join app.sharing_accessrequest r on r.learner_id = p.learner_id
  where r.categories::int[] <@ p.categories and r.basis = 'consent'  -- of the law, or of what is best, a proxy is no judge
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
    and c.learner_id <> all((select app.frozen_for_me())::bigint[])
$$;

-- What the person who acts reviews as the second person, and ends where they do not uphold it.
create or replace function app.grants_i_review() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.sharing_grant where basis = 'vital-interests' and given_by_id <> app.me()
    and (learner_id = any((select app.learners_i_safeguard())::bigint[])
      or learner_id = any((select app.learners_i_lead())::bigint[]))
$$;

-- A yes for the learner is within what its proxy decides, for others than themselves, for 28 days longer than their say at
-- the most (then the learner is asked again), and nothing to which the learner said no.
create or replace function app.proxy_limits() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if new.permission = 'by-proxy' and (new.person_id = app.me()
    or new.organisation_id = any((select app.my_organisations())::bigint[]) or not exists (
    select from app.live_proxies(app.me()) p where p.id = new.proxy_id and p.learner_id = new.learner_id
      and new.categories::int[] <@ p.categories
      and new.until <= p.until + interval '28 days'
  )) then
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

-- What is kept back from the learner is told earlier than was said, never later.
create or replace function app.never_later() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  if current_user <> 'app_functions' and new.told_from is distinct from old.told_from
    and (old.told_from is null or new.told_from is null or new.told_from > old.told_from
      or new.told_from < clock_timestamp() - interval '1 minute') then
    raise exception 'it is not told later than was said' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.never_later() to app_owner;

-- Who asks to lift a freeze and who lifts it are who acts, in two steps; and it is lifted once.
create or replace function app.lifted_by_two() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  if current_user <> 'app_functions' and (old.lifted_at is not null
    or (new.lift_asked_by_id is distinct from old.lift_asked_by_id and new.lift_asked_by_id is distinct from app.me())
    or (new.lifted_by_id is distinct from old.lifted_by_id and new.lifted_by_id is distinct from app.me())
    or (new.lift_because <> old.lift_because and new.lift_asked_by_id is distinct from app.me())
    or new.lifted_at < clock_timestamp() - interval '1 hour'
    or (new.lifted_at is not null and not new.by_learner
      and (old.lift_asked_by_id is null or old.lift_asked_by_id = app.me()))) then
    raise exception 'it takes two to lift it' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.lifted_by_two() to app_owner;

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

-- A request is of now, not of another day: how long it waits and how often was asked are counted from it.
create or replace function app.asked_now() returns trigger language plpgsql set search_path = app, pg_temp as $$
begin
  if current_user <> 'app_functions' and new.made < clock_timestamp() - interval '1 hour' then
    raise exception 'a request is of now' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.asked_now() to app_owner;

-- What was answered is not taken back, and what was taken back is not answered.
create or replace function app.answered_or_taken_back() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if exists (select from app.sharing_requestanswer a where a.request_id = new.request_id
      and (a.answer = 'taken-back' or new.answer = 'taken-back')) then
    raise exception 'it was answered or taken back before' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.answered_or_taken_back() to app_owner;

-- What a grant in the learner's best interests rests on is a decision about this learner, who could not make it, until it is
-- reviewed; what keeps somebody safe does not begin on a day to come; and a year is the longest.
create or replace function app.rests_on_what_is_so() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if new.decision_id is not null and not exists (
      select from app.sharing_bestinterestsdecision d join app.sharing_capacityassessment a on a.id = d.assessment_id
      where d.id = new.decision_id and d.learner_id = new.learner_id and not a.has_capacity
        and new.until <= app.day_begins(d.review_on + 1))
    or new.request_id is not null and not exists (
      select from app.sharing_accessrequest r where r.id = new.request_id and r.learner_id = new.learner_id)
    or new.basis = 'vital-interests' and new.since > clock_timestamp() + interval '1 hour'
    or new.until > clock_timestamp() + interval '367 days' then
    raise exception 'it rests on something else' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.rests_on_what_is_so() to app_owner;

-- What is undone was done by who undoes it, or for the learner who does; and nothing that it gave goes on.
create or replace function app.undone_is_over() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if new.undoes_id is not null and not exists (
      select from app.sharing_sharingchange c where c.id = new.undoes_id and c.learner_id = new.learner_id
        and (c.by_id = new.by_id or new.learner_id = any((select app.my_own_learners())::bigint[]))
        and not exists (select from app.sharing_grant g where g.id = any(c.given) and g.until > clock_timestamp()
          and not exists (select from app.sharing_grantending e where e.grant_id = g.id))) then
    raise exception 'it goes on' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.undone_is_over() to app_owner;

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
  with mine as (
    select d.id, d.learner_id from app.sharing_disagreement d where d.raised_by_id = (select app.me())
    union
    select d.id, d.learner_id from app.sharing_disagreement d where d.hears_id = (select app.me())
    union  -- whose side is heard, while something of the learner is open to them
    select d.id, d.learner_id from app.sharing_disagreementparty p join app.sharing_disagreement d on d.id = p.disagreement_id
    where p.person_id = (select app.me()) and d.learner_id = any((select app.my_learners())::bigint[])
  )
  select coalesce(array_agg(id), '{}') from mine where learner_id <> all((select app.frozen_for_me())::bigint[])
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

-- The chains that somebody may read: of organisations they administer, and their own.
create or replace function app.my_chains() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(public_id), '{}') from (
    select public_id from app.accounts_organisation where id = any((select app.organisations_i_administer())::bigint[])
    union all
    select public_id from app.learners_learner where id = any((select app.my_own_learners())::bigint[])
  ) x
$$;

revoke all on function app.live_proxies(bigint), app.my_proxies(), app.learners_i_decide_for(), app.grants_i_decide(),
  app.requests_i_decide(), app.kept_back(), app.learners_i_safeguard(), app.grants_i_end(), app.grants_to_me(),
  app.grants_i_review(), app.my_say(bigint), app.frozen_for_me(), app.never_later(), app.lifted_by_two(),
  app.proxy_limits(), app.only_these_change(), app.asked_now(), app.answered_or_taken_back(),
  app.rests_on_what_is_so(), app.undone_is_over(),
  app.second_person(), app.my_wishes(), app.wishes_i_answer(), app.my_disagreements(),
  app.who_reaches(bigint) from public;
grant execute on function app.my_proxies(), app.learners_i_decide_for(), app.grants_i_decide(), app.requests_i_decide(),
  app.kept_back(), app.learners_i_safeguard(), app.grants_i_end(), app.grants_to_me(), app.grants_i_review(),
  app.my_say(bigint), app.my_wishes(), app.wishes_i_answer(),
  app.my_disagreements(), app.who_reaches(bigint) to app_user;
