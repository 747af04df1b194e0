-- Whatever access follows from, brings it up to date.
drop trigger if exists access_follows on app.learners_learner;
create trigger access_follows after insert or update or delete on app.learners_learner
  for each row execute function app.access_changed('learner');
drop trigger if exists access_follows on app.learners_circlemember;
create trigger access_follows after insert or update or delete on app.learners_circlemember
  for each row execute function app.access_changed('circle');
drop trigger if exists access_follows on app.accounts_membership;
create trigger access_follows after insert or update or delete on app.accounts_membership
  for each row execute function app.access_changed('membership');
drop trigger if exists access_follows on app.sharing_grant;
create trigger access_follows after insert or update or delete on app.sharing_grant
  for each row execute function app.access_changed('grant');
drop trigger if exists access_follows on app.sharing_grantending;
create trigger access_follows after insert or update or delete on app.sharing_grantending
  for each row execute function app.access_changed('ending');

-- Answers and endings are about the learner of what they answer or end.
drop trigger if exists same_learner on app.sharing_grantending;
create trigger same_learner before insert on app.sharing_grantending
  for each row execute function app.same_learner('sharing_grant', 'grant_id');
drop trigger if exists same_learner on app.sharing_requestanswer;
create trigger same_learner before insert on app.sharing_requestanswer
  for each row execute function app.same_learner('sharing_accessrequest', 'request_id');
drop trigger if exists same_learner on app.sharing_concernanswer;
create trigger same_learner before insert on app.sharing_concernanswer
  for each row execute function app.same_learner('sharing_concern', 'concern_id');
