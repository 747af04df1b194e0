"""What a passport says, for this viewer: only what is open to them, and nothing that tells of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wraparound.accounts import queries as accounts
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.learners import queries as learners
from wraparound.passport import policy
from wraparound.passport.models import (
    AskedFor,
    Availability,
    Entry,
    EntryVersion,
    NeedOfLearner,
    OutcomeOfLearner,
    Photo,
    Wish,
)
from wraparound.passport.policy import Answer, AnswerFacts, SaidBy, State, Voice, Writer, stands_beside, state
from wraparound.passport.topics import TOPICS, Topic, topic
from wraparound.sharing import queries as sharing
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner

KINDS: dict[str, type[Model]] = {
    "needs": NeedOfLearner,
    "outcomes": OutcomeOfLearner,
    "times": Availability,
    "wishes": Wish,
    "photos": Photo,
}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as a page shows it. `beside`: typed for the learner, who has not said yet that it is right."""

    topic: Topic
    voice: Voice
    words: str
    said_by: SaidBy
    who: str
    at: datetime
    version: int
    answer: Answer = Answer.SAID
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """A need, outcome, time, wish or photo as a page shows it. `span`: minutes of the week."""

    id: UUID
    kind: str
    label: str
    words: str
    said_by: SaidBy
    who: str
    at: datetime
    span: tuple[int, int] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CategoryPart:
    """All of one category."""

    category: Category
    answers: tuple[Said, ...]
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A question and how far it is, for whoever answers it. `answer` is None where nothing was answered.

    `to_choose`: somebody typed something else for the learner, who has not said yet which is right.
    """

    topic: Topic
    number: int
    answer: Answer | None
    is_next: bool = False
    to_choose: bool = False


@dataclass(frozen=True, slots=True)
class ToChoose:
    """What the learner said, what somebody typed for them, and by whom: the learner says which is right."""

    own: Entry
    typed: Entry
    by: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A topic or need an organisation asks for, and how ready its answer is."""

    label: str
    category: Category
    state: State


def writer(viewer: Person, learner: Learner, category: Category) -> Writer:
    """What the viewer is to a learner, for those who write."""
    is_open = category in sharing.open_categories(viewer, learner)
    return policy.writer_of(learners.my_parts(viewer, learner), learner.person_id == viewer.pk, is_open)


def entry(viewer: Person, learner: Learner, about: Topic, voice: Voice) -> Entry | None:
    """What a voice says on a topic now, as far as the viewer may know; the newest where something was put aside too."""
    said = Entry.objects.filter(learner=learner, topic=about.slug, voice=voice, beside=False)
    return said.order_by("-at", "pk").first()


def written_over(viewer: Person, learner: Learner, about: Topic, said_by: SaidBy) -> tuple[Entry | None, bool]:
    """The answer in whose place the viewer would write in this name; and whether that is beside the learner's own."""
    now = entry(viewer, learner, about, said_by.voice)
    if not stands_beside(said_by, SaidBy(now.said_by) if now else None):
        return now, False
    return Entry.objects.filter(learner=learner, topic=about.slug, beside=True, answer=Answer.SAID).first(), True


def to_choose(viewer: Person, learner: Learner, about: Topic) -> ToChoose | None:
    """What waits for the learner to say which is right; None where nothing does.

    Also where the learner put a question aside for themself alone and somebody, who could not know, typed an answer.
    """
    rows = Entry.objects.filter(learner=learner, topic=about.slug, voice=Voice.LEARNER).exclude(answer=Answer.SETTLED)
    pair = _pair(list(rows.order_by("at", "pk")))
    return pair and ToChoose(*pair, sharing.names(viewer, [pair[1].written_by_id]).get(pair[1].written_by_id, ""))


def _pair(rows: list[Entry]) -> tuple[Entry, Entry] | None:
    """Of the rows of the learner's voice on one topic, the oldest first: the learner's own and what was typed later."""
    own = [r for r in rows if r.said_by == SaidBy.LEARNER]
    typed = [r for r in rows if r.beside] or [r for r in rows[-1:] if r.said_by == SaidBy.SUPPORTER]
    return (own[-1], typed[-1]) if own and typed else None


