"""What people said at a line, what was suggested for it, who pays; and who agreed to a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wraparound.accounts import queries as accounts
from wraparound.passport.policy import SaidBy, Voice
from wraparound.plans.models import (
    Change,
    Comment,
    Line,
    LineNeed,
    Payment,
    ReplyPhoto,
    Section,
    Suggestion,
    Version,
)
from wraparound.plans.queries.facts import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment or question with its answers; `task` is what it became. `is_open`: somebody still has to answer."""

    id: UUID
    words: str
    who: str
    at: datetime
    asks: bool
    task: Line | None
    answers: tuple[CommentView, ...] = ()

    @property
    def is_open(self) -> bool:
        """A question without answer or task."""
        return self.asks and self.task is None and not self.answers


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A change that somebody would like. `taken` is None while it waits."""

    id: UUID
    field: str
    was: Any
    value: Any
    words: str
    who: str
    at: datetime
    taken: bool | None
    because: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class SignatureView:
    """Somebody agreed for a party."""

    who: str
    said_by: SaidBy
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class PartyView:
    """A voice that is asked to agree, and its signatures. `is_asked` is False for who agreed without being asked."""

    voice: Voice
    organisation: str
    signatures: tuple[SignatureView, ...]
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photo at a line. `words`: what is to be seen; `may_take_away`: the learner may, and who put it there."""

    id: UUID
    words: str
    width: int
    height: int
    said_by: SaidBy
    who: str
    at: datetime
    may_take_away: bool


def photos(viewer: Person, line: Line, who: Mapping[int, str]) -> list[PhotoView]:
    """The photos that the learner shows at a line, the oldest first. `who`: names by key."""
    rows = ReplyPhoto.objects.filter(line=line, gone=None).defer("image").order_by("at", "pk")
    own = line.learner.person_id == viewer.pk
    return [
        PhotoView(
            id=row.pk,
            words=row.words,
            width=row.width,
            height=row.height,
            said_by=SaidBy(row.said_by),
            who=who.get(row.written_by_id, ""),
            at=row.at,
            may_take_away=own or row.written_by_id == viewer.pk,
        )
        for row in rows
    ]


def photo(viewer: Person, line: Line, key: UUID) -> ReplyPhoto | None:
    """One of them with its picture; None where there is none or it was taken away."""
    return ReplyPhoto.objects.select_related("learner").filter(line=line, pk=key, gone=None).first()


def comments(viewer: Person, line: Line, who: Mapping[int, str]) -> list[CommentView]:
    """What was said and asked at a line, the oldest first, with the answers below it. `who`: names by key."""
    return told(viewer, list(comments_of(viewer, line.pk)), who)


def comments_of(viewer: Person, line: UUID) -> QuerySet[Comment]:
    """The rows of what was said and asked at a line, in order."""
    return Comment.objects.filter(line=line).select_related("task").order_by("at", "pk")


def told(viewer: Person, rows: Sequence[Comment], who: Mapping[int, str]) -> list[CommentView]:
    """What was said and asked, with the answers below it."""

    def view(row: Comment) -> CommentView:
        below = tuple(view(one) for one in rows if one.answers_id == row.pk)
        return CommentView(row.pk, row.words, who.get(row.written_by_id, ""), row.at, row.asks, row.task, below)

    return [view(row) for row in rows if row.answers_id is None]


def comment(viewer: Person, line: Line, key: UUID) -> Comment | None:
    """One of them; None where there is none."""
    return Comment.objects.select_related("line__learner").filter(line=line, pk=key).first()


def suggestions(viewer: Person, line: Line, who: Mapping[int, str]) -> list[SuggestionView]:
    """The changes that were suggested for a line, those that wait first. `who`: names by key."""
    found = [
        SuggestionView(
            id=row.pk,
            field=row.field,
            was=row.was,
            value=row.value,
            words=row.words,
            who=who.get(row.written_by_id, ""),
            at=row.at,
            taken=row.taken,
            because=row.because,
            answered_by=who.get(row.answered_by_id or 0, ""),
        )
        for row in Suggestion.objects.filter(line=line).order_by("-at", "pk")
    ]
    return sorted(found, key=lambda one: one.taken is not None)


def suggestion(viewer: Person, line: Line, key: UUID) -> Suggestion | None:
    """One of them; None where there is none."""
    return Suggestion.objects.filter(line=line, pk=key).first()


def payments(viewer: Person, line: Line) -> QuerySet[Payment]:
    """Who pays what for a line, where money is open to the viewer."""
    return Payment.objects.filter(line=line, ended__isnull=True).select_related("payer").order_by("made", "pk")


def payment(viewer: Person, line: Line, key: UUID) -> Payment | None:
    """One share; None where there is none or it is not open."""
    return payments(viewer, line).select_related("learner").filter(pk=key).first()


def line_need(viewer: Person, line: Line, key: UUID) -> LineNeed | None:
    """One thing that has to be in place; None where there is none or it is not open."""
    return LineNeed.objects.select_related("learner").filter(line=line, pk=key, ended__isnull=True).first()


def sections(viewer: Person, learner: Learner) -> QuerySet[Section]:
    """What of the EHC plan is attached and open to the viewer, by its letter."""
    return Section.objects.filter(learner=learner, ended__isnull=True).order_by("letter")


def section(viewer: Person, learner: Learner, key: UUID) -> Section | None:
    """One of these."""
    return sections(viewer, learner).select_related("learner").filter(pk=key).first()


def changed_by_others(viewer: Person, line: Line, since: int) -> list[Change]:
    """What somebody else changed of a line after a place in the log, the oldest first."""
    log = Change.objects.filter(line=line.pk, order__gt=since).exclude(by_id=viewer.pk)
    return list(log.order_by("order"))


def who_changed(viewer: Person, line: Line, field: str) -> str:
    """Who changed a field last; "" where nobody did, or the viewer may not know."""
    last = Change.objects.filter(row=line.pk, field=field).order_by("-order").first()
    return names(viewer, line.learner).get(last.by_id, "") if last else ""


def parties(viewer: Person, version: Version, who: Mapping[int, str]) -> list[PartyView]:
    """Who has to agree to a version and who did; the learner first, family beside, then organisations by name.

    `who`: names by key. The version comes from `versions`, with both.
    """
    signed: dict[tuple[str, str], list[SignatureView]] = {}
    for row in sorted(version.signatures.all(), key=lambda s: (s.at, s.pk)):
        place = (row.voice, row.organisation.name if row.organisation else "")
        view = SignatureView(who.get(row.written_by_id, ""), SaidBy(row.said_by), row.at, row.words)
        signed.setdefault(place, []).append(view)
    asked = {(p.voice, p.organisation.name if p.organisation else "") for p in version.parties.all()}
    order = list(Voice)
    places = sorted(asked | set(signed), key=lambda one: (order.index(Voice(one[0])), one[1]))
    return [PartyView(Voice(v), o, tuple(signed.get((v, o), ())), (v, o) in asked) for v, o in places]


def speaking_organisations(viewer: Person, keys: frozenset[int]) -> list[Organisation]:
    """The organisations for which the viewer has a place in the circle, by name."""
    return list(accounts.organisations(viewer).filter(pk__in=keys)) if keys else []
