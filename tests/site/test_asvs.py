"""docs/asvs.md: every number is there, what it leans on exists; and small things that no other test shows."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.adapter import get_adapter
from django import forms
from django.apps import apps
from django.contrib.auth.password_validation import CommonPasswordValidator, get_default_password_validators
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.urls import include, path
from lxml import etree
from openpyxl import Workbook, load_workbook

from tests import databases, matrix, people, walk
from tools import advisories, rules
from wraparound.accounts import allauth_forms
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import forms as core_forms
from wraparound.core.database.scope import acting
from wraparound.core.fields import base as fields
from wraparound.core.pages import public

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.test import Client

    from wraparound.core.database.launcher import Server

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/asvs.md").read_text()
LEVEL_1 = """
1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 6.1.1 6.2.1-8
6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1 12.2.1-2 13.4.1 14.2.1
14.3.1 15.1.1 15.2.1 15.3.1"""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([\w ]+) \| (.*?) \| (.*?) ?\|$", re.MULTILINE)


def numbers() -> list[str]:
    found = []
    for said in LEVEL_1.split():
        first, _, last = said.partition("-")
        section, _, begins = first.rpartition(".")
        found += [f"{section}.{n}" for n in range(int(begins), int(last or begins) + 1)]
    return found


def faults(page: str) -> list[str]:
    """What is wrong with the table."""
    rows = ROW.findall(page)
    first = ROW.findall(page.partition("## Level 2")[0])
    found = [] if [n for n, *_ in first] == numbers() else ["the numbers are not those of level 1"]
    more = [n for n, *_ in rows[len(first) :]]
    if more != sorted(set(more) - set(numbers()), key=lambda n: [int(part) for part in n.split(".")]):
        found.append("the numbers of level 2 are not in their order, or are of level 1")
    for number, state, words, shown in rows:
        if state not in {"met", "written", "not for us", "OPEN"} or not words:
            found.append(f"{number}: {state}")
        if shown and not exists(shown.strip("`")):
            found.append(f"{number}: {shown} is not there")
        if not shown.startswith({"met": "`tests/", "written": "`docs/"}.get(state, "")):
            found.append(f"{number}: {shown} does not show it")
    return found


def exists(where: str) -> bool:
    """A test, or a heading of a document."""
    file, _, name = where.partition("::" if "::" in where else "#")
    if not (ROOT / file).is_file():
        return False
    text = (ROOT / file).read_text()
    if "::" in where:
        return f"def {name}(" in text
    return name in {
        re.sub(r"[^\w-]", "", head.lower().replace(" ", "-")) for head in re.findall(r"^#+ (.*)$", text, re.M)
    }


def test_all_seventy_are_there_and_what_shows_them_exists() -> None:
    assert len(numbers()) == 70
    assert faults(PAGE) == []
    assert faults(PAGE.replace("| 1.2.1 |", "| 1.2.9 |")) == ["the numbers are not those of level 1"]
    assert len(faults(PAGE.replace("::test_a_link_works_once", "::test_forgotten"))) == 1
    assert len(faults(PAGE.replace("#updates", "#forgotten"))) == 1


# ----------------------------------------------------------------------------------- of the code, for all of it at once

SHELL = r"\bshell\s*=|\bos\.(?:system|popen|spawn\w+)\(|create_subprocess_shell|getoutput\("
RUN = r"(?<![\w.])(?:eval|exec|compile)\(|^\s*(?:import|from) (?:pickle|marshal|shelve)\b"
WEAK = r"\b(?:md5|sha1)\s*\(|[\"'](?:md5|sha1)[\"']"
SCRIPT_RUN = r"\beval\(|new Function|set(?:Timeout|Interval)\(\s*[\"'`]"
SCRIPT_MAKES = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser"


def in_(text: str, what: str) -> list[str]:
    return re.findall(what, text, re.MULTILINE)


def of_the_site(ending: str = "py") -> str:
    return "\n".join(path.read_text() for path in sorted((ROOT / "src/wraparound").rglob(f"*.{ending}")))


def script() -> str:
    return "\n".join(path.read_text() for path in (ROOT / "frontend/js").glob("*.js"))


def test_no_program_is_started_by_a_shell() -> None:
    assert in_(of_the_site(), SHELL) == []
    assert len(in_("subprocess.run(x, shell=True); os.system(x)", SHELL)) == 2


def test_no_text_is_run_as_code() -> None:
    assert in_(of_the_site(), RUN) == in_(script(), SCRIPT_RUN) == []
    assert len(in_("import pickle\neval(x)\nre.compile(x)", RUN)) == 2
    assert len(in_("setTimeout('x', 1); eval(x)", SCRIPT_RUN)) == 2


def test_our_script_makes_no_page_from_text() -> None:
    assert in_(script(), SCRIPT_MAKES) == []
    assert in_("note.innerHTML = typed", SCRIPT_MAKES) == ["innerHTML"]


def test_no_weak_digest_is_used() -> None:
    assert in_(of_the_site(), WEAK) == in_(of_the_site("sql"), WEAK) == []
    assert len(in_("hashlib.md5(x); hmac.new(k, x, 'sha1'); select md5 (x)", WEAK)) == 3


def test_what_a_workbook_names_elsewhere_is_never_read(tmp_path: Path) -> None:
    secret, good, bad = tmp_path / "secret", io.BytesIO(), io.BytesIO()
    secret.write_text("a secret of the machine")
    book = Workbook()
    book.active.append(["TEXT"])
    book.save(good)
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
    baits = []
    with zipfile.ZipFile(good) as told, zipfile.ZipFile(bad, "w") as spoilt:
        for name in told.namelist():
            text = told.read(name)
            if b"TEXT" in text:
                head, sign, rest = text.rpartition(b"?>")
                text = head + sign + entity + rest.replace(b"TEXT", b"&e;")
                baits.append(text)
            spoilt.writestr(name, text)
    assert "secret of the machine" in said(baits[0], etree.XMLParser(resolve_entities=True))  # a careless reader does
    try:
        read = str([row for sheet in load_workbook(bad) for row in sheet.iter_rows(values_only=True)])
    except Exception as refused:
        read = str(refused)
    assert "secret of the machine" not in read


def said(text: bytes, parser: Any) -> str:
    return "".join(etree.fromstring(text, parser).itertext())


# ------------------------------------------------------------------------------------------------------ of pages


@pytest.mark.django_db
def test_pages_say_what_they_are_and_no_other_site_may_read_them() -> None:
    client = people.browser(people.member(people.organisation()))
    for address, kind in (("/", "text/html; charset=utf-8"), ("/local-offer/?export=csv", "text/csv; charset=utf-8")):
        answer: Any = client.get(address, HTTP_ORIGIN="https://evil.example")
        assert answer.headers["Content-Type"].lower() == kind
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


# ------------------------------------------------------------------------------------------------------ of passwords


def test_a_new_password_may_be_of_any_signs_but_not_short_or_common() -> None:
    adapter = get_adapter()
    for good in ("three good words", "ŵŷ ẃ £€ ‽ ☂☂☂", "7" * 9 + "3", "x" * 100 + "y"):
        assert adapter.clean_password(good) == good
    for bad in ("short one", "1234567890", "qwertyuiop"):
        with pytest.raises(ValidationError):
            adapter.clean_password(bad)


@pytest.mark.django_db
def test_a_password_is_changed_with_the_one_before_and_as_it_was_typed() -> None:
    who = people.member(people.organisation())
    with acting(people.SIGN_IN):
        who.set_password(" Three good words ")
        who.save()
    client, new = people.browser(who), "  other GOOD words "
    for before, is_right in (("three good words", False), (" Three good words ", True)):
        client.post("/account/password/change/", {"oldpassword": before, "password1": new, "password2": new})
        with acting(people.SIGN_IN):
            now = type(who).objects.select_related("own").get(pk=who.pk)
        assert now.check_password(new) is is_right
    assert not now.check_password(new.strip())


def test_password_fields_are_masked_and_may_be_filled_in() -> None:
    known = {
        name: field
        for form in (
            allauth_forms.SignIn,
            allauth_forms.ChangePassword,
            allauth_forms.SetPassword,
            allauth_forms.PasswordByLink,
        )
        for name, field in form.base_fields.items()
        if "password" in name
    }
    assert len(known) == 4
    for field in known.values():
        assert field.widget.input_type == "password"
        assert field.widget.attrs.get("autocomplete", "") != "off"
        assert field.max_length is None
        assert not field.strip
    assert "paste" not in script()


def test_the_most_common_passwords_that_are_long_enough_are_refused() -> None:
    (common,) = (one for one in get_default_password_validators() if isinstance(one, CommonPasswordValidator))
    assert len([word for word in common.passwords if len(word) >= 10]) > 10_000
    assert common.passwords > {word for word in CommonPasswordValidator().passwords if len(word) >= 10}
    for word in ("qwertyuiop", "Password123", "usuckballz1"):
        with pytest.raises(ValidationError):
            get_adapter().clean_password(word)


# ------------------------------------------------------------------------------------------------------ of sessions


@pytest.mark.django_db
def test_whoever_signs_in_gets_a_new_long_key() -> None:
    who = people.member(people.organisation())
    client = people.browser()
    client.post("/language/", {"language": "cy", "next": "/"})
    before = client.cookies["session"].value
    with acting(people.SIGN_IN):
        who.set_password("three good words")
        who.save()
    client.post("/account/login/", {"login": who.email, "password": "three good words"})
    after = client.cookies["session"].value
    assert after != before
    assert re.fullmatch("[a-z0-9]{32}", after)
    again = people.browser()
    again.cookies["session"] = before
    assert again.get("/account/me/").status_code == 302


@pytest.mark.django_db
def test_whoever_shows_once_more_who_they_are_gets_a_new_key_and_the_old_one_opens_nothing() -> None:
    who = people.member(people.organisation())
    with acting(people.SIGN_IN):
        who.set_password("three good words")
        who.save()
    client = people.browser(who)
    before = client.cookies["session"].value
    client.post("/account/reauthenticate/", {"password": "not this one"})
    assert client.cookies["session"].value == before
    client.post("/account/reauthenticate/", {"password": "three good words"})
    assert client.cookies["session"].value != before
    assert client.get("/account/me/").status_code == 200
    old = people.browser()
    old.cookies["session"] = before
    assert old.get("/account/me/").status_code == 302


# ------------------------------------------------------------------------------------- of pages that are only asked for

NOTED = {"core_auditevent", "core_chainhead", "core_auditdetail"}  # who looked
CHANGED = (
    "select relname::text, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables where schemaname = 'app'"
)


def changes(paths: Iterable[str], client: Client) -> dict[str, set[str]]:
    """The tables that each page changed when it was only asked for, but for the notes of who looked."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(CHANGED)
        before = dict(cursor.fetchall())
        for path in paths:
            client.get(path)
            cursor.execute(CHANGED)
            now = dict(cursor.fetchall())
            if wrote := {name for name, many in now.items() if many != before.get(name, 0)} - NOTED:
                found[path] = wrote
            before = now
    return found


