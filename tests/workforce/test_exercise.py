from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests import people
from wraparound.accounts.roles import MemberRole
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.workforce import actions, policy, queries
from wraparound.workforce.policy import Progress
from wraparound.workforce.stories import Story, Verdict, stories

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.core.database.launcher import Server

LONGEST_SENTENCE = 25  # words; the stories are for everybody who works with learners
SENTENCE = re.compile(r"[^.?!]+[.?!]")


def faults(of: tuple[Story, ...]) -> list[str]:
    """What is wrong with stories."""
    found = [] if len({one.slug for one in of}) == len(of) == 6 else ["there are six, each with its own name"]
    for one in of:
        verdicts = [choice.verdict for choice in one.choices]
        if not 3 <= len({choice.slug for choice in one.choices}) == len(one.choices) <= 4:
            found.append(f"{one.slug}: three or four choices, each with its own name")
        if verdicts.count(Verdict.BEST) != 1 or Verdict.NO not in verdicts:
            found.append(f"{one.slug}: one choice fits, and one does not")
        if not one.question.endswith("?") or not one.discuss.endswith("?"):
            found.append(f"{one.slug}: asks something")
        long = [s for said in one.texts() for s in SENTENCE.findall(said) if len(s.split()) > LONGEST_SENTENCE]
        found += [f"{one.slug}: too long: {sentence.strip()}" for sentence in long]
    return found


def test_the_stories_are_six_with_one_choice_that_fits_in_short_sentences() -> None:
    assert faults(stories()) == []
    first, *more = stories()
    wrong = Story(first.slug, "", (" ".join(["word"] * 26) + ".",), "What", first.choices[:1], "Why?")
    assert len(faults((wrong, *more[:4]))) == 5


def test_how_far_somebody_is() -> None:
    three = ["a", "b", "c"]
    assert policy.progress({}, three) == Progress(0, 0, 3, "a")
    assert policy.progress({"a": 1, "c": 1}, three) == Progress(1, 2, 3, "b")
    over = policy.progress({"a": 1, "b": 1, "c": 1}, three)
    assert over == Progress(1, 3, 3, None) and over.is_over
    again = policy.progress({"a": 2, "b": 1, "c": 1}, three)
    assert again == Progress(2, 1, 3, "b") and not again.is_over
    assert policy.may_answer(over, 1, 2) and policy.may_answer(again, 1, 2)
    assert not policy.may_answer(again, 2, 3) and not policy.may_answer(over, 1, 1)


pytest_db = pytest.mark.django_db


def does(who: Person, action: Any, **told: Any) -> Any:
    with acting(as_person(who.pk)):
        return action(**told, by=who)


def asks(who: Person, query: Any, *told: Any) -> Any:
    with acting(as_person(who.pk)):
        return query(who, *told)


def chooses(who: Person, at: Organisation, *, story: Story | None = None, choice: int = 0, number: int = 1) -> None:
    one = story or stories()[0]
    told = {"story": one, "choice": one.choices[choice].slug, "number": number, "organisation": at}
    does(who, actions.answer_story, **told)


def counts_told(north: Organisation, who: list[Person]) -> list[dict[str, int]]:
    """What a colleague is told after each of these has answered the first story."""
    found = []
    for n, one in enumerate(who):
        chooses(one, north, choice=n % 2)
        found.append(asks(who[0], queries.colleagues_chose, stories()[0], north.pk))
    return found


@pytest_db
def test_colleagues_are_counted_five_at_a_time_and_nobody_else_counts_them() -> None:
    north = people.organisation("North")
    who = [people.member(north, f"Person {n}") for n in range(7)]
    one, other = (choice.slug for choice in stories()[0].choices[:2])
    told = counts_told(north, who)
    assert told[:4] == [{}] * 4 and told[4:] == [{one: 3, other: 2}] * 3
    stranger = people.member(people.organisation("South"), "Stranger")
    assert asks(stranger, queries.colleagues_chose, stories()[0], north.pk) == {}
    for story in stories()[1:]:
        chooses(who[0], north, story=story)
    chooses(who[0], north, choice=3, number=2)  # taken again: what was said first stays counted
    assert asks(who[1], queries.colleagues_chose, stories()[0], north.pk) == {one: 3, other: 2}


@pytest_db
def test_administrators_learn_how_many_have_done_it_and_nobody_else_does() -> None:
    north = people.organisation("North")
    admin, worker = people.member(north, "Admin", MemberRole.ORGANISATION_ADMIN), people.member(north, "Worker")
    for story in stories():
        chooses(worker, north, story=story)
    chooses(admin, north)
    assert asks(admin, queries.finished, north) == queries.Finished(1, 2)
    assert asks(worker, queries.finished, north) is None
    with acting(as_person(worker.pk)), connection.cursor() as cursor:
        cursor.execute("select * from app.exercise_finished(%s, %s)", [north.pk, [s.slug for s in stories()]])
        assert cursor.fetchone() == (0, 0)


@pytest_db
def test_a_story_is_answered_once_in_a_round_and_only_where_one_works() -> None:
    north, south = people.organisation("North"), people.organisation("South")
    worker = people.member(north, "Worker")
    chooses(worker, north)
    with pytest.raises(NotAllowed, match="already"):
        chooses(worker, north)
    with pytest.raises(NotAllowed, match="other stories first"):
        chooses(worker, north, number=2)
    with pytest.raises(NotAllowed, match="do not work"):
        chooses(worker, south, story=stories()[1])
    with pytest.raises(ValueError, match="no choice"):
        does(worker, actions.answer_story, story=stories()[1], choice="x", number=1, organisation=north)


