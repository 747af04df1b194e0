"""Saying something in a passport, taking it back, putting a question aside. Every answer that stood is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wraparound.accounts import queries as accounts
from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.core.decisions import Decision, Stale
from wraparound.passport import policy, queries, telling
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
from wraparound.passport.policy import Answer, Refused, SaidBy, may_choose, may_put_aside, may_write
from wraparound.sharing.queries import BY_NUMBER
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner
    from wraparound.passport.pictures import Picture
    from wraparound.passport.topics import Topic


@transaction.atomic
def say(*, learner: Learner, topic: Topic, words: str, said_by: SaidBy, version: int = 0, by: Person) -> Entry:
    """Answers a question. `version` is of the answer that the writer saw, 0 for none. Raises Stale, Refused.

    What a supporter types where the learner's own answer stands, stands beside it until the learner chooses.
    """
    return _answer(learner, topic, Answer.SAID, words.strip(), False, said_by, version, by)


@transaction.atomic
def put_aside(
    *,
    learner: Learner,
    topic: Topic,
    answer: Answer,
    shows_withheld: bool = False,
    said_by: SaidBy,
    version: int = 0,
    by: Person,
) -> Entry:
    """ "Ask me later" or "I don't want to say". Words said before are the learner's alone from now on.

    Nobody else sees that a question was put aside, unless `shows_withheld`; what was typed for the learner beside their
    words goes with these. Raises Stale, Refused: what the learner said only they put aside.
    """
    now = queries.entry(by, learner, topic, said_by.voice)
    _allowed(may_put_aside(said_by, SaidBy(now.said_by) if now else None))
    entry = _answer(learner, topic, answer, "", shows_withheld, said_by, version, by)
    _withdraw(entry)
    waiting = queries.to_choose(by, learner, topic) if said_by is SaidBy.LEARNER else None
    if waiting is not None:
        _settle(waiting.typed, by)
        _withdraw(waiting.typed)
    return entry


@transaction.atomic
def choose_answer(*, learner: Learner, topic: Topic, takes_typed: bool, version: int, by: Person) -> None:
    """The learner says which is right: what was typed for them becomes their answer, or their own stays.

    Own words kept: what was typed, with its history, is the learner's alone from now on. `version` is of the typed
    answer that the learner saw. Raises Refused, also where nothing waits any more; Stale where it was typed anew.
    """
    _allowed(may_choose(queries.writer(by, learner, topic.category)))
    waiting = queries.to_choose(by, learner, topic)
    if waiting is None:
        raise Refused(_("nothing waits for you here"))
    own, typed = waiting.own, waiting.typed
    if typed.version != version:
        raise Stale(typed)
    details = _details(typed, SaidBy(typed.said_by))
    place = queries.entry(by, learner, topic, SaidBy.LEARNER.voice)
    now = place.version if place else 0
    if typed.beside:
        _settle(typed, by)
    if takes_typed:
        _answer(learner, topic, Answer.SAID, typed.words, False, SaidBy.LEARNER, now, by)
    elif not typed.beside:  # typed by somebody who could not know that the learner had put the question aside
        _answer(learner, topic, Answer(own.answer), "", own.shows_withheld, SaidBy.LEARNER, now, by)
    if not takes_typed:
        _withdraw(typed)
    audit.record("typed answer taken" if takes_typed else "own answer kept", about=learner.public_id, details=details)


@transaction.atomic
def add_need(
    *, learner: Learner, need: str, words: str = "", is_must: bool = True, said_by: SaidBy, by: Person
) -> NeedOfLearner:
    """A need by its slug of the vocabulary; said already, nothing changes. Raises Refused for an unknown slug too."""
    term = vocabulary.terms(by, kind="need").filter(slug=need).first()
    if term is None:
        raise Refused(_("this is no need of the vocabulary"))
    category = policy.category_of_need(term.heading.slug, term.slug)
    same = NeedOfLearner.objects.filter(learner=learner, need=need, ended__isnull=True).first()
    return same or _add(NeedOfLearner, learner, category, said_by, by, need=need, words=words.strip(), is_must=is_must)


@transaction.atomic
def add_outcome(*, learner: Learner, outcome: str, words: str = "", said_by: SaidBy, by: Person) -> OutcomeOfLearner:
    """An outcome by its slug of the vocabulary; said already, nothing changes. Raises Refused, also for no slug."""
    if vocabulary.unknown(by, [outcome], "outcome"):
        raise Refused(_("this is no outcome of the vocabulary"))
    same = OutcomeOfLearner.objects.filter(learner=learner, outcome=outcome, ended__isnull=True).first()
    return same or _add(OutcomeOfLearner, learner, Category.OUTCOMES, said_by, by, outcome=outcome, words=words.strip())


@transaction.atomic
def add_availability(*, learner: Learner, begins: int, ends: int, said_by: SaidBy, by: Person) -> Availability:
    """A stretch of the week, in minutes since Monday, midnight. Raises Refused."""
    made: Availability = _add(Availability, learner, Category.PLAN, said_by, by, begins=begins, ends=ends)
    return made


@transaction.atomic
def add_wish(
    *,
    learner: Learner,
    is_for: bool,
    organisation: Organisation | None = None,
    service: str = "",
    words: str = "",
    said_by: SaidBy,
    by: Person,
) -> Wish:
    """A wish for or against an organisation, a service or both. Raises Refused."""
    said = {"is_for": is_for, "organisation": organisation, "service": service.strip(), "words": words.strip()}
    made: Wish = _add(Wish, learner, Category.OUTCOMES, said_by, by, **said)
    return made


@transaction.atomic
def add_photo(*, learner: Learner, picture: Picture, words: str, said_by: SaidBy, by: Person) -> Photo:
    """A picture that was made anew, with what is to be seen on it. Raises Refused."""
    seen = {"image": picture.jpeg, "width": picture.width, "height": picture.height, "words": words.strip()}
    made: Photo = _add(Photo, learner, Category.ABOUT_ME, said_by, by, **seen)
    return made


@transaction.atomic
def end_thing(*, learner: Learner, thing: Any, by: Person) -> None:
    """A need, outcome, time, wish or photo holds no longer. Raises Refused: what the learner wrote only they end."""
    writer = queries.writer(by, learner, BY_NUMBER[thing.category])
    _required(writer, SaidBy.LEARNER if writer.is_the_learner else SaidBy(thing.said_by))
    type(thing).objects.filter(pk=thing.pk, ended__isnull=True).update(ended=clock.now())
    audit.record("passport part ended", about=learner.public_id, details=_details(thing, SaidBy(thing.said_by)))
    telling.changed(learner, BY_NUMBER[thing.category], by)


@transaction.atomic
def ask_for(
    *, organisation: Organisation, topics: Iterable[str], needs: Iterable[str], version: int = 0, by: Person
) -> AskedFor:
    """What an organisation asks about before a learner comes. Raises Stale; Refused where `by` is no member."""
    if organisation.pk not in {m.organisation for m in accounts.memberships_of(by)}:
        raise Refused(_("you do not belong to this organisation"))
    said = {"topics": sorted(topics), "needs": sorted(needs), "changed_by": by, "at": clock.now()}
    current = queries.asked_for(by, organisation)
    if current is None:
        current = AskedFor.objects.create(organisation=organisation, **said)
    elif not AskedFor.objects.filter(pk=organisation.pk, version=version).update(**said, version=F("version") + 1):
        raise Stale(current)
    audit.record("receiving list changed", about=organisation.public_id)
    current.refresh_from_db()
    return current


def _answer(
    learner: Learner,
    topic: Topic,
    answer: Answer,
    words: str,
    shows_withheld: bool,
    said_by: SaidBy,
    version: int,
    by: Person,
) -> Entry:
    _required(queries.writer(by, learner, topic.category), said_by)
    said: dict[str, Any] = {"answer": answer, "words": words, "shows_withheld": shows_withheld}
    said |= {"said_by": said_by, "written_by": by, "at": clock.now()}
    current, beside = queries.written_over(by, learner, topic, said_by)
    if current is None:
        entry = _first(learner, topic, said_by, {**said, "beside": beside}, by)
    elif not Entry.objects.filter(pk=current.pk, version=version).update(**said, version=F("version") + 1):
        raise Stale(current)
    else:
        entry = Entry.objects.get(pk=current.pk)
    _keep_version(entry)
    verb = "question answered" if answer is Answer.SAID else "question put aside"
    verb = "answer typed beside" if beside else verb
    audit.record(verb, about=learner.public_id, details=_details(entry, said_by))
    if answer is Answer.SAID:  # that a question was put aside is nobody else's business
        telling.changed(learner, topic.category, by)
    return entry


def _settle(typed: Entry, by: Person) -> None:
    """It stands beside the learner's answer no longer. Raises Stale where it was changed at the same moment."""
    said = {"answer": Answer.SETTLED, "words": "", "said_by": SaidBy.LEARNER, "written_by": by, "at": clock.now()}
    mine = Entry.objects.filter(pk=typed.pk, version=typed.version)
    if not mine.update(**said, version=F("version") + 1):
        raise Stale(Entry.objects.get(pk=typed.pk))
    _keep_version(Entry.objects.get(pk=typed.pk))


