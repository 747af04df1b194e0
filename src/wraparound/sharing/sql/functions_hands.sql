-- Tells whoever put a question off that the day has come on which it is to be asked again: the learner, where they sign in,
-- else who typed it; once for each question, whenever and however often this runs. How many were told.
create or replace function app.tell_questions_due(day date, at timestamptz) returns bigint language sql volatile
security definer set search_path = app, pg_temp as $$
  with due as (
    select distinct coalesce(l.person_id, q.by_id) as person, l.id, l.public_id from app.sharing_laterquestion q
    join app.learners_learner l on l.id = q.learner_id
    where q."on" <= day and q.settled is null
      and not exists (select from app.sharing_requestanswer a where a.request_id = q.request_id)
      and not exists (select from app.notices_notice n where n.kind = 'question-due'
        and n.person_id = coalesce(l.person_id, q.by_id) and n.address = array[l.public_id::text]
        and n.made >= app.day_begins(q."on"))
  )
  select count(*) filter (where app.tell(person, 'question-due', array[public_id::text], id * 16, null, at)) from due
$$;

revoke all on function app.tell_questions_due(date, timestamptz) from public;
grant execute on function app.tell_questions_due(date, timestamptz) to app_system_upkeep;
