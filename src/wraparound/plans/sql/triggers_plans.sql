-- Whatever is written to a plan is kept: each field that changes, by whom, in order. No code can go past it.
do $$
declare
  kept text;
begin
  foreach kept in array array['line', 'outcome', 'lineneed', 'payment', 'section', 'review', 'flag', 'leaving'] loop
    execute format('drop trigger if exists plans_keeps on app.plans_%s', kept);
    execute format('create trigger plans_keeps after insert or update on app.plans_%s for each row
      execute function app.plan_changed(%L)', kept, case kept when 'lineneed' then 'need' else kept end);
  end loop;
end $$;

-- What people said may be answered, and nothing else.
drop trigger if exists plans_said_stays on app.plans_comment;
create trigger plans_said_stays before update on app.plans_comment
  for each row execute function app.said_stays('task_id');
drop trigger if exists plans_said_stays on app.plans_decision;
create trigger plans_said_stays before update on app.plans_decision
  for each row execute function app.said_stays('line_id');
drop trigger if exists plans_said_stays on app.plans_suggestion;
create trigger plans_said_stays before update on app.plans_suggestion
  for each row execute function app.said_stays('taken', 'because', 'answered_by_id', 'answered');
drop trigger if exists plans_said_stays on app.plans_replyphoto;
create trigger plans_said_stays before update on app.plans_replyphoto
  for each row execute function app.said_stays('image', 'words', 'gone');
