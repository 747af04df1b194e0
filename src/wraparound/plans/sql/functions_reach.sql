-- The organisations with somebody in a learner's circle who can see a category of the learner today, for whoever can see
-- it too: so that who names one in a plan knows whether it hears of it. Of others nothing is said, whatever they see.
create or replace function app.organisations_reached(who bigint, of_category int) returns bigint[] language sql stable
security definer set search_path = app, pg_temp as $$
  select coalesce(array_agg(distinct c.organisation_id), '{}') from app.sharing_access a
  join app.sharing_grant g on g.id = a."grant"
  join app.learners_circlemember c
    on c.learner_id = who and c.person_id = a.person and c.organisation_id = g.organisation_id
  where who * 16 + of_category = any((select app.my_keys())::bigint[]) and a.learner = who and a.category = of_category
    and a.since <= clock_timestamp() and a.until > clock_timestamp()
    and (g.told_from is null or g.told_from <= clock_timestamp()  -- the learner is told later: not by this either
      or who <> all((select app.my_own_learners())::bigint[]))
$$;

revoke all on function app.organisations_reached(bigint, int) from public;
grant execute on function app.organisations_reached(bigint, int) to app_user;
