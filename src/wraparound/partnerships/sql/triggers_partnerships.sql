-- What no policy of a table can say: what of a row may change, which text is the next, and when one is in force.
drop trigger if exists member_keeps on app.partnerships_member;
create trigger member_keeps before insert or update on app.partnerships_member
  for each row execute function app.member_keeps();
drop trigger if exists member_settles on app.partnerships_member;
create trigger member_settles after update on app.partnerships_member
  for each row execute function app.member_settles();
drop trigger if exists policy_counts on app.partnerships_confidentialitypolicy;
create trigger policy_counts before insert on app.partnerships_confidentialitypolicy
  for each row execute function app.policy_counts();
drop trigger if exists composite_counts on app.partnerships_compositepolicy;
create trigger composite_counts before insert on app.partnerships_compositepolicy
  for each row execute function app.composite_counts();
drop trigger if exists signature_counts on app.partnerships_compositesignature;
create trigger signature_counts before insert on app.partnerships_compositesignature
  for each row execute function app.signature_counts();
drop trigger if exists signature_settles on app.partnerships_compositesignature;
create trigger signature_settles after insert on app.partnerships_compositesignature
  for each row execute function app.signature_settles();
