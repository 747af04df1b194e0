"""Who is told of what happens in a plan: the learner, those who answer for them, and the organisation whose turn it is.

To whom the part of the plan is not open, the notice is not either: the database sees to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.learners.telling import who_answers_for, who_works_for
from wraparound.notices.actions import settle, tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Comment, Flag, Line, Review, Version

register(
    Kind(
        "plan-own-changed",
        _("Something in your plan is new or changed."),
        wanted=_("Look at it. Say what you think."),
        link="plans:plan",
        link_text=_("See my plan"),
    ),
    Kind(
        "plan-changed",
        _("Something in a plan is new or changed."),
        wanted=_("Look at what is new."),
        named=_("Something in the plan of %(name)s is new or changed."),
        link="plans:plan",
        link_text=_("See the plan"),
    ),
    Kind(
        "line-to-decide",
        _("A part of a plan waits for your organisation to say yes or no."),
        wanted=_("Accept it, or say why not."),
        named=_("A part of the plan of %(name)s waits for your organisation to say yes or no."),
        link="plans:line",
        link_text=_("See what it is"),
        days=10,
    ),
    Kind(
        "question-asked",
        _("Somebody asked something about a plan."),
        wanted=_("Answer it, or make a task of it."),
        named=_("Somebody asked something about the plan of %(name)s."),
        link="plans:line",
        link_text=_("See the question"),
        days=5,
    ),
    Kind(
        "question-answered",
        _("Your question about a plan was answered."),
        named=_("Your question about the plan of %(name)s was answered."),
        link="plans:plan",
        link_text=_("See the plan"),
    ),
    Kind(
        "version-to-sign",
        _("A plan is ready to be agreed to."),
        wanted=_("Read it. Then say if you agree."),
        named=_("The plan of %(name)s is ready to be agreed to."),
        link="plans:plan",
        link_text=_("Read the plan"),
        days=14,
    ),
    Kind(
        "flag-yours",
        _("You are asked to look at something in a plan."),
        wanted=_("Look at it, and say what was done."),
        named=_("You are asked to look at something in the plan of %(name)s."),
        link="plans:flags",
        link_text=_("See what it is"),
        urgent=True,
        days=7,
    ),
    Kind(
        "review-planned",
        _("A review of a plan has a date."),
        wanted=_("See when it is. Say how you want to take part."),
        named=_("A review of the plan of %(name)s has a date."),
        link="plans:reviews",
        link_text=_("See the reviews"),
    ),
    Kind(
        "review-changed",
        _("A review of a plan changed."),
        wanted=_("See when and where it is now."),
        named=_("A review of the plan of %(name)s changed."),
        link="plans:reviews",
        link_text=_("See the reviews"),
        urgent=True,
    ),
    Kind(
        "review-off",
        _("A review of a plan was called off."),
        wanted=_("See why, and what comes next."),
        named=_("A review of the plan of %(name)s was called off."),
        link="plans:reviews",
        link_text=_("See the reviews"),
        urgent=True,
    ),
)


def proposed(line: Line, by: Person) -> None:
    """A line is new: its organisation has to decide, the others know."""
    changed(line, by)
    if line.organisation is not None:
        about = About.learner(line.learner, line.kept_in, line.pk)
        _each(who_works_for(line.learner, line.organisation, by), "line-to-decide", about, by)


def changed(line: Line, by: Person) -> None:
    """A line is not what it was."""
    about = About.learner(line.learner, line.kept_in)
    if line.learner.person_id:
        tell(person=line.learner.person_id, kind="plan-own-changed", about=about, by=by)
    _each(who_answers_for(line.learner, by) - {line.learner.person_id}, "plan-changed", about, by)


def decided(line: Line, by: Person) -> None:
    """Its organisation said yes or no: nobody waits for that any more."""
    settle(kind="line-to-decide", about=About.learner(line.learner, line.kept_in, line.pk), by=by)
    changed(line, by)


def asked(comment: Comment, by: Person) -> None:
    """A question: whoever leads the line, else its organisation, else the leads."""
    line = comment.line
    people = {who for who in (line.lead_id, line.deputy_id) if who is not None}
    if not people and line.organisation is not None:
        people = who_works_for(line.learner, line.organisation, by)
    about = About.learner(line.learner, line.kept_in, line.pk)
    _each(people or who_answers_for(line.learner, by), "question-asked", about, by)


def answered(comment: Comment, by: Person) -> None:
    """Whoever asked."""
    learner = comment.line.learner
    settle(kind="question-asked", about=About.learner(learner, comment.line.kept_in, comment.line_id), by=by)
    tell(
        person=comment.written_by_id,
        kind="question-answered",
        about=About.learner(learner, comment.line.kept_in),
        by=by,
    )


def to_sign(version: Version, by: Person) -> None:
    """All parties of a version."""
    learner = version.learner
    people = {learner.person_id} - {None}
    for party in version.parties.select_related("organisation"):
        if party.organisation is not None:
            people |= who_works_for(learner, party.organisation, by)
    _each(people, "version-to-sign", About.learner(learner, Category.PLAN), by)


def flagged(flag: Flag, by: Person) -> None:
    """Whoever is asked to look."""
    tell(person=flag.owner_id, kind="flag-yours", about=About.learner(flag.learner, flag.kept_in), by=by)


def meets(review: Review, by: Person) -> None:
    """A review has a date: the learner, those who answer for them, and who runs it."""
    _meets(review, "review-planned", by)


def meets_otherwise(review: Review, by: Person) -> None:
    """It has another date, place, way or lead: the same people."""
    _meets(review, "review-changed", by)


def does_not_meet(review: Review, by: Person) -> None:
    """It was called off: the same people."""
    _meets(review, "review-off", by)


def _meets(review: Review, kind: str, by: Person) -> None:
    learner: Learner = review.learner
    people: set[int | None] = {learner.person_id, review.lead_id}
    people |= who_answers_for(learner, by) | who_works_for(learner, review.organisation, by)
    _each(people - {by.pk}, kind, About.learner(learner, Category.PLAN), by)


def _each(people: Iterable[int | None], kind: str, about: About, by: Person) -> None:
    for person in people:
        if person is not None:
            tell(person=person, kind=kind, about=about, by=by)