def steps(viewer: Person, learner: Learner) -> list[Step]:
    """All questions whose category is open to the viewer, in order, with what the learner's voice answered."""
    is_open = sharing.open_categories(viewer, learner)
    rows: dict[str, list[Entry]] = {}
    said = Entry.objects.filter(learner=learner, voice=Voice.LEARNER).exclude(answer=Answer.SETTLED)
    for row in said.order_by("at", "pk"):
        rows.setdefault(row.topic, []).append(row)
    newest = {slug: Answer(r.answer) for slug, found in rows.items() for r in found if not r.beside}
    asked = [t for t in TOPICS if t.category in is_open]
    waiting = [t for t in asked if t.slug not in newest] or [t for t in asked if newest.get(t.slug) is Answer.LATER]
    return [
        Step(t, n, newest.get(t.slug), t in waiting[:1], _pair(rows.get(t.slug, [])) is not None)
        for n, t in enumerate(asked, start=1)
    ]


def shared(viewer: Person, learner: Learner) -> list[CategoryPart]:
    """The passport as it is open to the viewer, category by category; those not open are not there at all."""
    is_open = sharing.open_categories(viewer, learner)
    entries = list(Entry.objects.filter(learner=learner, answer=Answer.SAID))
    rows = {kind: _rows(learner, kind) for kind in KINDS}
    who = _names(viewer, [*entries, *(row for of in rows.values() for row in of)])  # once for the whole page
    answers = _in_order(entries, who)
    number_of = {row.pk: row.category for of in rows.values() for row in of}
    found = [thing for kind, of in rows.items() for thing in _things(viewer, kind, of, who)]
    return [
        CategoryPart(
            category,
            tuple(a for a in answers if a.topic.category is category),
            tuple(t for t in found if number_of[t.id] == category.number),
        )
        for category in Category
        if category in is_open and category in ASKED_ABOUT
    ]


def things(viewer: Person, learner: Learner, kind: str) -> list[Thing]:
    """The needs, outcomes, times, wishes or photos that are not ended, as far as they are open to the viewer."""
    rows = _rows(learner, kind)
    return _things(viewer, kind, rows, _names(viewer, rows))


def counts(viewer: Person, learner: Learner) -> dict[str, int]:
    """How many of each kind are not ended, as far as they are open to the viewer."""
    return {
        kind: model.objects.filter(learner=learner, ended__isnull=True).count()  # type: ignore[attr-defined]
        for kind, model in KINDS.items()
    }


def parts(viewer: Person, learner: Learner, kind: str) -> list[Any]:
    """The rows of a kind that are not ended, as far as they are open to the viewer, for whoever plans from them."""
    return _rows(learner, kind)


def thing(viewer: Person, learner: Learner, kind: str, key: UUID) -> Any:
    """One of them; None where it is not there or not open."""
    rows: Any = KINDS[kind].objects  # type: ignore[attr-defined]
    return rows.filter(learner=learner, ended__isnull=True, pk=key).first()


def history(viewer: Person, learner: Learner, about: Topic, voice: Voice) -> list[Said]:
    """How an answer stood before, the newest first; with what stood beside it."""
    rows = list(EntryVersion.objects.filter(learner=learner, topic=about.slug, voice=voice).order_by("-at", "-version"))
    who = _names(viewer, rows)
    return [_said(about, row, who) for row in rows if row.answer != Answer.SETTLED]


def card(viewer: Person, learner: Learner) -> list[Said]:
    """The things everybody must know, in the learner's own voice, as far as they are open to the viewer."""
    on_card = [t.slug for t in TOPICS if t.on_card]
    said = Entry.objects.filter(learner=learner, answer=Answer.SAID, voice=Voice.LEARNER, beside=False)
    rows = list(said.filter(topic__in=on_card))
    return _in_order(rows, _names(viewer, rows))


def asked_for(viewer: Person, organisation: Organisation) -> AskedFor | None:
    """What an organisation asks about before a learner comes."""
    return AskedFor.objects.filter(pk=organisation.pk).first()