@public(reason="a test")
def writes(request: HttpRequest) -> HttpResponse:
    """The planted fault: whoever asks for it changes something."""
    with acting(people.SIGN_IN):
        people.person("Somebody")
    return HttpResponse()


urlpatterns = [path("planted/", writes), path("", include("wraparound.site.urls"))]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_no_page_changes_anything_when_it_is_only_asked_for() -> None:
    world = matrix.make_world()
    client = people.browser(world.actors["lead"])
    client.raise_request_exception = False
    here = [at for address, at in walk.paths(world) if address.is_ours and not address.name.startswith("demo:")]
    assert len(here) > 100
    assert changes(here, client) == {}
    assert changes(["/planted/"], client) == {"/planted/": {"accounts_person"}}


# --------------------------------------------------------------------------------------------- of what is written down


def other_kinds(all_forms: Iterable[type[forms.BaseForm]]) -> list[str]:
    """Fields that are of no kind that docs/answers.md describes."""
    return [
        f"{one.__module__}.{one.__name__}.{name}"
        for one in all_forms
        for name, field in getattr(one, "base_fields", {}).items()
        if not isinstance(field, fields.Answer)
    ]


def forms_of_ours() -> list[type[forms.BaseForm]]:
    for each in apps.get_app_configs():
        for file in Path(each.path).rglob("forms*.py") if each.name.startswith("wraparound.") else ():
            import_module(f"{each.name}.{file.stem}")
        for file in Path(each.path).glob("forms/*.py") if each.name.startswith("wraparound.") else ():
            import_module(f"{each.name}.forms" + ("" if file.stem == "__init__" else f".{file.stem}"))
    ours = (one for one in below(forms.BaseForm) if one.__module__.startswith("wraparound."))
    return [one for one in ours if not one.__module__.endswith("allauth_forms")]  # the page says what these take


