"""The record of processing is written by the code: a field that is added stands in it, else it is refused."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import ClassVar

import pytest
from django.apps import apps
from django.db import models

from tests.people import browser, member, organisation
from wraparound.accounts.roles import MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.protection import EDIT, Command, Protection, Rule, about_a_learner
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Privacy, Words, personal, public
from wraparound.records import assessment
from wraparound.records.processing import NotSaid, lines, register, table_of
from wraparound.records.schedule import schedule


class Latecomer(models.Model):
    """What somebody added. And more about it."""

    protection: ClassVar[Protection] = about_a_learner(Category.HEALTH)
    privacy: ClassVar[Words] = {**public("id"), **personal("shoe_size")}
    shoe_size = models.IntegerField()

    class Meta:
        app_label = "planted"
        managed = True


def planted(**more: object) -> SimpleNamespace:
    """An app with the newcomer."""
    told = {
        "name": "wraparound.planted",
        "label": "planted",
        "purpose": "To try",
        "get_models": lambda **_: [Latecomer],
    }
    return SimpleNamespace(**{**told, **more})


def test_a_field_that_is_added_stands_in_the_record_with_who_may_what_and_how_long() -> None:
    (subject,) = register([planted()])
    (table,) = subject.tables
    assert table.means == "What somebody added."
    assert table.fields == {Privacy.PUBLIC: ("id",), Privacy.PERSONAL: ("shoe_size",)}
    assert table.may[Command.SELECT] == ("whom that part of the learner is open to",)
    assert table.category is Category.HEALTH and "My health" in table.kept
    assert [line[4] for line in lines([subject])] == ["id", "shoe_size"]


def test_a_field_without_a_word_a_table_without_a_rule_and_an_app_without_a_purpose_are_refused() -> None:
    class Wordless(models.Model):
        protection = Protection()
        privacy = public("id")
        secret_wish = models.TextField()

        class Meta:
            app_label = "planted"

    class Ruleless(models.Model):
        privacy = public("id")

        class Meta:
            app_label = "planted"

    with pytest.raises(NotSaid, match="secret_wish"):
        table_of(Wordless)
    with pytest.raises(NotSaid, match="Ruleless"):
        table_of(Ruleless)
    with pytest.raises(NotSaid, match="what its data is for"):
        register([planted(purpose="")])


def test_rules_are_told_in_words() -> None:
    class Mine(models.Model):
        protection = Protection((Rule(Role.PERSON, EDIT, "person = (select app.me())"), Rule(Role.VISITOR, EDIT)))
        privacy = public("id")

        class Meta:
            app_label = "planted"

    table = table_of(Mine)
    assert table.may[Command.UPDATE] == ("the person whose it is, or who wrote it", "everybody, signed in or not")
    assert "app_user select: person = (select app.me())" in table.rules


def test_every_app_and_every_table_of_ours_stands_in_the_record() -> None:
    subjects = register(apps.get_app_configs())
    ours = [c.label for c in apps.get_app_configs() if c.name.startswith("wraparound.")]
    assert [one.name for one in subjects] == ours
    tables = {table.name for one in subjects for table in one.tables}
    wanted = {m._meta.label for m in apps.get_models() if m.__module__.startswith("wraparound.") and m._meta.managed}
    assert tables >= wanted - {"planted.Latecomer"}
    written = {(line[2], line[4]) for line in lines(subjects)}
    fields = {(t.name, n) for one in subjects for t in one.tables for names in t.fields.values() for n in names}
    assert written == fields and len(written) > 400


@pytest.mark.django_db
def test_administrators_read_it_and_take_it_away_others_do_not() -> None:
    north = organisation()
    admin = browser(member(north, "Admin", MemberRole.ORGANISATION_ADMIN))
    page = admin.get("/records/processing/").content.decode()
    assert "records.Erasure" in page and "passport.Entry" in page
    rows = list(csv.reader(io.StringIO(admin.get("/records/processing/?export=csv").content.decode("utf-8-sig"))))
    assert len(rows) > 400 and {len(row) for row in rows} == {11}
    assert "# Data protection impact" in admin.get("/records/processing/?export=assessment").content.decode()
    assert browser(member(north, "Worker")).get("/records/processing/").status_code == 404


def test_the_assessment_is_filled_with_what_is_known_and_leaves_blanks_where_somebody_judges() -> None:
    text = assessment.text(register(apps.get_app_configs()), schedule(), clock.today())
    assert text.count("To be written") >= 8
    assert all(str(c.label) in text for c in Category)
    assert "6 years" in text and "| passport |" in text
