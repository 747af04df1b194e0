"""Layouts of organisations: which there are, and which are in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wraparound.accounts import queries as accounts
from wraparound.accounts.policy import administers
from wraparound.documents.models import Layout

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Organisation, Person
    from wraparound.documents.content.tree import Kind


def in_use(viewer: Person, kind: Kind) -> QuerySet[Layout]:
    """The layouts of a kind of document that the viewer's organisations use, by the name of the organisation."""
    mine = {m.organisation for m in accounts.memberships_of(viewer)}
    found = Layout.objects.filter(organisation__in=mine, kind=kind, since__isnull=False, ended__isnull=True)
    return found.select_related("organisation").order_by("organisation__name", "pk")


def layouts(viewer: Person, organisation: Organisation, kind: Kind | None = None) -> QuerySet[Layout]:
    """All versions that an organisation has sent, the newest first, without their files; for its own people."""
    found = Layout.objects.filter(organisation=organisation).defer("file").select_related("made_by")
    return (found if kind is None else found.filter(kind=kind)).order_by("-version", "pk")


def layout(viewer: Person, organisation: Organisation, kind: Kind, key: UUID) -> Layout | None:
    """One version, with its file."""
    return Layout.objects.filter(organisation=organisation, kind=kind, pk=key).select_related("organisation").first()


def may_change(viewer: Person, organisation: Organisation) -> bool:
    """Whether the viewer says how the organisation's documents look."""
    return administers(accounts.memberships_of(viewer), organisation.pk)
