"""Everything about a learner, to take away: nothing forgotten, nothing of anybody else, and in nobody else's hands."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from tests import mighty, people
from tests.records import filled
from wraparound.accounts import actions as accounts
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.database.scope import Role, acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.core.jobs import doing
from wraparound.core.models import AuditEvent
from wraparound.notices import mails
from wraparound.notices import queries as notices
from wraparound.records import actions, packing, queries, selecting, working
from wraparound.records.models import Export, ExportFile
from wraparound.records.policy_exports import State
from wraparound.sharing.models import Grant
from wraparound.sharing.policy import Basis, Permission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

pytestmark = pytest.mark.django_db


ADDED = {"records.Export": 1, "core.AuditEvent": 2}  # by asking for it and taking it up


@dataclass
class Cast:
    """Sam, to whom all of Noor's is open too; and Lena, who leads for Sam."""

    sam: Person
    learner: Learner
    noor: Person
    noors: Learner
    lead: Person


@pytest.fixture
def cast() -> Cast:
    sam, noor, north = people.person("Sam"), people.person("Noor"), people.organisation("North")
    learner, noors = people.learner("Sam Green", person=sam), people.learner("Noor Blue", person=noor)
    lead = people.member(north, "Lena", MemberRole.TRANSITION_LEAD)
    people.in_circle(learner, lead, north, CirclePart.LEAD)
    people.granted(noors, sam, noor)  # what is open to Sam is not all about Sam
    return Cast(sam, learner, noor, noors, lead)


@pytest.fixture(scope="module")
def strong(server: Any, django_db_setup: None) -> Iterator[None]:
    with mighty.there(server):
        yield


def asked(learner: Learner, by: Person) -> Export:
    with acting(as_person(by.pk)):
        return actions.ask_for_export(learner=learner, by=by)


def again(export: Export, who: Person) -> Export | None:
    with acting(as_person(who.pk)):
        return queries.export(who, export.learner, export.pk)


def made(learner: Learner, by: Person) -> bytes:
    """The file, made as the worker makes it; what that leaves behind is undone."""
    with transaction.atomic():
        export = asked(learner, by)
        working.work(by.pk, export.pk)
        with acting(as_person(by.pk)):
            content = bytes(ExportFile.objects.get(export=export).content)
        transaction.set_rollback(True)
    return content


