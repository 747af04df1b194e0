"""Noting who looked, and what a learner says of it: \"this seems wrong\", to somebody with a name, who answers."""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed
from wraparound.sharing import queries, telling_looks
from wraparound.sharing.models import Concern, ConcernAnswer
from wraparound.sharing.policy_looks import answer_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner

Look = tuple[list["UUID"], list["Category"], str, bool]  # of whom, what, on what kind of page, each time
# The looks that were noted while one request is answered: see sharing/looking.py.
noted: ContextVar[list[Look] | None] = ContextVar("looks noted", default=None)


@transaction.atomic(savepoint=False)  # one statement, on every page
def record_look(
    *, learner: Learner, categories: Iterable[Category], page: str = "", often: bool = True, by: Person
) -> None:
    """Notes in the learner's chain that somebody else looked, at which categories, on behalf of which organisations.

    `page` says on what kind of page, where the categories do not say enough (a word of wording_looks.PAGES). Where a
    look is not noted `often`, a second one like it on the same day is left out.
    """
    if by.pk != learner.person_id:
        _note([learner.public_id], categories, page, often)


@transaction.atomic(savepoint=False)
def record_looks(
    *, learners: Iterable[UUID], categories: Iterable[Category], page: str, often: bool = False, by: Person
) -> int:
    """The same for several learners (their public ids) in one statement: how many events it made. For lists."""
    return _note(sorted(set(learners)), categories, page, often)


@transaction.atomic
def record_taken(
    *, learner: Learner, what: str, categories: Iterable[Category], details: Mapping[str, audit.Detail], by: Person
) -> None:
    """Notes that somebody took something about the learner away: `what` is "document taken away" or "calendar read".

    Where `details` has categories, they are those that the learner is told of now.
    """
    seen = sorted(categories, key=lambda c: c.value)
    slugs, numbers = [c.value for c in seen], [c.number for c in seen]
    said = json.dumps(dict(details))
    with connection.cursor() as cursor:
        cursor.execute(
            "select app.note_taken(%s, %s, %s, %s::smallint[], %s)", [learner.public_id, what, slugs, numbers, said]
        )


@transaction.atomic
def raise_concern(*, learner: Learner, words: str, to: int, event: int | None = None, by: Person) -> Concern:
    """What seems wrong to the learner, in their words, about an event of their chain or at all; to who hears it.

    `to` is one of `queries.who_hears`. They are told, without a word of it. Raises NotAllowed.
    """
    if not queries.standing(by, learner).is_the_learner:
        raise NotAllowed(_("only the learner can say this"))
    line = None if event is None else queries.look(by, learner, event)
    if event is not None and line is None:
        raise NotAllowed(_("this is not in the list"))
    asked = next((one for one in queries.who_hears(by, learner, line) if one.person == to), None)
    if asked is None:
        raise NotAllowed(_("this person cannot answer it"))
    made = Concern.objects.create(
        learner=learner,
        event=event,
        words=words,
        raised_by=by,
        to_person_id=to,
        organisation_id=asked.place,
        due=answer_due(clock.today()),
    )
    audit.record("concern raised", about=learner.public_id, details={"concern": str(made.pk)})
    telling_looks.raised(made, by)
    return made


@transaction.atomic
def answer_concern(*, concern: Concern, words: str, by: Person) -> ConcernAnswer:
    """The answer of the person who was asked; once. The learner is told. Raises NotAllowed."""
    if concern.to_person_id != by.pk:
        raise NotAllowed(_("somebody else was asked"))
    about = queries.concern(by, concern.pk)
    if about is None or about.answer:
        raise NotAllowed(_("it has been answered already"))
    try:
        with transaction.atomic():
            made = ConcernAnswer.objects.create(concern=concern, learner_id=concern.learner_id, words=words, by=by)
    except IntegrityError as error:  # twice at the same moment
        raise NotAllowed(_("it has been answered already")) from error
    audit.record("concern answered", about=about.learner, details={"concern": str(concern.pk)})
    telling_looks.answered(concern, by)
    return made


def _note(learners: list[UUID], categories: Iterable[Category], page: str, often: bool) -> int:
    seen = sorted(categories, key=lambda c: c.value)
    with connection.cursor() as cursor:
        slugs, numbers = [c.value for c in seen], [c.number for c in seen]
        cursor.execute("select app.note_looks(%s, %s, %s::smallint[], %s, %s)", [learners, slugs, numbers, page, often])
        made = int(cursor.fetchone()[0])
    if (of_this_request := noted.get()) is not None:
        of_this_request.append((learners, seen, page, often))
    return made
