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
