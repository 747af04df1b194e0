"""Plans for the learners of `fill`: as made by SQL, with the log that the database would have kept of them.

Each learner has 2 outcomes, 6 lines with an organisation around them, what each line says in the log field by field,
yes to three lines, an open question, two versions to agree to, and a review.
"""

from __future__ import annotations

from wraparound.core.categories import Category

OUTCOMES, LINES = 2, 6
BIG = ("plans_outcome", "plans_line", "plans_change", "plans_reply")

LINES_MADE = """
create unlogged table made.line as
  select l.n, l.id, l.person, j, made.u(l.n * 10 + j, 41) as line, a.org_id, s.id as lead,
    now() - interval '100 days' + j * interval '1 minute' as at,
    1700000000000000 + j * 1000 as "order"
  from made.learner l cross join generate_series(1, {lines}) j
  join made.around a on a.n = l.n and a.k = 1 + j % 2
  join made.staff s on s.org = a.org and s.place = {people} - 1;
analyze made.line;
"""

ROWS = {
    "outcomes of plans": """
insert into app.plans_outcome (id, category, made, changed, area, words, why, how_we_know, term, state, learner_id,
    made_by_id, changed_by_id)
  select made.u(l.n * 10 + j, 40), {wanted}, now(), now(), (array['employment', 'community'])[j],
    'I want to do this, number ' || j, '', '', '', 'working', l.id, l.person, l.person
  from made.learner l cross join generate_series(1, {outcomes}) j""",
    "lines": """
insert into app.plans_line (id, category, made, changed, kind, title, details, place, starts, ends, sessions, outcomes,
    after, state, because, source, source_words, learner_id, organisation_id, lead_id, made_by_id, changed_by_id)
  select line, {plan}, at, at, (array['support', 'therapy', 'offering'])[1 + j % 3], 'Part ' || j, '', 'Room ' || j,
    current_date - 80 + j * 20, current_date + 40 + j * 20, jsonb_build_array(jsonb_build_array(
      570 + j % 5 * 1440, 690 + j % 5 * 1440)), array[made.u(n * 10 + 1 + j % 2, 40)], '{{}}',
    case when j % 3 = 0 then 'proposed' else 'accepted' end, '', 'person', '', id, org_id, lead, lead, lead
  from made.line order by n, j""",
    "the log of plans": """
insert into app.plans_change (id, category, "of", "row", line, field, value, "order", at, learner_id, by_id)
  select made.u(n * 100 + j * 10 + f.place, 42), {plan}, 'line', line, line, f.field, f.value, "order" + f.place, at,
    id, lead
  from made.line, lateral (values (0, 'title', to_jsonb('Part ' || j)), (1, 'kind', '"support"'),
    (2, 'organisation', to_jsonb(org_id)), (3, 'lead', to_jsonb(lead)), (4, 'place', to_jsonb('Room ' || j)),
    (5, 'starts', to_jsonb(current_date - 80 + j * 20)), (6, 'ends', to_jsonb(current_date + 40 + j * 20)),
    (7, 'state', '"proposed"')) f (place, field, value) order by n, j""",
    "replies": """
insert into app.plans_reply (id, category, at, voice, said_by, answer, words, seen, learner_id, line_id, written_by_id)
  select made.u(n * 10 + j, 43), {plan}, at, 'learner', 'learner', 'yes', '', "order" + 1000, id, line, person
  from made.line where j <= 3""",
    "questions": """
insert into app.plans_comment (id, category, at, words, asks, learner_id, line_id, written_by_id)
  select made.u(n, 44), {plan}, at, 'Who takes me home?', true, id, line, person from made.line where j = 1""",
    "versions": """
insert into app.plans_version (id, category, at, number, upto, reason, words, learner_id, written_by_id)
  select made.u(n * 10 + v, 45), {plan}, at, v, 1700000000000000 + v * 4000, 'agreement', '', id, lead
  from made.line cross join generate_series(1, 2) v where j = 1""",
    "parties": """
insert into app.plans_versionparty (id, category, at, voice, learner_id, version_id, organisation_id, written_by_id)
  select made.u(n * 100 + v * 10 + j, 46), {plan}, at, case when j = 3 then 'learner' else 'organisation' end, id,
    made.u(n * 10 + v, 45), case when j = 3 then null else org_id end, lead
  from made.line cross join generate_series(1, 2) v where j <= 3""",
    "signatures": """
insert into app.plans_signature (id, category, at, voice, said_by, categories, digest, words, learner_id, version_id,
    written_by_id)
  select made.u(n, 47), {plan}, at, 'learner', 'learner', '{{{plan}}}', repeat('0', 64), '', id, made.u(n * 10 + 1, 45),
    person
  from made.line where j = 1""",
    "reviews": """
insert into app.plans_review (id, category, made, changed, kind, "on", state, way, place, took_part, took_part_words,
    notes, because, learner_id, organisation_id, lead_id, made_by_id, changed_by_id)
  select made.u(n, 48), {plan}, at, at, 'annual', current_date + 30, 'planned', '', '', '', '', '', '', id, org_id,
    lead, lead, lead
  from made.line where j = 1""",
}  # fmt: skip


def told() -> dict[str, object]:
    """What the statements above are filled in with, besides what those of `fill` are."""
    return {
        "outcomes": OUTCOMES,
        "lines": LINES,
        "plan": Category.PLAN.number,
        "wanted": Category.OUTCOMES.number,
    }
