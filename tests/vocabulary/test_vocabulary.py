from __future__ import annotations

import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from tests.directory.people import being, organisation, person
from tests.people import browser, learner
from wraparound.vocabulary import actions, policy, queries, source
from wraparound.vocabulary.kinds import Kind, State
from wraparound.vocabulary.models import Suggestion, Term


def load(*options: str) -> str:
    said = StringIO()
    call_command("load_vocabulary", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def words(db: Any) -> None:
    """The vocabulary: loaded with the tables, in tests/conftest.py."""


@pytest.fixture
def college(db: Any, words: None) -> Any:
    return organisation()


@pytest.mark.django_db(databases=["default", "owner"])
def test_loading_twice_changes_nothing_and_says_so(words: None) -> None:
    assert load() == "The vocabulary is as the file says: nothing changed.\n"


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_word_that_left_the_file_is_kept_as_retired_and_comes_back(words: None, tmp_path: Path) -> None:
    text = source.path().read_text(encoding="utf-8")
    at = text.index('[[term]]\nslug = "first-aider"')
    smaller = tmp_path / "smaller.toml"
    smaller.write_text(text[:at] + text[text.index("[[term]]", at + 8) :], encoding="utf-8")
    assert "1 retired" in load("--file", str(smaller))
    gone = Term.objects.using("owner").get(slug="first-aider")
    assert gone.retired is not None
    load()
    gone.refresh_from_db()
    assert gone.retired is None


def test_the_file_is_read_as_it_stands() -> None:
    text = source.path().read_text(encoding="utf-8")
    said, data = source.read(text), tomllib.loads(text)
    assert len(said.terms) == len(data["term"]) + len(data["outcome"])
    assert all(term.symbol for term in said.terms)
    assert {c.of for c in said.codes} == {"sen2", "lldd"}
    symbols = tomllib.loads(source.SYMBOLS.read_text())
    assert set(symbols["term"]) <= {t.slug for t in said.terms}
    assert set(symbols["group"]) == {g["slug"] for g in data["group"]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('slug = "first-aider"', 'slug = "named-nurse"'),
        ('group = "medication"', 'group = "nowhere"'),
        ("[[area]]", "[[are]]"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(old: str, new: str) -> None:
    with pytest.raises(ValueError):
        source.read(source.path().read_text(encoding="utf-8").replace(old, new))


def test_everybody_reads_words_and_nobody_changes_them(college: Any) -> None:
    for who in (None, person("Nora"), person("Ann", college)):
        with being(who):
            assert queries.term(who, "quiet-space")
            with pytest.raises(ProgrammingError), transaction.atomic():
                Term.objects.update(label="Planted")


def test_words_are_found_by_kind_by_group_and_by_any_of_their_words(college: Any) -> None:
    with being(None):
        assert "hearing-loop" in dict(queries.choices(None, "need"))
        assert "cook-a-meal" not in dict(queries.choices(None, "need"))
        assert "cook-a-meal" in dict(queries.choices(None, "outcome"))
        assert {t.kind for t in queries.terms(None, kind="place")} == {"place"}
        assert [t.slug for t in queries.terms(None, words="FIRST aid box")] == ["first-aid-box"]
        assert queries.terms(None, words="submarine").count() == 0
        assert {t.heading.slug for t in queries.terms(None, group="travel")} == {"travel"}
        assert queries.unknown(None, ["quiet-space", "x"], "need") == ["x"]
        page = queries.term_page(None, "easy-read")
        assert page and {c.code for c in page.codes} >= {"MLD", "SLCN"} and page.beside
        assert queries.term_page(None, "x") is None


@pytest.mark.parametrize(("held", "suggest", "answer"), [
    ([(1, "support-worker")], True, False), ([(1, "system-administrator")], True, True),
    ([(2, "organisation-administrator")], False, False), ([], False, False),
])  # fmt: skip
def test_members_suggest_and_system_administrators_answer(held: Any, suggest: bool, answer: bool) -> None:
    assert policy.may_suggest(1, held).allowed is suggest
    assert policy.may_answer(held).allowed is answer


def suggested(college: Any, by: Any) -> Suggestion:
    return actions.suggest_term(label="Ramp", kind=Kind.PLACE, because="Steps.", organisation=college, by=by)


def test_a_suggestion_is_seen_by_who_made_it_and_by_the_system_administrator_and_by_nobody_else(college: Any) -> None:
    ann, sam, ben = person("Ann", college), person("Sam", college), person("Ben", organisation("Hills"))
    keeper = person("Kay", organisation("Wraparound", "programme-body"), "system-administrator")
    with being(ann):
        made = suggested(college, ann)
    for who, sees in ((ann, True), (keeper, True), (sam, False), (ben, False)):
        with being(who):
            assert queries.suggestions(who).exists() is sees
            assert Suggestion.objects.exists() is sees  # what the database itself lets through
    with being(ben), pytest.raises(actions.Refused):
        suggested(college, ben)
    with being(ann), pytest.raises(actions.Refused):
        actions.answer_suggestion(suggestion=made.pk, state=State.TAKEN, answer="Yes", by=ann)
    with being(ann):
        assert Suggestion.objects.update(label="x") == 0
    with being(keeper):
        actions.answer_suggestion(suggestion=made.pk, state=State.TAKEN, answer="Yes", by=keeper)
        with pytest.raises(actions.Refused):
            actions.answer_suggestion(suggestion=made.pk, state=State.DECLINED, answer="No", by=keeper)
    with being(None):
        assert not queries.suggestions(None).exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            list(Suggestion.objects.all())
    with being(ann), connection.cursor() as cursor:
        cursor.execute("select count(*) from app.core_auditevent where what = 'word suggested'")
        assert cursor.fetchone() == (1,)


def at(name: str, *args: Any) -> str:
    return reverse(f"vocabulary:{name}", args=args)


def test_a_visitor_reads_searches_and_takes_away_the_words(college: Any) -> None:
    client = browser()
    assert "Captions" in client.get(at("home"), {"q": "captions"}).content.decode()
    assert client.get(at("groups")).status_code == 200
    assert "MLD" in client.get(at("term", "easy-read")).content.decode()
    assert client.get(at("term", "x")).status_code == 404
    assert b"hearing" in client.get(at("home"), {"export": "csv", "q": "hearing"}).content
    assert client.get(at("suggest")).status_code == 302


def test_a_member_suggests_and_a_system_administrator_answers_on_the_pages(college: Any) -> None:
    ann, nora = person("Ann", college), person("Nora")
    learner("Nora", person=nora)
    keeper = person("Kay", organisation("Wraparound", "programme-body"), "system-administrator")
    assert browser(nora).get(at("suggest")).status_code == 403
    said = {"label": "Ramp", "kind": "place", "because": "Steps.", "organisation": str(college.public_id)}
    assert browser(ann).post(at("suggest"), said)["Location"] == at("suggestions")
    with being(ann):
        made = queries.suggestions(ann).get()
    url = at("suggestion", made.pk)
    assert browser(nora).get(url).status_code == 404
    assert "What do you decide" not in browser(ann).get(url).content.decode()
    assert browser(keeper).post(url, {"state": "declined", "answer": "It is “step-free”."}).status_code == 302
    assert "It is “step-free”." in browser(ann).get(url).content.decode()
