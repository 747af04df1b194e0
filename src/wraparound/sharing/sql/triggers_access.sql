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
drop trigger if exists access_follows on app.sharing_freeze;
create trigger access_follows after insert or update or delete on app.sharing_freeze
  for each row execute function app.access_changed('freeze');

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

drop trigger if exists same_learner on app.sharing_proxyending;
create trigger same_learner before insert on app.sharing_proxyending
  for each row execute function app.same_learner('sharing_proxy', 'proxy_id');
drop trigger if exists same_learner on app.sharing_safetyreview;
create trigger same_learner before insert on app.sharing_safetyreview
  for each row execute function app.same_learner('sharing_grant', 'grant_id');
drop trigger if exists same_learner on app.sharing_bestinterestsdecision;
create trigger same_learner before insert on app.sharing_bestinterestsdecision
  for each row execute function app.same_learner('sharing_capacityassessment', 'assessment_id');
drop trigger if exists same_learner on app.sharing_decisionparticipant;
create trigger same_learner before insert on app.sharing_decisionparticipant
  for each row execute function app.same_learner('sharing_bestinterestsdecision', 'decision_id');
drop trigger if exists same_learner on app.sharing_wishanswer;
create trigger same_learner before insert on app.sharing_wishanswer
  for each row execute function app.same_learner('sharing_sharewish', 'wish_id');
drop trigger if exists same_learner on app.sharing_wishsettled;
create trigger same_learner before insert on app.sharing_wishsettled
  for each row execute function app.same_learner('sharing_sharewish', 'wish_id');
drop trigger if exists same_learner on app.sharing_disagreementparty;
create trigger same_learner before insert on app.sharing_disagreementparty
  for each row execute function app.same_learner('sharing_disagreement', 'disagreement_id');
drop trigger if exists same_learner on app.sharing_disagreementstep;
create trigger same_learner before insert on app.sharing_disagreementstep
  for each row execute function app.same_learner('sharing_disagreement', 'disagreement_id');

-- What a proxy says is within their say; a second person is another; what was written stays, but for a few columns.
drop trigger if exists proxy_limits on app.sharing_grant;
create trigger proxy_limits before insert on app.sharing_grant
  for each row execute function app.proxy_limits();
drop trigger if exists second_person on app.sharing_safetyreview;
create trigger second_person before insert on app.sharing_safetyreview
  for each row execute function app.second_person();
drop trigger if exists only_told_from on app.sharing_grant;
create trigger only_told_from before update on app.sharing_grant
  for each row execute function app.only_these_change('told_from');
drop trigger if exists never_later on app.sharing_grant;
create trigger never_later before update on app.sharing_grant
  for each row execute function app.never_later();
drop trigger if exists lifted_by_two on app.sharing_freeze;
create trigger lifted_by_two before update on app.sharing_freeze
  for each row execute function app.lifted_by_two();
drop trigger if exists only_lifting on app.sharing_freeze;
create trigger only_lifting before update on app.sharing_freeze
  for each row execute function app.only_these_change('lift_asked_by_id', 'lift_because', 'lifted_by_id', 'lifted_at');
drop trigger if exists asked_now on app.sharing_accessrequest;
create trigger asked_now before insert on app.sharing_accessrequest
  for each row execute function app.asked_now();
drop trigger if exists answered_or_taken_back on app.sharing_requestanswer;
create trigger answered_or_taken_back before insert on app.sharing_requestanswer
  for each row execute function app.answered_or_taken_back();
drop trigger if exists only_handling on app.sharing_agestep;
create trigger only_handling before update on app.sharing_agestep
  for each row execute function app.only_these_change('handled_at', 'handled_by_id');
drop trigger if exists rests_on_what_is_so on app.sharing_grant;
create trigger rests_on_what_is_so before insert on app.sharing_grant
  for each row when (current_user = 'app_user') execute function app.rests_on_what_is_so();
drop trigger if exists undone_is_over on app.sharing_sharingchange;
create trigger undone_is_over before insert on app.sharing_sharingchange
  for each row execute function app.undone_is_over();
