-- Whatever is written to a plan is kept: each field that changes, by whom, in order. No code can go past it.
drop trigger if exists plans_keeps on app.plans_line;
create trigger plans_keeps after insert or update on app.plans_line
  for each row execute function app.plan_changed('line');
drop trigger if exists plans_keeps on app.plans_outcome;
create trigger plans_keeps after insert or update on app.plans_outcome
  for each row execute function app.plan_changed('outcome');
drop trigger if exists plans_keeps on app.plans_lineneed;
create trigger plans_keeps after insert or update on app.plans_lineneed
  for each row execute function app.plan_changed('need');
drop trigger if exists plans_keeps on app.plans_payment;
create trigger plans_keeps after insert or update on app.plans_payment
  for each row execute function app.plan_changed('payment');
drop trigger if exists plans_keeps on app.plans_section;
create trigger plans_keeps after insert or update on app.plans_section
  for each row execute function app.plan_changed('section');
drop trigger if exists plans_keeps on app.plans_review;
create trigger plans_keeps after insert or update on app.plans_review
  for each row execute function app.plan_changed('review');
drop trigger if exists plans_keeps on app.plans_flag;
create trigger plans_keeps after insert or update on app.plans_flag
  for each row execute function app.plan_changed('flag');
drop trigger if exists plans_keeps on app.plans_leaving;
create trigger plans_keeps after insert or update on app.plans_leaving
  for each row execute function app.plan_changed('leaving');

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
