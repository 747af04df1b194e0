-- What colleagues chose in a story, as counts. Only the first answer of each counts, and only of the first five, ten,
-- fifteen ... who answered: from counts that grow one by one, everybody could read what the last one chose.
create or replace function app.exercise_counts(of_organisation bigint, of_story text)
returns table (choice text, people bigint) language sql stable security definer
set search_path = app, pg_temp as $$
  with numbered as (
    select a.choice, row_number() over (order by a.at, a.id) as place, count(*) over () as altogether
    from app.workforce_exerciseanswer a
    where a.organisation_id = of_organisation and a.story = of_story and a.round = 1
      and of_organisation = any((select app.my_organisations())::bigint[])
  )
  select choice::text, count(*) from numbered where place <= altogether / 5 * 5 group by choice order by choice
$$;

-- How many who are in an organisation today have answered all of these stories, and how many are in it. For its
-- administrators; nothing for anybody else.
create or replace function app.exercise_finished(of_organisation bigint, stories text[])
returns table (finished bigint, people bigint) language sql stable security definer
set search_path = app, pg_temp as $$
  with here as (
    select distinct person_id from app.accounts_membership
    where organisation_id = of_organisation and since <= app.today() and (until is null or until >= app.today())
      and of_organisation = any((select app.organisations_i_administer())::bigint[])
  ), done as (
    select a.person_id from app.workforce_exerciseanswer a join here h on h.person_id = a.person_id
    where a.story = any(stories) group by a.person_id having count(distinct a.story) = cardinality(stories)
  )
  select (select count(*) from done), count(*) from here
$$;

revoke all on function app.exercise_counts(bigint, text), app.exercise_finished(bigint, text[]) from public;
grant execute on function app.exercise_counts(bigint, text), app.exercise_finished(bigint, text[]) to app_user;
