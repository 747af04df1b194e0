-- Who may speak for an organisation, what partnerships somebody sees, and when a shared policy is in force.
-- The roles are those of partnerships/policy.py; a test compares the two lists.
create or replace function app.roles_that_speak() returns text[] language sql immutable parallel safe
set search_path = app, pg_temp as $$
  select array['organisation-administrator', 'head-of-inclusion', 'transition-lead', 'commissioner', 'facilitator']
$$;

create or replace function app.may_speak(who bigint, organisation bigint) returns boolean language sql stable
security definer set search_path = app, pg_temp as $$
  select exists (select from app.accounts_membership m
    where m.person_id = who and m.organisation_id = organisation and m.role = any((select app.roles_that_speak())::text[])
      and m.since <= app.today() and (m.until is null or m.until >= app.today()))
$$;

create or replace function app.organisations_i_speak_for() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct organisation_id), '{}') from app.accounts_membership
  where person_id = app.me() and role = any((select app.roles_that_speak())::text[])
    and since <= app.today() and (until is null or until >= app.today())
$$;

-- Partnerships in which an organisation of mine is now. Whoever left sees no more than what everybody sees.
create or replace function app.my_partnerships() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct partnership_id), '{}') from app.partnerships_member
  where since is not null and until is null and organisation_id = any((select app.my_organisations())::bigint[])
$$;

-- The same and those that an organisation of mine is invited to: their name and who is in them, nothing that is agreed.
create or replace function app.partnerships_i_know() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct partnership_id), '{}') from app.partnerships_member
  where until is null and organisation_id = any((select app.my_organisations())::bigint[])
$$;

create or replace function app.partnerships_i_speak_in() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct partnership_id), '{}') from app.partnerships_member
  where since is not null and until is null and organisation_id = any((select app.organisations_i_speak_for())::bigint[])
$$;

-- Those that I have just made: nobody is in them yet.
create or replace function app.partnerships_i_begin() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.partnerships_partnership p where made_by_id = app.me()
    and not exists (select from app.partnerships_member m where m.partnership_id = p.id)
$$;

create or replace function app.partner_organisations() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct organisation_id), '{}') from app.partnerships_member
  where since is not null and until is null and partnership_id = any((select app.my_partnerships())::uuid[])
$$;

create or replace function app.members_i_know() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.partnerships_member
  where partnership_id = any((select app.my_partnerships())::uuid[])
$$;

-- For which I am the person with a name, and my role still lets me.
create or replace function app.members_i_speak_for() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from app.partnerships_member
  where speaks_id = app.me() and since is not null and until is null
    and organisation_id = any((select app.organisations_i_speak_for())::bigint[])
$$;

-- In the partnerships in which I speak: the newest text, and the one in force for a member who came later.
create or replace function app.composites_to_sign() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  with mine as (
    select * from app.partnerships_compositepolicy
    where partnership_id = any((select app.partnerships_i_speak_in())::uuid[])
  )
  select coalesce(array_agg(id), '{}') from (
    (select distinct on (partnership_id) id from mine order by partnership_id, number desc, revision desc)
    union
    (select distinct on (partnership_id) id from mine where in_force is not null
      order by partnership_id, number desc, revision desc)
  ) x
$$;

-- Whom each shared policy binds now: members that signed the newest one in force and have not left; two at least, since
-- one alone agrees with nobody.
create or replace function app.composites_binding() returns table (composite uuid, since timestamptz, organisation bigint)
language sql stable security definer set search_path = app, pg_temp as $$
  with current as (
    select distinct on (partnership_id) id, partnership_id, in_force from app.partnerships_compositepolicy
    where in_force is not null order by partnership_id, number desc, revision desc
  ), bound as (
    select c.id, c.in_force, m.organisation_id, count(*) over (partition by c.id) as together from current c
    join app.partnerships_compositesignature s on s.composite_id = c.id
    join app.partnerships_member m on m.id = s.member_id and m.partnership_id = c.partnership_id and m.until is null
  )
  select id, in_force, organisation_id from bound where together > 1
$$;

-- Those that bind one of these organisations, the last that came into force first. Everybody may ask: what organisations
-- promised each other says nothing of anybody.
create or replace function app.composites_that_bind(of_organisations bigint[]) returns uuid[] language sql stable
security definer set search_path = app, pg_temp as $$
  select coalesce(array_agg(composite order by since desc, composite), '{}') from (
    select distinct composite, since from app.composites_binding() where organisation = any(of_organisations)) x
$$;

create or replace function app.organisations_bound(by_composite uuid) returns bigint[] language sql stable
security definer set search_path = app, pg_temp as $$
  select coalesce(array_agg(organisation), '{}') from app.composites_binding() where composite = by_composite
$$;

-- Tells those who may speak for an invited organisation, whom the inviting one could not name. How many.
create or replace function app.tell_invited(invited_member uuid, at timestamptz) returns bigint language sql volatile
security definer set search_path = app, pg_temp as $$
  select count(*) filter (where app.tell(who, 'partnership-invited', array[partnership]::text[], null, null, at)) from (
    select distinct p.person_id as who, m.partnership_id::text as partnership from app.partnerships_member m
    join app.accounts_membership p on p.organisation_id = m.organisation_id and p.role = any((select app.roles_that_speak())::text[])
      and p.since <= app.today() and (p.until is null or p.until >= app.today())
    where m.id = invited_member and m.invited_by_id = app.me() and m.since is null and m.until is null
  ) x
