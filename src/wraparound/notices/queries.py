"""Which notices, for this viewer. Row-level security shows each person their own, while what they are about is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.notices import kinds
from wraparound.notices.kinds import Kind
from wraparound.notices.models import Notice, Wish
from wraparound.notices.policy import Mails

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as a page shows it."""

    id: UUID
    sentence: str
    part: str  # of the learner; "" where it is who they are, or about no learner
    wanted: str
    by: str  # who did it; "" where the viewer may not know
    link_text: str  # "" where it leads nowhere
    count: int
    made: datetime
    due: date | None
    is_new: bool
    is_done: bool
    reference: str


def notices(viewer: Person, kind: str = "") -> QuerySet[Notice]:
    """The viewer's own: what was not seen first, then by time, the newest first."""
    found = Notice.objects.filter(person_id=viewer.pk, **({"kind": kind} if kind else {}))
    return found.annotate(by=F("told_by__name")).order_by(F("seen").desc(nulls_first=True), "-made", "pk")


def notice(viewer: Person, key: UUID) -> Notice | None:
    """One of these; None where there is none, it is somebody else's, or it is not open any more."""
    return notices(viewer).filter(pk=key).first()


def unread(viewer: Person) -> int:
    """How many the viewer has not seen."""
    return Notice.objects.filter(person_id=viewer.pk, seen__isnull=True).count()


def kinds_there(viewer: Person) -> list[Kind]:
    """The kinds of which the viewer has notices, in the order of their sentences."""
    slugs = Notice.objects.filter(person_id=viewer.pk).order_by().values_list("kind", flat=True).distinct()
    return sorted((k for slug, k in kinds.known().items() if slug in set(slugs)), key=lambda k: str(k.sentence))


def lines(viewer: Person, rows: Iterable[Notice]) -> list[Line]:
    """These notices in words, with the names of learners that are open to the viewer."""
    found = list(rows)
    names = kinds.names(viewer, [row.learner for row in found if row.learner is not None])
    return [_line(row, names.get(row.learner or 0, "")) for row in found]


def address_of(viewer: Person, notice: Notice) -> str:
    """Where a notice leads to; "" where nowhere."""
    kind = kinds.known().get(notice.kind)
    return pages.url_if(kind.link, *notice.address) if kind and kind.link else ""


def mails_wanted(viewer: Person) -> Mails:
    """When the viewer wants mails; once a day until they say otherwise."""
    said = Wish.objects.filter(person_id=viewer.pk).values_list("mails", flat=True).first()
    return Mails(said) if said else Mails.DAILY


def to_mail(viewer: int, *, urgent_only: bool) -> list[Notice]:
    """What waits for the mail of the person who acts, by number; the oldest first."""
    slugs = [slug for slug, kind in kinds.known().items() if kind.urgent or not urgent_only]
    waiting = Q(seen__isnull=True, done__isnull=True, mailed__isnull=True, kind__in=slugs)
    return list(Notice.objects.filter(waiting, person_id=viewer).order_by("made", "pk"))


def _line(row: Notice, name: str) -> Line:
    kind = kinds.known().get(row.kind) or Kind(row.kind, _("Something changed."))
    sentence = str(kind.named) % {"name": name} if name and kind.named else str(kind.sentence)
    leads_on = bool(kind.link and pages.url_if(kind.link, *row.address))
    return Line(
        id=row.pk,
        sentence=sentence,
        part=str(row.category.label) if row.category and row.category is not Category.IDENTITY else "",
        wanted=str(kind.wanted),
        by=getattr(row, "by", None) or "",
        link_text=str(kind.link_text or _("Look at it")) if leads_on else "",
        count=row.count,
        made=row.made,
        due=row.due,
        is_new=row.seen is None,
        is_done=row.done is not None,
        reference=row.reference,
    )
