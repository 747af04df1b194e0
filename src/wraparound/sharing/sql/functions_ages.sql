-- Birthdays that change what holds, said ahead of time. As policy_ages.py says it; a test compares both.
create or replace function app.birthday(born date, age integer) returns date language sql immutable parallel safe
set search_path = app, pg_temp as $$
  select case when extract(day from d) = extract(day from born) then d else d + 1 end
  from (select (born + make_interval(years => age))::date as d) x
$$;

-- Warns 90, 30 and 7 days ahead and on the day: the learner, and whoever leads for them. Each warning once, however often
-- this runs; one that was missed is said by the next run, until 28 days after the day. Of what changes it says nothing:
-- that stands on the page. How many people were told.
create or replace function app.tell_of_ages(today date, at timestamptz) returns integer language plpgsql volatile
security definer set search_path = app, pg_temp as $$
declare
  one record;
  step record;
  who bigint;
  ahead smallint;
  told_now integer := 0;
begin
  perform pg_advisory_xact_lock(7278);  -- two runs at once would warn twice
  for one in
    select l.id, l.public_id, l.person_id, a.age, app.birthday(l.born, a.age) as "on"
    from app.learners_learner l cross join unnest(array[16, 18, 25]) as a(age)
    where l.merged_into_id is null and app.birthday(l.born, a.age) between today - 28 and today + 90
    order by l.id
  loop
    select * into step from app.sharing_agestep s where s.learner_id = one.id and s.age = one.age order by s.id limit 1;
    if not found then
      insert into app.sharing_agestep (id, learner_id, age, "on", told)
        values (gen_random_uuid(), one.id, one.age, one."on", '{}') returning * into step;
    elsif step."on" <> one."on" then  -- the date of birth was put right
      update app.sharing_agestep set "on" = one."on", told = '{}', handled_at = null, handled_by_id = null
        where id = step.id returning * into step;
    end if;
    select min(x) into ahead from unnest(array[0, 7, 30, 90]::smallint[]) x where one."on" - today <= x;
    if ahead = any(step.told) then continue; end if;
    update app.sharing_agestep set told = told || ahead where id = step.id;
    if one.person_id is not null and app.tell(one.person_id, case when ahead = 0 then 'age-today' else 'age-ahead' end,
      array[one.public_id::text], one.id * 16, null, at) then told_now := told_now + 1; end if;
    for who in
      select distinct c.person_id from app.learners_circlemember c
      where c.learner_id = one.id and c.part = 'lead' and c.since <= today and (c.until is null or c.until >= today)
      order by 1
    loop
      if app.tell(who, case when ahead = 0 then 'age-today-of' else 'age-ahead-of' end,
        array[one.public_id::text], one.id * 16, null, at) then told_now := told_now + 1; end if;
    end loop;
  end loop;
  return told_now;
end $$;

revoke all on function app.birthday(date, integer), app.tell_of_ages(date, timestamptz) from public;
grant execute on function app.tell_of_ages(date, timestamptz) to app_system_upkeep;
