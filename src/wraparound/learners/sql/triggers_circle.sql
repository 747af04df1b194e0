-- A place in a circle is somebody's: they and what it is never change, and it is only ever ended earlier.
drop trigger if exists place_only_ends on app.learners_circlemember;
create trigger place_only_ends before update on app.learners_circlemember
  for each row when (current_user = 'app_user') execute function app.place_only_ends();

drop trigger if exists becomes_once on app.learners_learner;
create trigger becomes_once before update on app.learners_learner
  for each row when (current_user = 'app_user') execute function app.becomes_once();
