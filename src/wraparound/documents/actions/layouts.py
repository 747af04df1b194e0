"""An organisation's layouts: sent and tried out, put into use, taken out of use. Versions stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed
from wraparound.documents.models import Layout
from wraparound.documents.queries import layouts as queries
from wraparound.documents.word.sample import sample
from wraparound.documents.word.writing import NotFit, checked

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.documents.content.tree import Kind

MOST = 100  # versions of a kind that an organisation can keep


@dataclass(frozen=True, slots=True)
class Tried:
    """A layout that is kept and not yet in use, with a made-up document in it."""

    layout: Layout
    file: bytes


@transaction.atomic
def try_layout(*, organisation: Organisation, kind: Kind, name: str, content: bytes, by: Person) -> Tried:
    """Looks at a file, fills it with made-up content, and keeps it. Raises NotAllowed, NotFit with sentences."""
    _required(organisation, by)
    known = Layout.objects.filter(organisation=organisation, kind=kind)
    last = known.aggregate(last=Max("version"))["last"] or 0
    if last >= MOST:
        raise NotFit([_("There are already %(most)d versions of it.") % {"most": MOST}])
    file = checked(content, sample(kind), organisation.name)
    layout = Layout.objects.create(
        organisation=organisation,
        kind=kind,
        version=last + 1,
        name=name[-120:],
        file=content,
        size=len(content),
        made_by=by,
    )
    _record("layout tried out", layout)
    return Tried(layout, file)


@transaction.atomic
def use_layout(*, layout: Layout, by: Person) -> None:
    """From now on the organisation's documents of this kind look so; also for an earlier version. Raises NotAllowed."""
    _required(layout.organisation, by)
    now = clock.now()
    others = Layout.objects.filter(organisation_id=layout.organisation_id, kind=layout.kind).exclude(pk=layout.pk)
    others.filter(since__isnull=False, ended__isnull=True).update(ended=now)
    unused = Layout.objects.filter(pk=layout.pk).exclude(since__isnull=False, ended__isnull=True)
    if unused.update(since=now, ended=None):
        _record("layout put into use", layout)


@transaction.atomic
def use_default(*, organisation: Organisation, kind: Kind, by: Person) -> None:
    """Back to our own layout. Raises NotAllowed."""
    _required(organisation, by)
    for layout in Layout.objects.filter(organisation=organisation, kind=kind, since__isnull=False, ended__isnull=True):
        Layout.objects.filter(pk=layout.pk).update(ended=clock.now())
        _record("layout taken out of use", layout)


def _required(organisation: Organisation, by: Person) -> None:
    if not queries.may_change(by, organisation):
        raise NotAllowed(_("only an administrator of the organisation says how its documents look"))


def _record(what: str, layout: Layout) -> None:
    told: dict[str, str | int] = {"layout": str(layout.pk), "kind": layout.kind, "version": layout.version}
    audit.record(what, about=layout.organisation.public_id, details=told)
