"""Which documents somebody can take away, and what stands in each: only what is open to the viewer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.jinja import in_words
from wraparound.documents.content import money, plan, review, transition
from wraparound.documents.content.tree import Document, Kind, Look
from wraparound.documents.queries import costs, gathering, meetings, moving_on
from wraparound.learners.policy import initials
from wraparound.plans import queries as plans
from wraparound.plans.kinds_of_reviews import ReviewKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wraparound.accounts.models import Person
    from wraparound.documents.content.tree import Block
    from wraparound.learners.models import Learner

LOOKS = {Kind.MONEY: (Look.ORDINARY, Look.LARGE)}
OF_A_PLAN = frozenset({Category.PLAN, Category.PLACEMENTS, Category.OUTCOMES})
LINES = frozenset({Category.PLAN, Category.PLACEMENTS})
NEEDS = {  # which categories a document is made of; without the first of them there is none
    Kind.REVIEW: (Category.PLAN, Category.OUTCOMES, Category.PLACEMENTS),
    Kind.TRANSITION: (Category.PLAN, Category.PLACEMENTS, Category.OUTCOMES),
    Kind.MONEY: (Category.FINANCE, Category.PLAN, Category.PLACEMENTS),
}
NAMED = re.compile(r"(?P<kind>plan|transition|money|version-(?P<number>\d{1,9})|review-(?P<review>[0-9a-f-]{36}))")


@dataclass(frozen=True, slots=True)
class Choice:
    """A document that can be taken away. `key` names it in addresses."""

    key: str
    kind: Kind
    label: str


def looks(viewer: Person, kind: Kind) -> tuple[Look, ...]:
    """How a document can read."""
    return LOOKS.get(kind, tuple(Look))


def categories(viewer: Person, learner: Learner, kind: Kind) -> frozenset[Category]:
    """The categories that can be in a document of this kind for this viewer; none where there is no such document."""
    is_open = plans.standing(viewer, learner).open
    if kind is Kind.PLAN:
        return is_open & (OF_A_PLAN | {Category.HEALTH}) if is_open & OF_A_PLAN else frozenset()
    needed = NEEDS[kind]
    tells = needed[0] in is_open and (kind is not Kind.MONEY or is_open & LINES)
    return is_open & frozenset(needed) if tells else frozenset()


def choices(viewer: Person, learner: Learner) -> list[Choice]:
    """All documents of a learner for this viewer: the plan, agreed versions, reviews, moving on, money."""
    can = {kind for kind in Kind if categories(viewer, learner, kind)}
    found = [Choice("plan", Kind.PLAN, _("The plan as it is today"))] if Kind.PLAN in can else []
    if Kind.REVIEW in can:  # both are of the plan's own category
        for version in plans.versions(viewer, learner):
            told = {"number": version.number, "day": in_words(version.at)}
            words = _("Version %(number)d of the plan, %(day)s") % told
            found.append(Choice(f"version-{version.number}", Kind.PLAN, words))
        for row in plans.reviews(viewer, learner):
            label = _("%(kind)s, %(day)s") % {"kind": ReviewKind(row.kind).label, "day": in_words(row.on)}
            found.append(Choice(f"review-{row.pk}", Kind.REVIEW, label))
    found += [Choice(k.value, k, str(k.label)) for k in (Kind.TRANSITION, Kind.MONEY) if k in can]
    return found


def document(viewer: Person, learner: Learner, key: str, look: Look) -> Document | None:
    """The document of a key; None where there is none, it is not open, or it does not read like that."""
    asked = NAMED.fullmatch(key)
    if asked is None:
        return None
    kind = Kind.PLAN if asked["number"] else Kind.REVIEW if asked["review"] else Kind(asked["kind"])
    if look not in looks(viewer, kind) or not categories(viewer, learner, kind):
        return None
    if asked["review"]:
        return _review(viewer, learner, asked["review"], look)
    if asked["number"]:
        return _version(viewer, learner, int(asked["number"]), look)
    return _of_today(viewer, learner, kind, look)


def _of_today(viewer: Person, learner: Learner, kind: Kind, look: Look) -> Document:
    name = str(learner)
    if kind is Kind.MONEY:
        made = money.blocks(*costs.statement_of(viewer, learner))
        return _made(viewer, learner, kind, look, _("The money of the plan of %(name)s") % {"name": name}, made)
    if kind is Kind.TRANSITION:
        made = transition.blocks(moving_on.transition_facts(viewer, learner), name, look)
        return _made(viewer, learner, kind, look, _("Moving on: %(name)s") % {"name": name}, made)
    made = plan.blocks(gathering.plan_facts(viewer, learner), name, look)
    return _made(viewer, learner, kind, look, _("Plan of %(name)s") % {"name": name}, made)


def _version(viewer: Person, learner: Learner, number: int, look: Look) -> Document | None:
    row = plans.version(viewer, learner, number) if number < 2**31 else None
    if row is None:
        return None
    title = _("Plan of %(name)s, version %(number)d") % {"name": learner, "number": number}
    made = plan.blocks(gathering.version_facts(viewer, learner, row), str(learner), look)
    asof = _("It shows the plan as it stood on %(day)s.") % {"day": in_words(row.at)}
    return _made(viewer, learner, Kind.PLAN, look, title, made, asof)


def _review(viewer: Person, learner: Learner, key: str, look: Look) -> Document | None:
    try:
        row = plans.review(viewer, learner, UUID(key))
    except ValueError:
        return None
    if row is None or row.ended:
        return None
    facts = meetings.review_facts(viewer, learner, row)
    title = _("%(title)s: plan of %(name)s") % {"title": facts.title, "name": learner}
    return _made(viewer, learner, Kind.REVIEW, look, title, review.blocks(facts, str(learner), look))


def _made(
    viewer: Person, learner: Learner, kind: Kind, look: Look, title: str, made: Iterable[Block], *more: str
) -> Document:
    return Document(
        kind=kind,
        look=look,
        title=title,
        about=str(learner),
        shown_to=tuple(_shown_to(viewer, learner, look, *more)),
        language="cy" if (get_language() or "").startswith("cy") else "en-GB",
        blocks=tuple(made),
        initials=initials(learner.name),
        footer=_("Plan of %(name)s, %(day)s") % {"name": learner, "day": in_words(clock.today())},
    )


def _shown_to(viewer: Person, learner: Learner, look: Look, *more: str) -> Iterator[str]:
    """Whose view it is. That parts may be missing is always said, so that saying it tells nothing."""
    told = {"name": viewer.name, "day": in_words(clock.today())}
    yield _("This is what %(name)s can see on %(day)s.") % told
    yield from more
    yield _("Some parts may not be shown to you.")
    if learner.person_id == viewer.pk:
        yield _("It is about you. Keep it safe.")
    elif look is Look.EASY:
        yield _("It is about %(name)s. Keep it safe.") % {"name": learner}
    else:
        yield _("It is about a person. Keep it safe, and pass it on only to those who need it.")
