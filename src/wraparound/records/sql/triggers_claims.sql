-- A claim, its answer and what is said beside it are about the same learner, and so is the grant of an objection.
drop trigger if exists same_learner on app.records_claim;
create trigger same_learner before insert on app.records_claim
  for each row execute function app.claim_of_the_learner();
drop trigger if exists same_learner on app.records_claimanswer;
create trigger same_learner before insert on app.records_claimanswer
  for each row execute function app.same_learner('records_claim', 'claim_id');
drop trigger if exists same_learner on app.records_claimwords;
create trigger same_learner before insert on app.records_claimwords
  for each row execute function app.same_learner('records_claim', 'claim_id');
drop trigger if exists same_learner on app.records_exportfile;
create trigger same_learner before insert on app.records_exportfile
  for each row execute function app.same_learner('records_export', 'export_id');
