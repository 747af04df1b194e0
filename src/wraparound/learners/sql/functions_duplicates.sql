-- Whether somebody is written down already whom the person who acts cannot see. Nothing else is told: not who, not where.
-- Null: asked too often. Each question is counted and stands in the chain of the organisation for which it was asked.
create or replace function app.hidden_learner_like(called text, born_on date, asked_for bigint) returns boolean
language plpgsql volatile security definer set search_path = app, pg_temp as $$
declare
  chain uuid := (select public_id from app.accounts_organisation where id = asked_for);
  mine bigint[] := app.my_keys();
begin
  if not asked_for = any((select app.my_organisations())::bigint[]) then
    raise exception 'not a member of this organisation' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(7278, hashint8(app.me()));  -- two questions at once are two questions
  if (select count(*) from app.learners_duplicatelook where person = app.me() and at > now() - interval '1 hour') >= 20 then
    return null;
  end if;
  insert into app.learners_duplicatelook (id, person, at) values (gen_random_uuid(), app.me(), now());
  perform app.append(chain, 'duplicates looked for', '{}');
  return exists (
    select from app.learners_learner l
    where l.born = born_on and l.merged_into_id is null and not l.id * 16 + 0 = any(mine)
      and greatest(app.likeness(l.name, called), app.likeness(l.known_as, called)) >= 0.4);
end $$;

-- How much two names are alike: 0 to 1, whatever their case and accents.
create or replace function app.likeness(one text, other text) returns real language sql stable parallel safe
set search_path = app, pg_temp as $$ select ext.similarity(lower(ext.unaccent(one)), lower(ext.unaccent(other))) $$;

revoke all on function app.hidden_learner_like(text, date, bigint), app.likeness(text, text) from public;
grant execute on function app.hidden_learner_like(text, date, bigint), app.likeness(text, text) to app_user;
