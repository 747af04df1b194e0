-- What opens a row that was made from several categories: the key of each.
create or replace function app.keys_of(learner bigint, categories smallint[]) returns bigint[] language sql immutable
parallel safe set search_path = app, pg_temp as $$
  select coalesce(array_agg(learner * 16 + c), '{}') from unnest(categories) c
$$;

-- Whether there is room: for each question (an offering, a first and a last day) the places that accepted lines leave
-- free on the fullest of those days, and no more than `most`. Whoever plans for one learner asks with most = 1 and hears
-- whether there is a place, not how many learners come, and never who. Nobody is told more than 10, or than there are
-- learners whose plan is open to them: whoever plans for 30 leavers has to know whether 30 can go there.
create or replace function app.places_left(offerings bigint[], firsts date[], lasts date[], most int)
returns table (number int, places_left int) language sql stable security definer
set search_path = app, pg_temp as $$
  with asked as (
    select * from unnest(offerings, firsts, lasts) with ordinality as a(offering, first, last, number)
  )
  select a.number::int, greatest(0, least(
    o.places - (select coalesce(max(t.taken), 0) from (
      select count(distinct l.learner_id) as taken
      from (
        select a.first as day
        union select b.starts from app.plans_line b
          where b.offering_id = a.offering and b.state = 'accepted' and b.ended is null
            and b.starts between a.first and a.last
      ) d
      join app.plans_line l on l.offering_id = a.offering and l.state = 'accepted' and l.ended is null
        and coalesce(l.starts, d.day) <= d.day and coalesce(l.ends, d.day) >= d.day
      group by d.day
    ) t),
    most, greatest(10, (select count(*) from unnest(app.my_keys()) k where k & 15 = 6))))::int
  from asked a join app.directory_offering o on o.id = a.offering and o.shown
$$;

revoke all on function app.keys_of(bigint, smallint[]), app.places_left(bigint[], date[], date[], int) from public;
grant execute on function app.keys_of(bigint, smallint[]), app.places_left(bigint[], date[], date[], int) to app_user;