@pytest_db
def test_the_pages_lead_from_the_first_story_to_the_result_and_again() -> None:
    north = people.organisation("North")
    client = people.browser(people.member(north, "Worker"))
    home = reverse("workforce:exercise")
    assert "0 of 6" in client.get(home).content.decode()
    for n, story in enumerate(stories(), start=1):
        here = reverse("workforce:story", args=[story.slug])
        asked = client.get(here).content.decode()
        assert f"Story {n} of 6" in asked and "wr-note" not in asked
        assert "Choose what you would do." in client.post(here, {"do": "answer", "number": 1}).content.decode()
        best = next(choice.slug for choice in story.choices if choice.verdict is Verdict.BEST)
        seen = client.post(here, {"do": "answer", "choice": best, "number": 1}, follow=True).content.decode()
        assert "This is what you chose." in seen and f"{n} of 6" in seen
    assert "In 6 of 6 stories" in client.get(home).content.decode()
    first = reverse("workforce:story", args=[stories()[0].slug])
    assert "This is what you chose." in client.get(first).content.decode()
    assert "This is what I would do" in client.get(f"{first}?again=1").content.decode()
    client.post(first, {"do": "answer", "choice": stories()[0].choices[0].slug, "number": 2})
    assert "1 of 6" in client.get(home).content.decode()
    nobody = people.browser(people.person("Mother"))
    assert nobody.get(home).status_code == 403 == nobody.post(first, {"do": "remark", "words": "x"}).status_code


@pytest_db
def test_remarks_are_for_colleagues_and_can_be_taken_back_by_who_made_them() -> None:
    north = people.organisation("North")
    ann, ben = people.member(north, "Ann"), people.member(north, "Ben")
    dan = people.member(people.organisation("South"), "Dan")
    here = reverse("workforce:story", args=[stories()[0].slug])
    for who in (ann, ben, dan):
        chooses(who, queries_place(who))
    client = people.browser(ann)
    assert (
        "Your colleagues can read it."
        in client.post(here, {"do": "remark", "words": "Ask first"}, follow=True).content.decode()
    )
    (said,) = asks(ben, queries.remarks, stories()[0])
    assert (said.name, said.words, said.is_mine) == ("Ann", "Ask first", False)
    assert asks(dan, queries.remarks, stories()[0]) == []
    take = {"do": "take-back", "remark": said.id}
    assert people.browser(ben).post(here, take).status_code == 404
    client.post(here, take)
    assert asks(ben, queries.remarks, stories()[0]) == []


def queries_place(who: Person) -> Organisation:
    (place,) = asks(who, queries.my_organisations)
    return place  # type: ignore[no-any-return]


def gets(who: Person, sql: str, *told: Any) -> bool:
    """Whether a statement of somebody changes or finds a row; it is undone."""
    try:
        with acting(as_person(who.pk)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, told)
            done = cursor.rowcount > 0
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return done


ANSWER = (
    "insert into app.workforce_exerciseanswer (id, person_id, organisation_id, story, choice, round, at)"
    " values (gen_random_uuid(), %s, %s, 'x', 'y', 1, now())"
)
REMARK = (
    "insert into app.workforce_exerciseremark (id, person_id, organisation_id, story, words, at)"
    " values (gen_random_uuid(), %s, %s, 'x', 'y', now())"
)


@pytest_db
def test_the_database_refuses_what_the_pages_refuse() -> None:
    north, south = people.organisation("North"), people.organisation("South")
    ann, ben, dan = people.member(north, "Ann"), people.member(north, "Ben"), people.member(south, "Dan")
    chooses(ann, north)
    does(ann, actions.say_remark, story=stories()[0], words="Ask first", organisation=north)
    tried = {
        "reads a colleague's answer": gets(ben, "select from app.workforce_exerciseanswer"),
        "answers for a colleague": gets(ben, ANSWER, ann.pk, north.pk),
        "answers for another organisation": gets(dan, ANSWER, dan.pk, north.pk),
        "changes an answer": gets(ann, "update app.workforce_exerciseanswer set choice = 'x'"),
        "reads another organisation's remarks": gets(dan, "select from app.workforce_exerciseremark"),
        "speaks for a colleague": gets(ben, REMARK, ann.pk, north.pk),
        "speaks to another organisation": gets(dan, REMARK, dan.pk, north.pk),
        "changes a colleague's remark": gets(ben, "update app.workforce_exerciseremark set taken_back = now()"),
        "changes what was said": gets(ann, "update app.workforce_exerciseremark set words = 'x'"),
        "deletes": gets(ann, "delete from app.workforce_exerciseremark"),
    }
    assert [name for name, works in tried.items() if works] == []
    assert gets(ann, ANSWER, ann.pk, north.pk) and gets(ben, "select from app.workforce_exerciseremark")


FUNCTIONS = Path(apps.get_app_config("workforce").path, "sql", "functions_workforce.sql").read_text()
PLANTED = {
    "few are counted": ("where place <= altogether / 5 * 5", "where altogether > 1"),
    "one more is seen": ("where place <= altogether / 5 * 5", "where altogether >= 5"),
}


@pytest_db
@pytest.mark.parametrize("fault", PLANTED)
def test_counts_that_tell_too_much_are_found(fault: str, server: Server) -> None:
    right, wrong = PLANTED[fault]
    assert right in FUNCTIONS
    with psycopg.connect(**server.connection("site"), autocommit=True) as superuser:
        superuser.execute("set role app_functions")
        try:
            superuser.execute(FUNCTIONS.replace(right, wrong))
            with pytest.raises(AssertionError):
                test_colleagues_are_counted_five_at_a_time_and_nobody_else_counts_them()
        finally:
            superuser.execute(FUNCTIONS)