def my_organisations(viewer: Person) -> list[Organisation]:
    """The organisations in which the viewer has a place today."""
    mine = {m.organisation for m in accounts.memberships_of(viewer)}
    return list(accounts.organisations(viewer).filter(pk__in=mine))


def receiving(viewer: Person, learner: Learner, organisation: Organisation) -> list[Asked]:
    """Each thing an organisation asks for, and how ready it is for this viewer."""
    wanted = asked_for(viewer, organisation)
    if wanted is None:
        return []
    is_open, today = sharing.open_categories(viewer, learner), clock.today()
    known = _facts(Entry.objects.filter(learner=learner, voice=Voice.LEARNER, beside=False).order_by("at", "pk"))
    found = []
    for about in filter(None, map(topic, wanted.topics)):
        told = state(about.category in is_open, known.get(about.slug), today)
        found.append(Asked(str(about.heading), about.category, told))
    said = {
        n.need: AnswerFacts(Answer.SAID, n.at.date()) for n in NeedOfLearner.objects.filter(learner=learner, ended=None)
    }
    for term in vocabulary.terms(viewer, kind="need", retired=True).filter(slug__in=wanted.needs):
        category = policy.category_of_need(term.heading.slug, term.slug)
        found.append(Asked(term.label, category, state(category in is_open, said.get(term.slug), today)))
    return found


def _facts(rows: Iterable[Entry]) -> dict[str, AnswerFacts]:
    return {r.topic: AnswerFacts(Answer(r.answer), r.at.date(), r.shows_withheld) for r in rows}


def _in_order(rows: list[Entry], who: dict[int, str]) -> list[Said]:
    order = list(Voice)
    found = [(topic(row.topic), row) for row in rows]
    said = [_said(about, row, who) for about, row in found if about is not None]
    return sorted(said, key=lambda s: (TOPICS.index(s.topic), order.index(s.voice), s.beside))


def author(viewer: Person, entry: Entry) -> str:
    """Who wrote an answer; "" where the viewer may not know them."""
    return _names(viewer, [entry]).get(entry.written_by_id, "")


def _names(viewer: Person, rows: Iterable[Any]) -> dict[int, str]:
    """Who wrote these rows, by key: asked by itself, because joining people whom the viewer may not know drops rows."""
    return sharing.names(viewer, {row.written_by_id for row in rows})


def _said(about: Topic, row: Entry | EntryVersion, names: dict[int, str]) -> Said:
    who = names.get(row.written_by_id, "")
    told = (Voice(row.voice), row.words, SaidBy(row.said_by), who, row.at, row.version)
    return Said(about, *told, answer=Answer(row.answer), beside=row.beside)


def _rows(learner: Learner, kind: str) -> list[Any]:
    rows: Any = KINDS[kind].objects.filter(learner=learner, ended__isnull=True)  # type: ignore[attr-defined]
    if kind == "photos":
        rows = rows.defer("image")
    rows = rows.select_related("organisation") if kind == "wishes" else rows
    return list(rows.order_by("begins" if kind == "times" else "at", "pk"))


def _things(viewer: Person, kind: str, rows: list[Any], who: dict[int, str]) -> list[Thing]:
    slugs = [getattr(row, "need", "") or getattr(row, "outcome", "") for row in rows]
    words = vocabulary.labels(viewer, slugs) if any(slugs) else {}
    return [_thing(kind, row, words, who) for row in rows]


def _thing(kind: str, row: Any, words: dict[str, str], who: dict[int, str]) -> Thing:
    label, note, span = "", "", None
    if kind == "needs":
        label, note = words.get(row.need, row.need), "must" if row.is_must else "helps"
    elif kind == "outcomes":
        label = words.get(row.outcome, row.outcome)
    elif kind == "times":
        span = (row.begins, row.ends)
    elif kind == "wishes":
        label = ", ".join(filter(None, [row.service, row.organisation.name if row.organisation else ""]))
        note = "for" if row.is_for else "against"
    text = "" if kind == "times" else row.words
    return Thing(row.pk, kind, label, text, SaidBy(row.said_by), who.get(row.written_by_id, ""), row.at, span, note)


ASKED_ABOUT = frozenset(about.category for about in TOPICS)