def below(kind: type) -> set[type]:
    return {kind}.union(*(below(one) for one in kind.__subclasses__()))


def test_every_field_is_of_a_kind_that_is_written_down() -> None:
    page = (ROOT / "docs/answers.md").read_text()
    kinds = [name for name in core_forms.__all__ if isinstance(getattr(core_forms, name), type)]
    answers = [name for name in kinds if issubclass(getattr(core_forms, name), fields.Answer)]
    assert len(answers) > 12
    assert [name for name in answers if f"`{name}`" not in page] == []
    ours = forms_of_ours()
    assert len(ours) > 40
    assert other_kinds(ours) == []
    assert other_kinds([type("Planted", (forms.Form,), {"id": forms.UUIDField()})])


def test_every_rule_and_role_is_written_down() -> None:
    page = (ROOT / "docs/access.md").read_text()
    assert rules.page(page) == page, "run: python tools/rules.py"
    assert [role.value for role in (*MemberRole, *CirclePart) if role.value not in page] == []
    assert len(rules.rules()) > 40
    assert "planted.policy.may_do" in rules.HEAD + "".join(rules.rules() | {"planted.policy.may_do": ""})


def test_a_weakness_that_is_not_noted_or_not_mended_in_time_is_named() -> None:
    def told(since: date, how: str = "otherwise", refreshed: date = date(2026, 10, 1)) -> list[str]:
        noted = {"PYSEC-1": {"since": since, "how": how}}
        return advisories.faults([("django 5", "PYSEC-1")], noted, refreshed, date(2026, 11, 20))

    assert told(date(2026, 11, 1)) == []
    assert told(date(2026, 11, 1), "from outside") == ["django 5: PYSEC-1 was to be mended by 2026-11-03"]
    assert told(date(2026, 11, 12), "to another's data")
    assert told(date(2026, 11, 1), refreshed=date(2026, 8, 1))
    known = advisories.reported(
        '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-2"}]},'
        ' {"name": "b", "skip_reason": "no answer"}]}'
    )
    assert len(advisories.faults(known, {}, date(2026, 11, 1), date(2026, 11, 20))) == 2
    page = (ROOT / "docs/operations.md").read_text()
    assert all(f"within {days}" in page for days in advisories.DAYS.values())


def test_a_new_database_knows_nobody(server: Server, django_db_setup: None) -> None:
    there = databases.rows(server, databases.UNTOUCHED)
    assert there["vocabulary_term"] > 0
    assert not any(there[f"accounts_{what}"] for what in ("person", "organisation", "membership", "invitation"))
