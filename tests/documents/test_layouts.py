"""Layouts of organisations: who sends them, which is in use, and that they change the look of documents alone."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests import matrix, people
from wraparound.accounts.roles import MemberRole
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.core.models import AuditEvent
from wraparound.documents import formats
from wraparound.documents.actions import layouts as actions
from wraparound.documents.content.tree import Kind, Look
from wraparound.documents.models import Layout
from wraparound.documents.queries import documents, layouts
from wraparound.documents.word import default, filling, worker, writing

pytestmark = pytest.mark.django_db
ITS_LOOK = default.template("x", "7A1F3D")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's own code, without a new process each time: `test_word` starts it as the site does."""
    work = {"check": worker.check, "fill": worker.fill, "default": worker.ours}
    monkeypatch.setattr(writing, "_ask", lambda asked: work[asked["task"]](asked))


class Here:
    """An organisation with an administrator and a colleague, and somebody from elsewhere."""

    def __init__(self) -> None:
        self.north = people.organisation("North")
        self.admin = people.member(self.north, "Admin", MemberRole.ORGANISATION_ADMIN)
        self.colleague = people.member(self.north, "Colleague")
        self.stranger = people.member(people.organisation("South"), "Strange", MemberRole.ORGANISATION_ADMIN)

    def sent(self, content: bytes = ITS_LOOK) -> Layout:
        with acting(as_person(self.admin.pk)):
            told = {"name": "ours.docx", "content": content, "by": self.admin}
            return actions.try_layout(organisation=self.north, kind=Kind.PLAN, **told).layout

    def used(self, who: Any = None) -> list[int]:
        viewer = who or self.admin
        with acting(as_person(viewer.pk)):
            return [one.version for one in layouts.in_use(viewer, Kind.PLAN)]


def test_a_layout_is_tried_out_then_used_and_an_earlier_one_comes_back() -> None:
    here = Here()
    one, two = here.sent(), here.sent()
    assert (one.version, two.version, here.used()) == (1, 2, [])
    with acting(as_person(here.admin.pk)):
        actions.use_layout(layout=one, by=here.admin)
        actions.use_layout(layout=two, by=here.admin)
        assert here.used() == [2]
        actions.use_layout(layout=one, by=here.admin)
        assert here.used() == here.used(here.colleague) == [1]
        assert here.used(here.stranger) == []
        actions.use_default(organisation=here.north, kind=Kind.PLAN, by=here.admin)
        assert here.used() == []
        assert layouts.layouts(here.admin, here.north, Kind.PLAN).count() == 2
        told = AuditEvent.objects.filter(subject=here.north.public_id, what__contains="layout").order_by("seq")
        assert [e.what.removeprefix("layout ") for e in told] == [
            *("tried out", "tried out", "put into use", "put into use", "put into use", "taken out of use"),
        ]


def test_only_an_administrator_of_the_organisation_says_how_its_documents_look() -> None:
    here = Here()
    one = here.sent()
    for who in (here.colleague, here.stranger):
        with acting(as_person(who.pk)):
            told = {"organisation": here.north, "kind": Kind.PLAN, "by": who}
            with pytest.raises(NotAllowed):
                actions.try_layout(name="x", content=ITS_LOOK, **told)
            with pytest.raises(NotAllowed):
                actions.use_layout(layout=one, by=who)
            with pytest.raises(NotAllowed):
                actions.use_default(**told)
            assert Layout.objects.filter(pk=one.pk).update(ended=None) == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                row = {"organisation": here.north, "kind": "plan", "version": 9, "name": "x", "file": b"", "size": 0}
                Layout.objects.create(**row, made_by=who)
        page = people.browser(who).get(reverse("documents:layout", args=[here.north.public_id, "plan"]))
        assert page.status_code == 403
    with acting(as_person(here.admin.pk)), pytest.raises(DatabaseError), transaction.atomic():
        Layout.objects.filter(pk=one.pk).update(file=b"another")


def test_the_pages_take_a_layout_show_it_and_put_it_into_use() -> None:
    here = Here()
    browser, to = people.browser(here.admin), reverse("documents:layout", args=[here.north.public_id, "plan"])
    refused = browser.post(to, {"file": SimpleUploadedFile("a.docx", b"no Word file")})
    assert refused.status_code == 200 and "no Word file that we can read" in refused.content.decode()
    assert browser.post(to, {"file": SimpleUploadedFile("a.docm", ITS_LOOK)}).status_code == 200
    assert browser.post(to, {"file": SimpleUploadedFile("a.docx", ITS_LOOK)}).status_code == 302
    with acting(as_person(here.admin.pk)):
        (one,) = Layout.objects.all()
    args = [here.north.public_id, "plan", one.pk]
    made = browser.get(reverse("documents:layout-tried", args=args))
    assert "This document is made up." in "".join(p.text for p in docx.Document(io.BytesIO(made.content)).paragraphs)
    assert browser.get(reverse("documents:layout-file", args=args)).content == ITS_LOOK
    assert browser.get(reverse("documents:layout-start", args=args[:2])).content[:2] == b"PK"
    assert browser.post(reverse("documents:use-layout", args=args)).status_code == 302
    assert here.used() == [1]
    shown = browser.get(to).content.decode()
    assert "In use" in shown and "{{ body }}" in shown and "ours" not in shown.split("<main")[0]
    assert "Yours, version 1" in browser.get(reverse("documents:layouts", args=args[:1])).content.decode()
    assert browser.post(reverse("documents:layout-default", args=args[:2])).status_code == 302
    assert here.used() == []
    assert browser.get(reverse("documents:layout", args=[here.north.public_id, "nothing"])).status_code == 404


def test_a_layout_shows_nobody_more_than_they_may_see() -> None:
    """Each document in the layout of the viewer's own organisation: the canaries of what is open, and no other."""
    world = matrix.make_world()
    admin, worker_, lead = (
        world.actors[n] for n in ("organisation administrator", "support worker in the team", "lead")
    )
    assert admin and worker_ and lead
    with acting(as_person(admin.pk)):
        for kind in Kind:
            told = {"name": "x.docx", "content": ITS_LOOK, "by": admin}
            actions.use_layout(layout=actions.try_layout(organisation=world.north, kind=kind, **told).layout, by=admin)
    people.granted(world.learner, world.north, lead, [Category.IDENTITY, Category.PLAN])
    seen = 0
    for name in ("support worker in the team", "employer who works with the learner"):
        who = world.actors[name]
        assert who is not None
        hidden = [matrix.canary(c) for c in Category if c not in world.may_see(name)]
        with acting(as_person(who.pk)):
            for choice in documents.choices(who, world.learner):
                made = documents.document(who, world.learner, choice.key, Look.ORDINARY)
                assert made is not None
                of_word = [f for f in formats.of(who, world.learner, choice.kind) if f.ending == "docx"]
                assert len(of_word) == (2 if who == worker_ else 1)
                for one in of_word:
                    text = filling.texts(one.write(made))
                    seen += matrix.canary(Category.PLAN) in text
                    assert not [word for word in hidden if word in text], (name, choice.key, one.key)
    assert seen >= 2  # else the test could not fail
