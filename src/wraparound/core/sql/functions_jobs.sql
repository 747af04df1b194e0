-- The only way in for the site: a job is the name of what to do, the person who acts (as signed) and the id of a row.
-- Nothing else can be told, so nothing about a learner can stand among the jobs. What waits already is not asked again.
create or replace function app.ask_for_job(task text, about uuid) returns void language plpgsql security definer
set search_path = app, jobs, pg_temp as $$
begin
  if task !~ '^[a-z]+\.[a-z_]+$' then
    raise exception 'a job is named by its app and what it does' using errcode = 'invalid_parameter_value';
  end if;
  perform jobs.procrastinate_defer_jobs_v1(array[row('site', task, 0, about::text, about::text,
    jsonb_build_object('person', app.me()::text, 'about', about::text), null)::jobs.procrastinate_job_to_defer_v1]);
exception when unique_violation then
  null;
end $$;
revoke all on function app.ask_for_job(text, uuid) from public;
grant execute on function app.ask_for_job(text, uuid) to app_user;
