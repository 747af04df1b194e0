-- The versions of pathways that count: the newest of each, unless it is retired. Asked of all versions: where the newest is
-- for its organisation alone, an older one that was open to everybody does not come back in its place.
create or replace function app.pathways_in_use() returns uuid[] language sql stable security definer
set search_path = app, pg_temp as $$
  select coalesce(array_agg(id), '{}') from (
    select distinct on (key) id, retired from app.plans_pathway order by key, number desc
  ) newest where not retired
$$;

revoke all on function app.pathways_in_use() from public;
grant execute on function app.pathways_in_use() to app_user, app_visitor;