def _withdraw(entry: Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select app.withdraw_words(%s)", [entry.pk])


def _first(learner: Learner, topic: Topic, said_by: SaidBy, said: dict[str, Any], by: Person) -> Entry:
    entry = Entry(learner=learner, category=topic.category.number, topic=topic.slug, voice=said_by.voice, **said)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:  # two wrote the first answer at once
        raise Stale(queries.written_over(by, learner, topic, said_by)[0]) from None
    return entry


def _keep_version(entry: Entry) -> None:
    same = ("category", "topic", "voice", "beside", "answer", "words", "version", "said_by", "at")
    kept = EntryVersion(
        entry=entry,
        learner_id=entry.learner_id,
        written_by_id=entry.written_by_id,
        **{name: getattr(entry, name) for name in same},
    )
    kept.save(force_insert=True)


def _add(kind: type[Any], learner: Learner, category: Category, said_by: SaidBy, by: Person, **said: Any) -> Any:
    _required(queries.writer(by, learner, category), said_by)
    row = kind(learner=learner, category=category.number, said_by=said_by, written_by=by, at=clock.now(), **said)
    row.save(force_insert=True)
    audit.record("passport part added", about=learner.public_id, details=_details(row, said_by))
    telling.changed(learner, category, by)
    return row


def _required(writer: Any, said_by: SaidBy) -> None:
    _allowed(may_write(writer, said_by))


def _allowed(decision: Decision) -> None:
    if not decision.allowed:
        raise Refused(decision.because)


def _details(row: Any, said_by: SaidBy) -> dict[str, Any]:
    category = BY_NUMBER[row.category]
    return {"part": str(row.pk), "kind": row._meta.model_name, "category": category.value, "said_by": said_by.value}
