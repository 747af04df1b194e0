"""Answers and remarks, for this viewer: the person who is signed in, or None for a visitor."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from wraparound.accounts import policy as places
from wraparound.accounts import queries as accounts
from wraparound.workforce import policy
from wraparound.workforce.models import ExerciseAnswer, ExerciseRemark
from wraparound.workforce.stories import stories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.workforce.stories import Choice, Story


@dataclass(frozen=True, slots=True)
class Finished:
    """How many of an organisation's people have done the exercise, and how many there are."""

    done: int
    people: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What a colleague says about a story; `name` is empty where they do not work there any more."""

    id: UUID
    name: str
    organisation: str
    words: str
    is_mine: bool


def my_organisations(viewer: Person | None) -> list[Organisation]:
    """Where the viewer works today, by name."""
    keys = {m.organisation for m in accounts.memberships_of(viewer)}
    return list(accounts.organisations(viewer).filter(pk__in=keys)) if keys else []


def times(viewer: Person | None) -> Counter[str]:
    """How often the viewer has answered each story."""
    if viewer is None:
        return Counter()
    return Counter(ExerciseAnswer.objects.filter(person=viewer).values_list("story", flat=True))


def progress(viewer: Person | None) -> policy.Progress:
    """How far the viewer is."""
    return policy.progress(times(viewer), [one.slug for one in stories()])


def last_answer(viewer: Person | None, story: Story) -> ExerciseAnswer | None:
    """What the viewer chose in a story the last time."""
    found = ExerciseAnswer.objects.filter(person=viewer, story=story.slug).order_by("-round")
    return found.select_related("organisation").first() if viewer is not None else None


def result(viewer: Person | None) -> list[tuple[Story, Choice]]:
    """Each story that the viewer has answered, with what they chose the last time."""
    rows = ExerciseAnswer.objects.filter(person=viewer).order_by("round") if viewer is not None else ()
    chosen = {row.story: row.choice for row in rows}
    pairs = [(one, one.choice(chosen.get(one.slug, ""))) for one in stories()]
    return [(one, choice) for one, choice in pairs if choice is not None]


def colleagues_chose(viewer: Person | None, story: Story, organisation: int) -> dict[str, int]:
    """How many of an organisation's people chose what, by slug, the first time; empty while fewer than five answered.

    Only the first five, ten, fifteen ... who answered are counted, so that nobody reads from two counts what one chose.
    For its own people; empty for anybody else.
    """
    if viewer is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select choice, people from app.exercise_counts(%s, %s)", [organisation, story.slug])
        return {str(choice): int(people) for choice, people in cursor.fetchall()}


def remarks(viewer: Person | None, story: Story) -> Sequence[Remark]:
    """What the viewer's colleagues say about a story, the oldest first."""
    if viewer is None:
        return []
    names = {m.person_id: m.person.name for m in accounts.colleagues(viewer)}
    of_mine = {one.pk: one.name for one in my_organisations(viewer)}
    rows = ExerciseRemark.objects.filter(story=story.slug, taken_back=None, organisation__in=of_mine).order_by("at")
    return [
        Remark(r.pk, names.get(r.person_id, ""), of_mine[r.organisation_id], r.words, r.person_id == viewer.pk)
        for r in rows
    ]


def remark(viewer: Person | None, key: UUID) -> ExerciseRemark | None:
    """A remark of the viewer's own; None where there is none."""
    return ExerciseRemark.objects.filter(pk=key, person=viewer).first() if viewer is not None else None


def finished(viewer: Person | None, organisation: Organisation) -> Finished | None:
    """How many of an organisation's people of today have done the exercise; None for all but its administrators."""
    if not places.administers(accounts.memberships_of(viewer), organisation.pk):
        return None
    with connection.cursor() as cursor:
        wanted = [one.slug for one in stories()]
        cursor.execute("select finished, people from app.exercise_finished(%s, %s)", [organisation.pk, wanted])
        done, people = cursor.fetchone()
    return Finished(int(done), int(people))
