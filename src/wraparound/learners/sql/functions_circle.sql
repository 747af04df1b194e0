-- What the link of an invitation offers: "family", "advocate" or "learner"; null where it is used, over or none.
create or replace function app.circle_invitation(print text) returns text language sql stable security definer
set search_path = app, pg_temp as $$
  select part from app.learners_circleinvitation
  where fingerprint = print and accepted is null and withdrawn is null and expires > now()
$$;

-- Takes up an invitation, once, for the person who acts: the public id of the learner, null where it did not hold.
create or replace function app.accept_circle_invitation(print text) returns uuid language plpgsql security definer
set search_path = app, pg_temp as $$
declare
  said record;
begin
  select i.*, l.public_id as about, l.person_id as already into said
  from app.learners_circleinvitation i join app.learners_learner l on l.id = i.learner_id
  where i.fingerprint = print and i.accepted is null and i.withdrawn is null and i.expires > now()
    and l.merged_into_id is null
  for update of i, l;
  if not found or (said.part = 'learner' and said.already is not null) then
    return null;
  end if;
  -- Who supports a learner does not become them: everything would be open, and every yes theirs to say.
  if said.part = 'learner' and (said.invited_by_id = app.me() or exists (select from app.learners_circlemember c
      where c.learner_id = said.learner_id and c.person_id = app.me())) then
    return null;
  end if;
  update app.learners_circleinvitation set accepted = now(), accepted_by_id = app.me() where id = said.id;
  if said.part = 'learner' then
    update app.learners_learner set person_id = app.me() where id = said.learner_id;
  else
    insert into app.learners_circlemember (id, learner_id, person_id, part, since, added_by_id)
      values (gen_random_uuid(), said.learner_id, app.me(), said.part, app.today(), said.invited_by_id)
      on conflict do nothing;
  end if;
  return said.about;
end $$;

-- The learners for whom an organisation that the person who acts administers leads, or led.
create or replace function app.learners_we_lead() returns bigint[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct learner_id), '{}') from app.learners_circlemember
  where part = 'lead' and organisation_id = any((select app.organisations_i_administer())::bigint[])
$$;
revoke all on function app.learners_we_lead() from public;
grant execute on function app.learners_we_lead() to app_user;

-- Who a learner is, is said once, and never of somebody who supports them: everything would be open to them.
create or replace function app.becomes_once() returns trigger language plpgsql security definer
set search_path = app, pg_temp as $$
begin
  if new.person_id is distinct from old.person_id and (old.person_id is not null or exists (
      select from app.learners_circlemember c where c.learner_id = new.id and c.person_id = new.person_id)) then
    raise exception 'who a learner is, is said once' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.becomes_once() to app_owner;
revoke all on function app.becomes_once() from public;

create or replace function app.place_only_ends() returns trigger language plpgsql
set search_path = app, pg_temp as $$
begin
  if (new.learner_id, new.person_id, new.part, new.since) is distinct from (old.learner_id, old.person_id, old.part, old.since)
    or new.organisation_id is distinct from old.organisation_id
    or coalesce(new.until, 'infinity') > coalesce(old.until, 'infinity') then
    raise exception 'a place in a circle can only end' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function app.place_only_ends() to app_owner;

revoke all on function app.circle_invitation(text), app.accept_circle_invitation(text), app.place_only_ends() from public;
grant execute on function app.circle_invitation(text) to app_user, app_visitor;
grant execute on function app.accept_circle_invitation(text) to app_user;
