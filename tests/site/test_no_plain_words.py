"""Every page as several of the cast, in a made-up language: what is not ⟦wrapped⟧ went past gettext."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import translation

from tests import people
from tests.core.page_help import Parts, asked
from tests.site import plain
from wraparound.accounts import mails
from wraparound.core import pages
from wraparound.core.database.scope import as_person, as_visitor
from wraparound.core.once import FIELD, new_key
from wraparound.demo import made
from wraparound.demo.told import cast
from wraparound.plans import queries as plans
from wraparound.sharing.duties import DUTIES
from wraparound.workforce.stories import stories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db
ENOUGH = 3  # of thirteen who walk, for one kind of page
FIRST = ["/", "/reading/", "/reading/language/", "/account/login/", "/help/", "/accessibility/", "/words/", "/none/"]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("locale")
    plain.make_catalogue(out)
    return out


@pytest.fixture
def made_up_language(catalogue: Path, settings: Any) -> None:
    settings.LOCALE_PATHS = [catalogue]


def view_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return "none"


def _of_the_library() -> Iterator[str]:
    """What the pathways that come with the site say: content, in English like what organisations write."""
    for pathway in plans.library(None):
        yield from (pathway.name, pathway.words, pathway.guide)
        for step in pathway.steps:
            yield from (step.title, step.details, step.guide)


class Walk:
    """Somebody who follows every link and sends every form empty, once for each view, without leaving a trace; but for
    views at which enough others have looked before them.
    """

    def __init__(self, client: Client, before: Counter[str]) -> None:
        self.client, self.before = client, before
        self.answers: list[tuple[str, Any]] = []
        self.seen: Counter[str] = Counter()
        session = client.session
        session["reading"] = {"language": "cy"}
        session.save()
        waiting = deque(FIRST)
        while waiting:
            waiting.extend(self.look(waiting.popleft()))

    def is_new(self, what: str) -> bool:
        self.seen[what] += 1
        return self.seen[what] == 1 and self.before[what] < ENOUGH

    def look(self, path: str) -> list[str]:
        """The page, its forms sent; the addresses that it leads to."""
        query = urlsplit(path).query
        if not self.is_new(view_of(path) + ("?export" if "export=" in query else "?" * bool(query))):
            return []
        answer: Any = self.client.get(path)
        self.answers.append((view_of(path), answer))
        if answer.has_header("Location"):
            return [answer["Location"]]
        if not answer["Content-Type"].startswith("text/html"):
            return []
        page = Parts(answer.content.decode())
        for form in page.all("form", method="post"):
            self.send(form.get("action") or path)
        links = {a.get("href") or "" for a in page.all("a")}
        return sorted(urlsplit(path).path + h if h.startswith("?") else h for h in links if h.startswith(("/", "?")))

    def send(self, path: str) -> None:
        """What it did is undone, once the page that it leads to was seen."""
        name = view_of(path)
        if name in {"account_logout", "demo:sign-in"} or not self.is_new(f"POST {name}"):
            return
        cookies = deepcopy(self.client.cookies)
        with transaction.atomic():
            answer: Any = self.client.post(path, {FIELD: new_key()})
            self.answers.append((f"POST {name}", answer))
            if answer.has_header("Location") and answer["Location"].startswith("/"):
                self.answers.append((f"POST {name}, then", self.client.get(answer["Location"])))
            transaction.set_rollback(True)
        self.client.cookies = cookies


def faults_of(answers: list[tuple[str, Any]], data: set[str]) -> set[tuple[str, str, str]]:
    """(view, where on the page, the words)."""
    found = set()
    for view, answer in answers:
        kind = answer.get("Content-Type", "")
        said = []
        if kind.startswith("text/html"):
            said = plain.Seen(answer.content.decode()).texts
        elif kind.startswith("text/csv"):
            heads = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
            said = [("heading of a file", head) for head in heads]
        found |= {(view, where, left) for where, text in said if (left := plain.plain(text, data))}
    return found


def test_no_page_says_anything_that_did_not_go_through_gettext(demo: list[str], made_up_language: None) -> None:
    everybody = [None, *(made.person(f"cast:{one.key}") for one in cast())]
    data = plain.data_of([as_visitor(), made.INSTALLATION, *(as_person(p.pk) for p in everybody if p)])
    data |= plain.comparable(_of_the_library())
    data |= plain.comparable(text for one in stories() for text in one.texts())
    data |= plain.comparable(
        text for one in DUTIES.values() for text in (one.law, f"({one.law})")
    )  # as the law is called
    data |= plain.comparable(["ico.org.uk/make-a-complaint"])
    data |= plain.comparable(text for one in cast() for text in (one.name, one.title, one.who, one.try_first))
    faults: set[tuple[str, str, str]] = set()
    seen: Counter[str] = Counter()
    for who in everybody:
        walk = Walk(people.browser(who), Counter(seen))
        seen += Counter(set(walk.seen))
        faults |= faults_of(walk.answers, data)
    assert "\n".join(map(str, sorted(faults))) == ""
    assert len(seen) > 80, sorted(seen)
    assert sum("?export" in name for name in seen) >= 3


def test_a_mail_is_written_in_the_language(made_up_language: None, django_capture_on_commit_callbacks: Any) -> None:
    with translation.override("cy"), django_capture_on_commit_callbacks(execute=True):
        mails.send_invitation(to="a@example.org", token="t", by="Ann", organisation="Rivers College")
    (sent,) = mail.outbox
    lines = [line for line in f"{sent.subject}\n{sent.body}".splitlines() if not line.startswith("http")]
    assert [plain.plain(line, set()) for line in lines] == [""] * len(lines)


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<p>{{ _('Home') }} and plain words</p>", "and plain words"),
        ("<p>{{ _('Home') }}, 3 {{ _('Home') }}</p>", ""),
        ("<p>Sam Green, 17</p>", ""),
        ('<img alt="A plain word">', "A plain word"),
        ('<input type="submit" value="Send">', "Send"),
        ('<p lang="en">English words that say so</p>', ""),
        ("<script>let words = 1;</script>", ""),
    ],
)
def test_a_plain_string_is_found(made_up_language: None, planted: str, found: str) -> None:
    with translation.override("cy"):
        text = pages._environment().from_string(planted).render(pages.shared(asked()))
    seen = [plain.plain(words, {"Sam Green"}) for _where, words in plain.Seen(text).texts]
    assert [words for words in seen if words] == ([found] if found else [])
