"""Loading the demo: once, again, after an interruption, and in the words that the actions would write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.databases import DEMO_LEARNERS as LEARNERS
from wraparound.core.categories import Category
from wraparound.core.database.scope import Role, acting, as_person, as_system
from wraparound.demo import load, made, size, writing
from wraparound.demo.area import area
from wraparound.demo.lives import LEAVERS, life
from wraparound.demo.told import cast, told
from wraparound.learners import queries as learners
from wraparound.plans import queries as plans

pytestmark = pytest.mark.django_db
SPOKEN = ("Entry", "EntryVersion", "NeedOfLearner", "OutcomeOfLearner", "Availability", "Wish")


def written() -> dict[str, int]:
    """How many rows were written in this transaction, by table."""
    with connection.cursor() as cursor:
        cursor.execute("select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


def test_a_second_load_says_that_all_is_there_and_writes_nothing(demo: list[str]) -> None:
    before, said = written(), []
    load.load(said.append)
    assert said == ["The made-up people are there, as you left them."]
    assert written() == before
    assert len(made.keys("learner")) == LEARNERS


def test_a_load_that_forgot_that_it_was_done_makes_nothing_twice(demo: list[str]) -> None:
    with acting(made.INSTALLATION):
        made.Made.objects.filter(reference="all").update(reference="forgotten")
    before = written()
    load.load(lambda _: None)
    assert made.key_of("all") is not None
    after = written()
    assert {t for t in after if after[t] != before[t]} == {"demo_made"}  # each part was noted by itself


def test_many_rows_at_once_are_the_rows_of_the_actions(demo: list[str]) -> None:
    here = area(LEARNERS)
    world = writing.World(made.organisations(), made.people())
    rows = {}
    for by_actions in (True, False):
        one = life(here, 9)
        one = replace(
            one, ref=f"again-{by_actions}", shares=(), family=(), family_says={}, lead_says={}, aside=("my-week",)
        )
        one = replace(one, says={s: w for s, w in one.says.items() if s != "my-week"}, signs_in=False)
        writing.write(one, world, lambda _learner: None, by_actions=by_actions)
        rows[by_actions] = _spoken(made.keys("learner")[one.ref], world.people[one.lead])
    assert rows[True] == rows[False]
    assert all(rows[True].values())


def _spoken(learner: int, lead: Any) -> dict[str, list[dict[str, Any]]]:
    """What stands in the passport of a learner, but for keys and moments."""
    apart = {"id", "learner_id", "entry_id", "at"}
    found = {}
    with acting(as_person(lead.pk)):
        for name in SPOKEN:
            rows = apps.get_model("passport", name)._default_manager.filter(learner_id=learner).values()
            found[name] = sorted(({k: v for k, v in row.items() if k not in apart} for row in rows), key=str)
    return found


def test_the_cast_are_all_there_and_each_has_what_their_sentence_promises(demo: list[str]) -> None:
    people = {c.key: made.person(f"cast:{c.key}") for c in cast()}
    assert None not in people.values()
    seen = {}
    for key, person in people.items():
        with acting(as_person(person.pk)):
            seen[key] = learners.my_learners(person).count()
    assert seen == {
        "learner": 1, "mother": 1, "lead": 10, "head": seen["head"], "support": 5, "commissioner": 8,
        "facilitator": 0, "employer": 2, "administrator": 0, "keeper": 0,
    }  # fmt: skip
    assert seen["head"] >= 4


def test_the_mother_does_not_see_the_category_that_her_daughter_keeps_to_herself(demo: list[str]) -> None:
    from wraparound.sharing import queries as sharing

    mother = made.person("cast:mother")
    with acting(as_person(mother.pk)):
        (niamh,) = learners.my_learners(mother)
        open_now = sharing.open_categories(mother, niamh)
    assert open_now == set(Category) - {Category.OUTCOMES, Category.FINANCE}


def test_one_answer_waits_for_the_learner_and_who_decides_or_employs_speaks_for_nobody(demo: list[str]) -> None:
    from wraparound.passport import queries as passport

    niamh = made.person("cast:learner")
    with acting(as_person(niamh.pk)):
        me = learners.me_as_learner(niamh)
        assert [s.topic.slug for s in passport.steps(niamh, me) if s.to_choose] == ["my-week"]
    for key in ("commissioner", "employer"):
        person = made.person(f"cast:{key}")
        with acting(as_person(person.pk)):
            parts = {part for one in learners.my_learners(person) for part in learners.my_parts(person, one)}
        assert parts == {"works-with"}


def test_everything_the_area_can_offer_has_words() -> None:
    import yaml

    from areas.facts import DATA

    stated = yaml.safe_load((DATA.parent / "made_up.yaml").read_text())
    said = told("offers")
    wanted = set(stated["services"]) | {f"work-{kind}" for kind in stated["employers"]["kinds"]}
    assert wanted <= set(said["services"])
    for remedy in stated["remedies"]:
        assert sum(remedy.startswith(kind) for kind in said["remedies"]) == 1, remedy
    assert {f for funders in stated["paid_by"].values() for f in funders} <= set(said["funders"])


@pytest.mark.parametrize("said", ["4", "many", "", "1001"])
def test_a_size_that_makes_no_sense_is_refused_in_words(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(size.SIZE, said)
    with pytest.raises(size.WrongSize, match="from 5 to 1000"):
        size.size()


def test_what_is_open_in_the_demo_is_what_is_due(demo: list[str]) -> None:
    with acting(as_system(Role.UPKEEP)), connection.cursor() as cursor:
        cursor.execute("select missing, extra from app.access_errors()")
        assert cursor.fetchone() == (0, 0)
        cursor.execute("select count(*) from app.broken_chains()")
        assert cursor.fetchone() == (0,)


def test_niamhs_plan_is_as_it_is_told_and_is_not_settled(demo: list[str]) -> None:
    niamh, lead = made.person("cast:learner"), made.person("cast:lead")
    with acting(as_person(niamh.pk)):
        about = learners.me_as_learner(niamh)
        page = plans.plan_page(niamh, about)
        assert len(page.lines) == len(told("plan")["lines"])
        assert any(v.is_agreed for v in page.live) and any(v.troubles for v in page.live)
        assert plans.versions(niamh, about).first().signatures.count() == 1  # the others have not yet
    with acting(as_person(lead.pk)):
        assert len(plans.two_years_ahead(lead)) == LEAVERS


def test_every_learner_has_a_plan(demo: list[str]) -> None:
    people, keys = made.people(), made.keys("learner")
    for n, drawn in enumerate(area(LEARNERS).problem.learners):
        with acting(as_person(people[life(area(LEARNERS), n).lead].pk)):
            rows = apps.get_model("plans", "Line")._default_manager.filter(learner_id=keys[drawn.id])
            assert rows.exists(), drawn.id