def read(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        inside = opened.read(name).decode()
    return json.loads(inside) if name.endswith(".json") else inside


def with_byte_changed(content: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as opened, zipfile.ZipFile(out, "w") as to:
        for one in opened.namelist():
            inside = bytearray(opened.read(one))
            if one == name:
                inside[-2] ^= 1
            to.writestr(one, bytes(inside))
    return out.getvalue()


def faults(content: bytes, cast: Cast) -> list[str]:
    """Where the file holds less, more, or something else than the database holds about Sam."""
    manifest = read(content, "manifest.json")
    told = {one["table"]: one for one in manifest["files"] if "rows" in one}
    said_why = {one["table"] for one in manifest["tables_left_out"] if one["why"]}
    models = {m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}
    found = packing.faults(content)
    for table, before in filled.counted(cast.learner).items():
        label = models[table]._meta.label
        if label not in told:
            found += [] if label in said_why else [f"{label} is forgotten"]
            continue
        data, count = read(content, f"data/{label}.json"), before + ADDED.get(label, 0)
        if len(data["rows"]) != count:
            found.append(f"{label}: {len(data['rows'])} of {count} rows")
        named = {one["name"] for one in data["fields"]} | set(data["left_out"])
        found += [f"{label}.{f.name} is not named" for f in models[table]._meta.concrete_fields if f.name not in named]
    return found + [f"{name} tells of Noor" for name in told if "Noor Blue" in json.dumps(data_of(content, name))]


def data_of(content: bytes, label: str) -> Any:
    return read(content, f"data/{label}.json")["rows"]


def test_it_holds_what_the_database_holds_and_the_same_look_finds_what_is_planted(
    strong: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every table about a learner has two rows of Sam's and one of Noor's, also those that are made tomorrow."""
    filled.fill(cast.noors, cast.noor, 1)
    filled.fill(cast.learner, cast.sam, 2)
    content = made(cast.learner, cast.sam)
    assert faults(content, cast) == []

    known = selecting.tables()
    with monkeypatch.context() as patch:  # a table is forgotten
        patch.setattr("wraparound.records.queries.held.tables", lambda: [t for t in known if "Section" not in t.label])
        assert "plans.Section is forgotten" in faults(made(cast.learner, cast.sam), cast)
    with monkeypatch.context() as patch:  # a field is left out, and nobody says so
        real = selecting.Table.fields.fget  # type: ignore[attr-defined]
        patch.setattr(selecting.Table, "fields", property(lambda t: [f for f in real(t) if f.name != "basis_note"]))
        assert "sharing.Grant.basis_note is not named" in faults(made(cast.learner, cast.sam), cast)
    with monkeypatch.context() as patch:  # what is open to Sam of somebody else
        patch.setitem(selecting.ROWS, "passport.NeedOfLearner", lambda _viewer, _about: Q())
        found = faults(made(cast.learner, cast.sam), cast)
        assert {"passport.NeedOfLearner: 3 of 2 rows", "passport.NeedOfLearner tells of Noor"} <= {*found}
    for name in ("data/passport.Entry.json", "read-me.html", "pictures/passport.Photo-1-image.jpg"):
        assert packing.faults(with_byte_changed(content, name)) == [f"{name} was changed"]


def test_what_it_says(cast: Cast) -> None:
    """Names where Sam may know them, words for people, secrets left out with the reason, the end of the chain."""
    with acting(as_person(cast.sam.pk)):
        accounts.keep_reading(reading={"theme": "cream"}, by=cast.sam)
        events = AuditEvent.objects.filter(subject=cast.learner.public_id).count()
    content = made(cast.learner, cast.sam)
    manifest, page = read(content, "manifest.json"), read(content, "read-me.html")
    assert manifest["learner"] == {"id": str(cast.learner.public_id), "name": "Sam Green"}
    chain = data_of(content, "core.AuditEvent")
    assert manifest["chain"]["events"] == len(chain) == events + 2  # it was asked for, and taken up
    assert manifest["chain"]["head"] == max(chain, key=lambda one: one["seq"])["hash"]
    (place,) = data_of(content, "learners.CircleMember")
    assert place["person"] == {"key": str(cast.lead.pk), "name": "Lena"}
    own = read(content, "data/accounts.Own.json")
    assert "password" in own["left_out"]
    assert "password" not in {one["name"] for one in own["fields"]}
    born = next(f for f in read(content, "data/learners.Learner.json")["fields"] if f["name"] == "born")
    assert born == {"name": "born", "privacy": "personal", "label": "Born"}
    assert "1 May 2007" in page
    assert "Who I am" in page
    assert "Noor" not in page
    out = {one["table"]: one["why"] for one in manifest["tables_left_out"]}
    assert out["cohorts.Answer"]


def test_what_is_lawfully_not_told_yet_leaves_no_gap(cast: Cast) -> None:
    """Somebody was let in to keep Sam safe, and Sam is told later: but for times and keys the files are the same."""
    council = people.organisation("Council")
    before = made(cast.learner, cast.sam)
    now = clock.now()
    grant = Grant(
        learner=cast.learner,
        organisation=council,
        categories=[0],
        purpose="canary-safe",
        basis=Basis.VITAL_INTERESTS,
        basis_note="canary-safe",
        permission=Permission.NOT_ASKED,
        since=now,
        until=now + timedelta(hours=20),
        told_from=now + timedelta(days=3),
        told_because="canary-safe",
        given_by=cast.lead,
    )
    people.saved(grant, Role.INTAKE, cast.lead)
    after = made(cast.learner, cast.sam)
    own = {"data/records.Export.json", "data/core.AuditEvent.json", "read-me.html"}  # tell of this export itself

    def told(content: bytes) -> list[Any]:
        files = read(content, "manifest.json")["files"]
        return [{"path": f["path"], "rows": f.get("rows")} if f["path"] in own else f for f in files]

    assert told(before) == told(after)
    with zipfile.ZipFile(io.BytesIO(after)) as opened:
        assert not [name for name in opened.namelist() if b"canary-safe" in opened.read(name)]


def test_it_is_for_the_learner_alone(cast: Cast) -> None:
    """Another learner's file is not there, whatever is guessed; nor for the lead, nor to be asked for by them."""
    export = asked(cast.learner, cast.sam)
    working.work(cast.noor.pk, export.pk)  # a job that names somebody else finds nothing
    assert again(export, cast.sam).state == State.WAITING  # type: ignore[union-attr]
    working.work(cast.sam.pk, export.pk)
    mine = reverse("records:file", args=[cast.learner.public_id, export.pk])
    absent = reverse("records:file", args=[cast.noors.public_id, export.pk])
    for who in (cast.noor, cast.lead):
        assert people.browser(who).get(mine).status_code == 404
        assert people.browser(who).get(absent).status_code == 404
        assert again(export, who) is None
        with acting(as_person(who.pk)):
            assert not ExportFile.objects.exists()
            assert not Export.objects.exists()
            with pytest.raises(NotAllowed):
                actions.ask_for_export(learner=cast.learner, by=who)
    answer = people.browser(cast.sam).get(mine)
    assert packing.faults(answer.content) == []
    assert answer["Content-Type"] == "application/zip"


def test_it_is_kept_a_week_or_an_hour_after_it_was_fetched(cast: Cast) -> None:
    """Then nobody reads it, and the next that passes by takes it away. What is told of it holds no word of it."""
    export = asked(cast.learner, cast.sam)
    with pytest.raises(NotAllowed, match="already"):
        asked(cast.learner, cast.sam)
    working.work(cast.sam.pk, export.pk)
    with acting(as_person(cast.sam.pk)):
        (told,) = notices.notices(cast.sam)
        text = mails.text([told])
    assert "What you asked for is ready." in text
    assert "Sam" not in text
    ready = again(export, cast.sam)
    assert ready is not None
    assert ready.until - ready.ended == timedelta(days=7)  # type: ignore[operator]
    assert people.browser(cast.sam).get(address(export)).status_code == 200
    fetched = again(export, cast.sam)
    assert fetched is not None
    assert timedelta(minutes=59) < fetched.until - clock.now() <= timedelta(hours=1)  # type: ignore[operator]
    with acting(as_person(cast.sam.pk)):
        assert actions.forget_exports(by=None) == 0
        over = clock.now() - timedelta(seconds=1)
        ExportFile.objects.update(until=over)
        Export.objects.update(until=over)
        assert not ExportFile.objects.exists()
        assert {"everything asked for", "everything put together", "everything fetched"} <= {
            *AuditEvent.objects.filter(subject=cast.learner.public_id).values_list("what", flat=True)
        }
        assert actions.forget_exports(by=None) == 1
        assert actions.forget_exports(by=None) == 0
    assert people.browser(cast.sam).get(address(export)).status_code == 404


def address(export: Export) -> str:
    return reverse("records:file", args=[export.learner.public_id, export.pk])


def test_who_may_not_sign_in_any_more_gets_none(cast: Cast, strong: None) -> None:
    """Their sign-in was ended, or they are not the learner any more, between asking and making; or it broke thrice."""
    export = asked(cast.learner, cast.sam)
    with acting(people.SIGN_IN):
        type(cast.sam).objects.filter(pk=cast.sam.pk).update(is_active=False)
    working.work(cast.sam.pk, export.pk)
    assert again(export, cast.sam).state == State.FAILED  # type: ignore[union-attr]
    second = asked(cast.noors, cast.noor)
    with mighty.taken() as cursor:  # nobody else can undo who a learner is
        cursor.execute("update app.learners_learner set person_id = null where id = %s", [cast.noors.pk])
    working.work(cast.noor.pk, second.pk)
    with acting(as_person(cast.noor.pk)):
        assert not ExportFile.objects.exists()


def test_what_breaks_is_said_and_can_be_asked_for_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    export = asked(cast.learner, cast.sam)
    monkeypatch.setattr(packing, "pack", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        working.work(cast.sam.pk, export.pk)
    page = people.browser(cast.sam).get(reverse("records:mine", args=[cast.learner.public_id])).content.decode()
    assert "It did not work." in page
    assert "Ask for a new one" in page
    assert working.TASK in doing.tasks()