$$;

-- One change of a partnership at a time: what is asked after this is still so when it is changed.
create or replace function app.lock_partnership(which uuid) returns void language sql volatile
set search_path = app, pg_temp as $$ select pg_advisory_xact_lock(7278, hashtext(which::text)) $$;

-- The newest text comes into force when all who are in the partnership have signed it, two at least.
create or replace function app.partnership_settles(which uuid) returns void language plpgsql volatile security definer
set search_path = app, pg_temp as $$
declare
  newest record;
begin
  select id, in_force into newest from app.partnerships_compositepolicy where partnership_id = which
  order by number desc, revision desc limit 1;
  if newest.id is null or newest.in_force is not null then return; end if;
  update app.partnerships_compositepolicy set in_force = clock_timestamp() where id = newest.id and 2 <= (
    select count(*) from app.partnerships_member m where m.partnership_id = which and m.since is not null
      and m.until is null
  ) and not exists (
    select from app.partnerships_member m where m.partnership_id = which and m.since is not null and m.until is null
      and not exists (select from app.partnerships_compositesignature s
        where s.member_id = m.id and s.composite_id = newest.id)
  );
end $$;

create or replace function app.member_keeps() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  may_change text[] := array['speaks_id', 'speaks_name', 'since', 'until'];
begin
  perform app.lock_partnership(new.partnership_id);
  if tg_op = 'UPDATE' then
    if to_jsonb(new) - may_change is distinct from to_jsonb(old) - may_change
      or old.until is not null or (old.since is not null and new.since is distinct from old.since) then
      raise exception 'who is in a partnership since when stays as it is' using errcode = 'insufficient_privilege';
    end if;
    if new.since is not null and old.since is null and not app.may_speak(app.me(), new.organisation_id) then
      raise exception 'nobody joins for another organisation' using errcode = 'insufficient_privilege';
    end if;
  end if;
  if new.speaks_id is not null and new.until is null
    and (tg_op = 'INSERT' or new.speaks_id is distinct from old.speaks_id)
    and not app.may_speak(new.speaks_id, new.organisation_id) then
    raise exception 'whoever speaks for an organisation has a role in it' using errcode = 'insufficient_privilege';
  end if;
  new.speaks_name := coalesce((select name from app.accounts_person where id = new.speaks_id), '');
  return new;
end $$;

create or replace function app.member_settles() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  perform app.partnership_settles(new.partnership_id);
  return null;
end $$;

-- A policy is the next version of its organisation's.
create or replace function app.policy_counts() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7279, hashint8(new.organisation_id));
  if new.number <> 1 + coalesce((select max(number) from app.partnerships_confidentialitypolicy
      where organisation_id = new.organisation_id), 0) then
    raise exception 'a policy is the next version' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- A text is the next change of the draft, or begins the next version.
create or replace function app.composite_counts() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  newest record;
begin
  perform app.lock_partnership(new.partnership_id);
  select number, revision, in_force into newest from app.partnerships_compositepolicy
  where partnership_id = new.partnership_id order by number desc, revision desc limit 1;
  if (new.number, new.revision) is distinct from (
    case when newest.number is null then 1 when newest.in_force is null then newest.number else newest.number + 1 end,
    case when newest.number is null or newest.in_force is not null then 1 else newest.revision + 1 end) then
    raise exception 'a shared policy is the next text' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- A signature is under a text of the member's own partnership, with the name that the person has.
create or replace function app.signature_counts() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  here uuid := (select partnership_id from app.partnerships_member where id = new.member_id);
begin
  perform app.lock_partnership(here);
  if here is distinct from (select partnership_id from app.partnerships_compositepolicy where id = new.composite_id) then
    raise exception 'this text is not to be signed for this member' using errcode = 'insufficient_privilege';
  end if;
  new.name := (select name from app.accounts_person where id = new.person_id);
  new.at := clock_timestamp();
  return new;
end $$;

create or replace function app.signature_settles() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  perform app.partnership_settles((select partnership_id from app.partnerships_member where id = new.member_id));
  return null;
end $$;

revoke all on function app.roles_that_speak(), app.may_speak(bigint, bigint), app.organisations_i_speak_for(),
  app.my_partnerships(), app.partnerships_i_know(), app.partnerships_i_speak_in(), app.partnerships_i_begin(),
  app.partner_organisations(), app.members_i_know(), app.members_i_speak_for(), app.composites_to_sign(),
  app.composites_binding(), app.composites_that_bind(bigint[]), app.organisations_bound(uuid),
  app.tell_invited(uuid, timestamptz), app.lock_partnership(uuid), app.partnership_settles(uuid), app.member_keeps(),
  app.member_settles(), app.policy_counts(), app.composite_counts(), app.signature_counts(), app.signature_settles()
  from public;
grant execute on function app.organisations_i_speak_for(), app.my_partnerships(), app.partnerships_i_know(),
  app.partnerships_i_speak_in(), app.partnerships_i_begin(), app.partner_organisations(), app.members_i_know(),
  app.members_i_speak_for(), app.composites_to_sign(), app.organisations_bound(uuid),
  app.tell_invited(uuid, timestamptz), app.lock_partnership(uuid) to app_user;
grant execute on function app.composites_that_bind(bigint[]) to app_user, app_system_intake;
grant execute on function app.member_keeps(), app.member_settles(), app.policy_counts(), app.composite_counts(),
  app.signature_counts(), app.signature_settles() to app_owner;
