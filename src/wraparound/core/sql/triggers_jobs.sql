-- Who may do what with jobs. The worker's own login does the work of Procrastinate; our functions may add; nobody else
-- has anything to do here. Run as the owner of the tables.
revoke all on all tables in schema jobs from public, app_functions, app_worker, app_backup;
revoke all on all sequences in schema jobs from public, app_functions, app_worker, app_backup;
revoke all on all functions in schema jobs from public, app_functions, app_worker, app_backup;
grant usage on schema jobs to app_functions, app_worker, app_backup;
grant select on all tables in schema jobs to app_backup;
grant select on all sequences in schema jobs to app_backup;
grant select, insert, update, delete on all tables in schema jobs to app_worker;
grant usage on all sequences in schema jobs to app_worker;
grant execute on all functions in schema jobs to app_worker;
grant select, insert on jobs.procrastinate_jobs, jobs.procrastinate_events to app_functions;
grant usage on all sequences in schema jobs to app_functions;
grant execute on all functions in schema jobs to app_functions;
