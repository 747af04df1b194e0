"""Whatever is sent to the site carries a key, so that it is carried out once; what comes without one does nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import matrix, people
from tests.house_rules.tree import ROOT, plant
from tests.site.test_matrix import paths
from wraparound.core import once
from wraparound.core.database.scope import acting, as_person
from wraparound.passport import queries
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM = re.compile(r"<form\b[^>]*\bmethod=\"(post|\{\{[^>]*)\"[^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)
WITH_KEY = re.compile(r"\bkeys\(|\bform_key\(\)")
PAGES_OF_OTHERS = re.compile(r"/templates/(account|mfa|socialaccount|allauth)/")  # allauth's: see once.NOT_OURS
TO_OTHERS = {  # forms on pages of ours that lead to a view of ours that needs no key
    "accounts/jinja2/accounts/with_organisation.html": "openid_connect_login",
    "accounts/jinja2/accounts/me.html": "openid_connect_login",
}
ANSWERS_WITHOUT = {"health", "openid_connect_login"}  # ours: each says why beside its view


def templates(root: Path) -> Iterator[Path]:
    yield from sorted((root / "src/wraparound").rglob("*.html"))


def forms_without_key(root: Path) -> list[str]:
    """Templates with a form that is sent and has no key, unless it leads to another package."""
    faults = []
    for path in templates(root):
        name = path.relative_to(root / "src/wraparound").as_posix()
        for form in FORM.finditer(path.read_text()):
            leads_away = name in TO_OTHERS and TO_OTHERS[name] in form[0]
            if not (WITH_KEY.search(form[0]) or leads_away or PAGES_OF_OTHERS.search(name)):
                faults.append(name)
    return faults


def test_every_form_in_every_template_carries_the_key() -> None:
    assert sum(len(FORM.findall(path.read_text())) for path in templates(ROOT)) > 10
    assert forms_without_key(ROOT) == []


def test_a_form_without_the_key_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "src/wraparound/a/jinja2/a/one.html", '<form class="x" method="post">\n{{ csrf_input }}\n</form>')
    plant(tmp_path, "src/wraparound/a/jinja2/a/two.html", '<form method="{{ method }}">{{ forms.keys() }}</form>')
    plant(tmp_path, "src/wraparound/a/jinja2/a/get.html", '<form method="get"></form>')
    assert forms_without_key(tmp_path) == ["a/jinja2/a/one.html"]


def without_key(world: matrix.World, client: Client, data: dict[str, Any]) -> list[str]:
    """The addresses of ours that did not refuse."""
    said = {once.FIELD: "", **data}
    answers = ((address, client.post(path, said)) for address, path in paths(world) if once.needs_key(address.view))
    return [address.name for address, answer in answers if answer.status_code != 400]


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ["visitor", "the learner", "lead", "system administrator"])
def test_every_address_refuses_what_comes_without_a_key(actor: str) -> None:
    world = matrix.make_world()
    client = people.browser(world.actors[actor])
    assert without_key(world, client, {}) == []
    assert without_key(world, client, {once.FIELD: "not a key"}) == []


@pytest.mark.django_db
def test_an_address_that_does_without_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    world = matrix.make_world()
    monkeypatch.setattr("wraparound.core.middleware.once.needs_key", lambda view: False)
    client = people.browser(world.actors["lead"])
    path = reverse("passport:question", args=[world.learner.public_id, TOPICS[0].slug])
    assert client.post(path, {once.FIELD: ""}).status_code != 400


def test_those_that_need_no_key_are_listed_with_a_reason() -> None:
    free = [a for a in matrix.addresses() if not once.needs_key(a.view)]
    ours = {a.name: getattr(a.view, "without_key_because", "") for a in free if a.is_ours}
    assert set(ours) == ANSWERS_WITHOUT
    assert all(len(reason) > 20 for reason in (*ours.values(), *once.NOT_OURS.values()))
    assert {a.view.__module__.split(".")[0] for a in free if not a.is_ours} <= {p.strip(".") for p in once.NOT_OURS}


@pytest.mark.django_db
def test_what_was_typed_is_shown_again_and_can_be_sent_from_there() -> None:
    world = matrix.make_world()
    sam = world.actors["the learner"]
    assert sam is not None
    client, topic = people.browser(sam), TOPICS[0]
    path = reverse("passport:question", args=[world.learner.public_id, topic.slug])
    with acting(as_person(sam.pk)):
        before = queries.entry(sam, world.learner, topic, SaidBy.LEARNER.voice)
    assert before is not None
    said = {"words": "I like <b>trains</b>\nand buses", "said_by": "learner", "version": str(before.version)}
    refused = client.post(path, {once.FIELD: "", "password": "hunter2", **said})
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "I like &lt;b&gt;trains&lt;/b&gt;\nand buses</p>" in page
    assert "hunter2" not in page
    main = page[page.index("<main") :]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main))
    assert fields["words"] == "I like &lt;b&gt;trains&lt;/b&gt;\nand buses"
    with acting(as_person(sam.pk)):
        now = queries.entry(sam, world.learner, topic, SaidBy.LEARNER.voice)
    assert now == before and now.words == before.words
    assert client.post(path, {**said, once.FIELD: fields[once.FIELD]}).status_code == 302
    with acting(as_person(sam.pk)):
        now = queries.entry(sam, world.learner, topic, SaidBy.LEARNER.voice)
    assert now.words.replace("\r\n", "\n") == said["words"]
