"""What a passport says, for this viewer: only what is open to them, and nothing that tells of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wraparound.accounts import queries as accounts
from wraparound.accounts.roles import CirclePart
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
from wraparound.passport.policy import Answer, AnswerFacts, SaidBy, State, Voice, Writer, state
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
    """An answer as a page shows it."""

    topic: Topic
    voice: Voice
    words: str
    said_by: SaidBy
    who: str
    at: datetime
    version: int
    answer: Answer = Answer.SAID


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
    """A question and how far it is, for whoever answers it. `answer` is None where nothing was answered."""

    topic: Topic
    number: int
    answer: Answer | None
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A topic or need an organisation asks for, and how ready its answer is."""

    label: str
    category: Category
    state: State


def writer(viewer: Person, learner: Learner, category: Category) -> Writer:
    """What the viewer is to a learner, for those who write."""
    mine = [p.part for p in learners.circle(viewer, learner) if p.is_mine]
    return Writer(
        is_the_learner=learner.person_id == viewer.pk,
        is_family=bool({CirclePart.FAMILY, CirclePart.ADVOCATE}.intersection(mine)),
        is_team=bool({CirclePart.SUPPORT, CirclePart.LEAD}.intersection(mine)),
        is_open=category in sharing.open_categories(viewer, learner),
    )


def entry(viewer: Person, learner: Learner, about: Topic, voice: Voice) -> Entry | None:
    """What a voice says on a topic now, as far as the viewer may know; the newest where something was put aside too."""
    return Entry.objects.filter(learner=learner, topic=about.slug, voice=voice).order_by("-at", "pk").first()


def steps(viewer: Person, learner: Learner) -> list[Step]:
    """All questions whose category is open to the viewer, in order, with what the learner's voice answered."""
    is_open = sharing.open_categories(viewer, learner)
    newest: dict[str, Answer] = {}
    rows = Entry.objects.filter(learner=learner, voice=Voice.LEARNER).order_by("at", "pk")
    for slug, answer in rows.values_list("topic", "answer"):
        newest[slug] = Answer(answer)
    asked = [t for t in TOPICS if t.category in is_open]
    waiting = [t for t in asked if t.slug not in newest] or [t for t in asked if newest.get(t.slug) is Answer.LATER]
    return [Step(t, n, newest.get(t.slug), t in waiting[:1]) for n, t in enumerate(asked, start=1)]


def shared(viewer: Person, learner: Learner) -> list[CategoryPart]:
    """The passport as it is open to the viewer, category by category; those not open are not there at all."""
    is_open = sharing.open_categories(viewer, learner)
    answers = _answers(learner)
    found = [thing for kind in KINDS for thing in things(viewer, learner, kind)]
    by = _categories_of(learner)
    return [
        CategoryPart(
            category,
            tuple(a for a in answers if a.topic.category is category),
            tuple(t for t in found if by.get(t.id) is category),
        )
        for category in Category
        if category in is_open and category in ASKED_ABOUT
    ]


def things(viewer: Person, learner: Learner, kind: str) -> list[Thing]:
    """The needs, outcomes, times, wishes or photos that are not ended, as far as they are open to the viewer."""
    rows: Any = KINDS[kind].objects.filter(learner=learner, ended__isnull=True)  # type: ignore[attr-defined]
    if kind == "photos":
        rows = rows.defer("image")
    order = ("begins", "pk") if kind == "times" else ("at", "pk")
    rows = rows.select_related("organisation") if kind == "wishes" else rows
    found, who = list(rows.order_by(*order)), _names(rows)
    words = vocabulary.labels(viewer, [str(getattr(row, "need", "") or getattr(row, "outcome", "")) for row in found])
    return [_thing(kind, row, words, who) for row in found]


def thing(viewer: Person, learner: Learner, kind: str, key: UUID) -> Any:
    """One of them; None where it is not there or not open."""
    rows: Any = KINDS[kind].objects  # type: ignore[attr-defined]
    return rows.filter(learner=learner, ended__isnull=True, pk=key).first()


def history(viewer: Person, learner: Learner, about: Topic, voice: Voice) -> list[Said]:
    """How an answer stood before, the newest first."""
    rows = EntryVersion.objects.filter(learner=learner, topic=about.slug, voice=voice)
    who = _names(rows)
    return [_said(about, row, who) for row in rows.order_by("-at", "-version")]


def card(viewer: Person, learner: Learner) -> list[Said]:
    """The things everybody must know, in the learner's own voice, as far as they are open to the viewer."""
    return [a for a in _answers(learner) if a.topic.on_card and a.voice is Voice.LEARNER]


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
    known = _facts(Entry.objects.filter(learner=learner, voice=Voice.LEARNER).order_by("at", "pk"))
    found = []
    for about in filter(None, map(topic, wanted.topics)):
        told = state(about.category in is_open, known.get(about.slug), today)
        found.append(Asked(str(about.heading), about.category, told))
    said = {
        n.need: AnswerFacts(Answer.SAID, n.at.date()) for n in NeedOfLearner.objects.filter(learner=learner, ended=None)
    }
    for term in vocabulary.terms(viewer, kind="need", retired=True).filter(slug__in=wanted.needs):
        category = policy.category_of_need(term.heading.slug)
        found.append(Asked(term.label, category, state(category in is_open, said.get(term.slug), today)))
    return found


def _facts(rows: Iterable[Entry]) -> dict[str, AnswerFacts]:
    return {r.topic: AnswerFacts(Answer(r.answer), r.at.date(), r.shows_withheld) for r in rows}


def _answers(learner: Learner) -> list[Said]:
    rows = Entry.objects.filter(learner=learner, answer=Answer.SAID)
    order, who = list(Voice), _names(rows)
    found = [(topic(row.topic), row) for row in rows]
    said = [_said(about, row, who) for about, row in found if about is not None]
    return sorted(said, key=lambda s: (TOPICS.index(s.topic), order.index(s.voice)))


def author(viewer: Person, entry: Entry) -> str:
    """Who wrote an answer; "" where the viewer may not know them."""
    return _names(Entry.objects.filter(pk=entry.pk)).get(entry.written_by_id, "")


def _names(rows: Any) -> dict[int, str]:
    """Who wrote these rows, by key: asked by itself, because joining people whom the viewer may not know drops rows."""
    return dict(rows.order_by().values_list("written_by_id", "written_by__name").distinct())


def _said(about: Topic, row: Entry | EntryVersion, names: dict[int, str]) -> Said:
    who = names.get(row.written_by_id, "")
    return Said(about, Voice(row.voice), row.words, SaidBy(row.said_by), who, row.at, row.version, Answer(row.answer))


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


def _categories_of(learner: Learner) -> dict[UUID, Category]:
    found: dict[UUID, Category] = {}
    for model in KINDS.values():
        rows: Any = model.objects.filter(learner=learner, ended__isnull=True)  # type: ignore[attr-defined]
        found |= {key: sharing.BY_NUMBER[number] for key, number in rows.values_list("pk", "category")}
    return found


ASKED_ABOUT = frozenset(about.category for about in TOPICS)
