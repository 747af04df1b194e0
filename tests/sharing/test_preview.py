"""What somebody else sees, exactly: the page that the learner is shown is the page that the receiver gets."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tests import matrix, people
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.models import AuditEvent
from wraparound.sharing import previews
from wraparound.sharing.models import Grant

pytestmark = pytest.mark.django_db
KEYS = re.compile(r'(name="(?:csrfmiddlewaretoken|form_key)" value=)"[^"]*"')
TEXT = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.DOTALL)
ACTS = re.compile(r'<form|<script|\shref="(?!#seen-)|\s(?:on\w+|hx-[\w-]+|action|formaction)=|name="form_key"')
RECEIVERS = ("mother", "lead", "support worker in the team", "employer who works with the learner")


@pytest.fixture
def here() -> Any:
    """The world of the matrix, in which each category of Sam holds a word of its own."""
    world = matrix.make_world()
    return SimpleNamespace(world=world, sam=world.actors["the learner"], learner=world.learner)


def shown(here: Any, who: Any, key: str) -> str:
    with acting(as_person(here.sam.pk)):
        return previews.main_seen_by(who.pk, here.learner.public_id, key, like=RequestFactory().get("/"))


def events(here: Any) -> int:
    with acting(as_person(here.sam.pk)):
        return AuditEvent.objects.filter(subject=here.learner.public_id).count()


def test_a_preview_is_the_page_of_the_receiver_byte_for_byte(here: Any) -> None:
    seen = 0
    for name in RECEIVERS:
        who = here.world.actors[name]
        for page in previews.known():
            before = events(here)
            mine = shown(here, who, page.key)
            assert events(here) == before, "it left a look"
            address = reverse(page.url_name, args=[here.learner.public_id])
            answer = people.browser(who).get(address)
            found = previews.MAIN.search(answer.content.decode()) if answer.status_code == 200 else None
            theirs = found[1] if found else ""
            assert KEYS.sub(r"\1", mine) == KEYS.sub(r"\1", theirs), (name, page.key)
            seen += bool(theirs)
            quiet = previews.inert(mine)
            assert ACTS.findall(quiet) == [], (name, page.key)
            assert TEXT.sub("", quiet).split() == TEXT.sub("", mine).split(), (name, page.key)
            for category in Category:
                if category not in here.world.may_see(name):
                    assert matrix.canary(category) not in mine, (name, page.key, category)
    assert seen >= 12


def test_whatever_a_page_writes_in_a_preview_is_undone(here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that forgets that it is only looked at: what it writes is gone, and who acts is who acted before."""
    mother = here.world.actors["mother"]

    def writes(request: Any, **_: Any) -> Any:
        assert request.user == mother and not request.session.keys() and not request.COOKIES
        type(mother).objects.filter(pk=mother.pk).update(name="Somebody else")
        raise previews.Http404

    monkeypatch.setattr(previews, "resolve", lambda _: SimpleNamespace(func=writes, args=(), kwargs={}))
    assert shown(here, mother, "passport") == ""
    with acting(as_person(here.sam.pk)):
        assert str(type(mother).objects.get(pk=mother.pk)) == "Mother"
        assert Grant.objects.filter(learner=here.learner).count() == 4  # as the learner sees them, not as the mother


def preview(here: Any, looks: str, at: str, page: str = "passport") -> Any:
    public_id = here.world.actors[at].public_id
    address = reverse("sharing:preview", args=[here.learner.public_id, public_id])
    return people.browser(here.world.actors[looks]).get(address, {"page": page})


def test_only_the_learner_and_their_lead_may_look_as_somebody_else(here: Any) -> None:
    assert preview(here, "the learner", "mother").status_code == 200
    for other in ("mother", "support worker in the team", "organisation administrator", "system administrator"):
        assert preview(here, other, "mother").status_code == 404, other
    assert preview(here, "the learner", "commissioner").status_code == 404  # nobody whom the learner knows
    assert preview(here, "the learner", "the learner").status_code == 404


def test_a_lead_sees_no_more_through_the_eyes_of_somebody_else(here: Any) -> None:
    health = matrix.canary(Category.HEALTH)
    assert health in preview(here, "the learner", "mother").content.decode()
    answer = preview(here, "lead", "mother").content.decode()  # health is not open to the lead
    assert "You cannot look at this." in answer and health not in answer
    assert matrix.canary(Category.ABOUT_ME) in preview(here, "lead", "support worker in the team").content.decode()


def test_to_whom_nothing_is_open_they_see_nothing(here: Any) -> None:
    assert "They see nothing." in preview(here, "the learner", "partner whose grant ended").content.decode()


@pytest.mark.parametrize(
    ("page", "quiet"),
    [
        ('<a class="x" href="/a/">Go</a>', '<a class="x" role="link" aria-disabled="true">Go</a>'),
        ('<form method="post" action="/a/"><input type="hidden" name="k" value="1">', "<div>"),
        ("<script>let a = '</p>';</script><p onclick=\"x\">1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
        ('<h1 id="a">A</h1><p aria-labelledby="a b">', '<h2 id="seen-a">A</h2><p aria-labelledby="seen-a seen-b">'),
        (
            '<button type="submit" name="do" value="x">Go</button>',
            '<button type="submit" value="x" disabled>Go</button>',
        ),
        ('<p data-wr="1" title="&quot;a&quot;">', '<p title="&quot;a&quot;">'),
    ],
)
def test_what_acts_is_taken_out_and_what_is_read_stays(page: str, quiet: str) -> None:
    assert previews.inert(page) == quiet
