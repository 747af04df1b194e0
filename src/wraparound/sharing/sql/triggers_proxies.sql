-- A proxy gives nothing back to which the learner said no; and is what their kind allows.
drop trigger if exists proxy_limits_no_is_no on app.sharing_grant;
create trigger proxy_limits_no_is_no before insert on app.sharing_grant
  for each row execute function app.no_is_no();
drop trigger if exists proxy_kinds on app.sharing_proxy;
create trigger proxy_kinds before insert on app.sharing_proxy
  for each row execute function app.proxy_kinds();
