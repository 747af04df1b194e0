"""Answering a story; saying something about it to colleagues; taking that back.

What was done is noted in the chain of the site, which nobody at an organisation reads: who has done the exercise, and
when, is not for their employer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed
from wraparound.workforce import policy, queries
from wraparound.workforce.models import ExerciseAnswer, ExerciseRemark

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.workforce.stories import Story


@transaction.atomic
def answer_story(*, story: Story, choice: str, number: int, organisation: Organisation, by: Person) -> ExerciseAnswer:
    """What `by` would do, as one of an organisation's people; `number`: the how many-th time they answer this story.

    Raises NotAllowed; ValueError for what is no choice of the story.
    """
    if story.choice(choice) is None:
        raise ValueError(f"{choice!r} is no choice of {story.slug}")
    _insist_on_a_place(organisation, by)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(7280, hashint8(%s))", [by.pk])
    may = policy.may_answer(queries.progress(by), queries.times(by)[story.slug], number)
    if not may:
        raise NotAllowed(str(may.because))
    made = ExerciseAnswer(person=by, organisation=organisation, story=story.slug, choice=choice, round=number)
    made.save(force_insert=True)
    audit.record("exercise answered", about=audit.SITE, details={"story": story.slug})
    return made


@transaction.atomic
def say_remark(*, story: Story, words: str, organisation: Organisation, by: Person) -> ExerciseRemark:
    """Says something about a story to the people of one's organisation, with one's name. Raises NotAllowed."""
    _insist_on_a_place(organisation, by)
    made = ExerciseRemark(person=by, organisation=organisation, story=story.slug, words=words)
    made.save(force_insert=True)
    audit.record("remark made", about=audit.SITE, details={"story": story.slug})
    return made


@transaction.atomic
def take_back_remark(*, remark: ExerciseRemark, by: Person) -> None:
    """Colleagues do not see it any more. Raises NotAllowed: it is somebody else's."""
    if remark.person_id != by.pk:
        raise NotAllowed(_("this is a remark of somebody else"))
    ExerciseRemark.objects.filter(pk=remark.pk, taken_back=None).update(taken_back=clock.now())
    audit.record("remark taken back", about=audit.SITE, details={"story": remark.story})


def _insist_on_a_place(organisation: Organisation, by: Person) -> None:
    if organisation.pk not in {one.pk for one in queries.my_organisations(by)}:
        raise NotAllowed(_("you do not work for this organisation"))
