"""Reviews: planned, held, what they decided; notes of progress; how days went; flags that somebody looks at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.plans import flags, policy, queries, telling
from wraparound.plans.actions.agreeing import cut_version
from wraparound.plans.actions.keeping import change, locked, make
from wraparound.plans.actions.lines import propose_line
from wraparound.plans.kinds import LineKind, Source, VersionReason
from wraparound.plans.kinds_of_pathways import Way
from wraparound.plans.kinds_of_reviews import Face, FlagKind, ReviewKind, ReviewState, Stage, TookPart
from wraparound.plans.models import Attendee, Day, Decision, Flag, Line, Progress, Review
from wraparound.plans.policy import Refused, required

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner
    from wraparound.passport.policy import SaidBy
    from wraparound.plans.models import Outcome

REVIEW = ("kind", "on", "way", "place", "lead", "took_part", "took_part_words", "notes")
WHEN_AND_WHERE = frozenset({"kind", "on", "way", "place", "lead"})  # whoever takes part is told when these change
LOOK_WITHIN = timedelta(days=7)


@transaction.atomic
def plan_review(
    *,
    learner: Learner,
    kind: ReviewKind,
    on: date,
    organisation: Organisation,
    lead: Person | None = None,
    way: Way | None = None,
    place: str = "",
    by: Person,
) -> Review:
    """A date on which people meet, run by an organisation of the circle. Raises Refused."""
    standing = queries.standing(by, learner)
    required(policy.may_write(standing, Category.PLAN))
    if organisation.pk not in standing.organisations and not standing.is_the_learner:
        raise Refused(_("you have no place in the circle for this organisation"))
    said = {"kind": kind, "on": on, "organisation": organisation, "lead": lead, "place": place.strip()}
    said["way"] = way.value if way else ""
    review = make(Review, learner, Category.PLAN, by, **said)
    telling.meets(review, by)
    return review


@transaction.atomic
def change_review(*, review: Review, wanted: Mapping[str, Any], seen: Mapping[str, str], by: Person) -> bool:
    """Changes fields of a review. When, how, where and who leads: while it is planned; who takes part is told.

    Raises Stale with clashes, Refused.
    """
    if strange := set(wanted) - set(REVIEW):
        raise TypeError(f"a review has no {', '.join(sorted(strange))} to be said here")
    row = _review(review, by)
    if row.state == ReviewState.HELD and not wanted.get("took_part", row.took_part):
        raise Refused(_("a review says how the learner took part"))
    if row.state != ReviewState.PLANNED and WHEN_AND_WHERE & set(wanted):
        raise Refused(_("it is too late for that"))
    changed = change(row, wanted, seen, by)
    if changed and WHEN_AND_WHERE & set(wanted):
        telling.meets_otherwise(row, by)
    return changed


@transaction.atomic
def add_attendee(
    *, review: Review, person: Person | None = None, name: str = "", was_there: bool = True, by: Person
) -> Attendee:
    """Somebody who was there or sent word: a person, or a name. Raises Refused."""
    row = _review(review, by)
    if (person is None) == (not name.strip()):
        raise Refused(_("say who it was"))
    attendee = Attendee(**_spoken(row, by), review=row, person=person, name=name.strip(), was_there=was_there)
    attendee.save(force_insert=True)
    audit.record("attendee added", about=row.learner.public_id, details={"review": str(row.pk)})
    return attendee


@transaction.atomic
def hold_review(*, review: Review, took_part: TookPart, words: str = "", by: Person) -> Review:
    """The review was held; the plan as it stands is kept as a version, for all parties to agree. Raises Refused."""
    row = _review(review, by)
    if row.state != ReviewState.PLANNED:
        raise Refused(_("it is too late for that"))
    said = {"state": ReviewState.HELD.value, "took_part": took_part.value, "took_part_words": words.strip()}
    change(row, said, {}, by, "held")
    cut_version(learner=row.learner, reason=VersionReason.REVIEW, by=by)
    return row


@transaction.atomic
def cancel_review(*, review: Review, because: str, by: Person) -> None:
    """The review is called off, with the reason. Raises Refused."""
    row = _review(review, by)
    if row.state != ReviewState.PLANNED:
        raise Refused(_("it is too late for that"))
    if not because.strip():
        raise Refused(_("the others need to know why"))
    change(row, {"state": ReviewState.CANCELLED.value, "because": because.strip()}, {}, by, "cancelled")
    telling.does_not_meet(row, by)


@transaction.atomic
def decide(*, review: Review, words: str, by: Person) -> Decision:
    """Something that the review decided. Raises Refused."""
    row = _review(review, by)
    if not words.strip():
        raise Refused(_("there are no words yet"))
    decision = Decision(**_spoken(row, by), review=row, words=words.strip())
    decision.save(force_insert=True)
    audit.record("review decided", about=row.learner.public_id, details={"review": str(row.pk)})
    return decision


@transaction.atomic
def make_line_of_decision(*, decision: Decision, kind: LineKind, title: str = "", by: Person, **more: Any) -> Line:
    """A decision becomes a line of the plan, once. Raises Refused."""
    row = Decision.objects.select_for_update().filter(pk=decision.pk, line__isnull=True).first()
    if row is None:
        raise Refused(_("this is a line of the plan already"))
    told: dict[str, Any] = {"learner": row.learner, "kind": kind, "title": title.strip() or row.words[:200], "by": by}
    line = propose_line(**told, source=Source.REVIEW, **more)
    row.line = line
    row.save(update_fields=["line"])
    return line


@transaction.atomic
def note_progress(
    *, outcome: Outcome, stage: Stage, words: str, said_by: SaidBy, review: Review | None = None, by: Person
) -> Progress:
    """Where it began, a step, evidence, what the learner says, what was reached. Raises Refused."""
    standing = queries.standing(by, outcome.learner)
    required(policy.may_write(standing, Category.OUTCOMES))
    if said_by not in standing.speaks_for:
        raise Refused(_("this is not for you to say"))
    if not words.strip():
        raise Refused(_("there are no words yet"))
    said = {"outcome": outcome, "stage": stage, "words": words.strip(), "said_by": said_by, "review": review}
    note = Progress(learner=outcome.learner, category=outcome.category, written_by=by, **said)
    note.save(force_insert=True)
    details: dict[str, audit.Detail] = {"outcome": str(outcome.pk), "stage": stage.value}
    audit.record("progress noted", about=outcome.learner.public_id, details=details)
    return note


@transaction.atomic
def say_how_it_went(
    *,
    line: Line,
    on: date,
    came: bool | None = None,
    face: Face | None = None,
    words: str = "",
    said_by: SaidBy,
    by: Person,
) -> Day:
    """How a day of a line went. Several bad days make a flag for whoever leads the line. Raises Refused."""
    standing = queries.standing(by, line.learner)
    required(policy.may_write(standing, line.kept_in))
    if said_by not in standing.speaks_for:
        raise Refused(_("this is not for you to say"))
    if came is None and face is None and not words.strip():
        raise Refused(_("say whether they came, how it went, or both"))
    if on > clock.today():
        raise Refused(_("this day is still to come"))
    said = {"line": line, "on": on, "came": came, "face": face or "", "words": words.strip(), "said_by": said_by}
    day = Day(learner=line.learner, category=line.category, written_by=by, **said)
    day.save(force_insert=True)
    audit.record("day told", about=line.learner.public_id, details={"line": str(line.pk)})
    _flag_what_follows(line, by)
    return day


@transaction.atomic
def raise_flag(
    *, learner: Learner, kind: FlagKind, owner: Person, due: date, words: str = "", line: Line | None = None, by: Person
) -> Flag:
    """Something that somebody looks at, by a date. Raises Refused."""
    category = line.kept_in if line else Category.PLAN
    required(policy.may_write(queries.standing(by, learner), category))
    said = {"kind": kind, "owner": owner, "due": due, "words": words.strip(), "line": line}
    flag = make(Flag, learner, category, by, **said)
    telling.flagged(flag, by)
    return flag


@transaction.atomic
def settle_flag(*, flag: Flag, how: str, by: Person) -> None:
    """Somebody looked, and says what was done. Raises Refused."""
    row = locked(Flag, flag.pk)
    required(policy.may_write(queries.standing(by, row.learner), row.kept_in))
    if not how.strip():
        raise Refused(_("say what was done"))
    if row.ended is None:
        change(row, {"settled": how.strip(), "ended": clock.now()}, {}, by, "settled")


def _flag_what_follows(line: Line, by: Person) -> None:
    """A flag where the days say so, if there is somebody to own it and none of its kind is open."""
    kind = flags.follows(queries.days_of_line(by, line), line.kind)
    owner = line.lead or line.deputy or line.made_by
    if kind and not Flag.objects.filter(line=line, kind=kind, ended__isnull=True).exists():
        due = clock.today() + LOOK_WITHIN
        flag = make(Flag, line.learner, line.kept_in, by, kind=kind, owner=owner, due=due, line=line)
        telling.flagged(flag, by)


def _review(review: Review, by: Person) -> Review:
    row = locked(Review, review.pk)
    required(policy.may_write(queries.standing(by, row.learner), Category.PLAN))
    return row


def _spoken(review: Review, by: Person) -> dict[str, Any]:
    return {"learner": review.learner, "category": review.category, "written_by": by}
