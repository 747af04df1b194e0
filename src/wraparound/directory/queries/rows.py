"""The local offer for whoever asks: what is published to everybody, an organisation's own entries to its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from wraparound.accounts import queries as accounts
from wraparound.core import clock
from wraparound.directory import policy
from wraparound.directory.models import Offering, Remedy, Reminder, Service, Site, Term, Upload, row_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

ENTRIES: dict[str, type[Site | Service | Offering | Remedy]] = {
    "service": Service,
    "site": Site,
    "offering": Offering,
    "remedy": Remedy,
}


@dataclass(frozen=True, slots=True)
class MyOrganisation:
    """An organisation of the viewer, and whether they may change its entries."""

    key: int
    public_id: UUID
    name: str
    may_edit: bool
    because: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of an organisation in the list of its own."""

    what: str
    public_id: UUID
    name: str
    published: bool
    last_confirmed: date | None
    is_due: bool

    @property
    def state(self) -> str:
        """Whether others see it."""
        return "published" if self.published else "hidden"


def memberships(viewer: Any) -> list[tuple[int, str]]:
    """(organisation, role) of the viewer's memberships of today; none for a visitor."""
    return [(m.organisation, m.role.value) for m in accounts.memberships_of(viewer)]


def my_organisations(viewer: Any) -> list[MyOrganisation]:
    """The organisations that the viewer belongs to, by name."""
    held = accounts.memberships_of(viewer)
    roles = [(m.organisation, m.role.value) for m in held]
    found = {}
    for m in held:
        decision = policy.may_edit(m.organisation, roles)
        why = str(decision.because)
        found[m.organisation] = MyOrganisation(m.organisation, m.public_id, m.name, decision.allowed, why)
    return sorted(found.values(), key=lambda o: o.name)


def my_organisation(viewer: Any, public_id: UUID) -> MyOrganisation | None:
    """One of the viewer's organisations; None where they are not a member."""
    return next((o for o in my_organisations(viewer) if o.public_id == public_id), None)


def organisation(viewer: Any, public_id: UUID) -> Any:
    """The row of an organisation, for actions; None where there is none."""
    return accounts.organisation(viewer, public_id)


def services(viewer: Any) -> QuerySet[Service]:
    """What everybody may see: published services."""
    return Service.objects.filter(published=True).select_related("organisation")


def offerings(viewer: Any) -> QuerySet[Offering]:
    """Offerings that everybody may see, with service, site and organisation."""
    return Offering.objects.filter(shown=True).select_related("service", "site", "organisation")


def sites(viewer: Any) -> QuerySet[Site]:
    """Published sites, with their organisation."""
    return Site.objects.filter(published=True).select_related("organisation")


def remedies(viewer: Any) -> QuerySet[Remedy]:
    """Published remedies, with who gives them."""
    return Remedy.objects.filter(published=True).select_related("organisation")


def remedy(viewer: Any, public_id: UUID) -> Remedy | None:
    """One published remedy."""
    return remedies(viewer).filter(public_id=public_id).first()


def terms(viewer: Any) -> QuerySet[Term]:
    """All terms of all calendars, by their first day."""
    return Term.objects.select_related("organisation")


def entry(viewer: Any, what: str, public_id: UUID) -> Any:
    """An entry of one of the viewer's organisations: `what` is service, site, offering or remedy. Else None."""
    mine = {organisation for organisation, _role in memberships(viewer)}
    found = ENTRIES[what].objects.select_related("organisation")
    return found.filter(public_id=public_id, organisation_id__in=mine).first()


def entries(viewer: Any, organisation: int) -> list[EntryRow]:
    """Everything that an organisation of the viewer has written down, hidden things too; nothing of another's."""
    if organisation not in {o for o, _role in memberships(viewer)}:
        return []
    today = clock.today()
    rows = []
    for what, model in ENTRIES.items():
        for row in _with_names(model.objects.filter(organisation_id=organisation), what):
            confirmed = getattr(row, "last_confirmed", None)
            due = confirmed is not None and policy.is_due(confirmed, today)
            rows.append(EntryRow(what, row.public_id, row_name(row), row.published, confirmed, due))
    return rows


def entry_name(viewer: Any, row: Any) -> str:
    """What an entry is called."""
    return row_name(row)


def due(viewer: Any) -> list[EntryRow]:
    """What the viewer's organisations should look at again, oldest first."""
    rows = [row for o in my_organisations(viewer) if o.may_edit for row in entries(viewer, o.key) if row.is_due]
    return sorted(rows, key=lambda row: (row.last_confirmed or clock.today(), row.name))


def own_sites(viewer: Any, organisation: int) -> QuerySet[Site]:
    """The sites of an organisation of the viewer."""
    mine = {o for o, _role in memberships(viewer)}
    return Site.objects.filter(organisation_id=organisation, organisation_id__in=mine)


def own_rows(viewer: Any, organisation: int) -> dict[str, QuerySet[Any]]:
    """The rows of each kind of entry of an organisation of the viewer, hidden ones too; none of another's."""
    mine = {o for o, _role in memberships(viewer)}
    rows = {what: _with_names(model.objects.all(), what) for what, model in ENTRIES.items()}
    return {what: found.filter(organisation_id=organisation, organisation_id__in=mine) for what, found in rows.items()}


def upload(viewer: Any, public_id: UUID) -> Upload | None:
    """A workbook that the viewer put here and that was not carried out yet."""
    if viewer is None:
        return None
    found = Upload.objects.select_related("organisation").filter(pk=public_id, by_id=viewer.pk, carried_out=None)
    mine = {o for o, _role in memberships(viewer)}
    return found.filter(organisation_id__in=mine).first()


def due_by_organisation(viewer: Any) -> dict[Any, int]:
    """How many published services and remedies of each organisation are due."""
    before = clock.today() - policy.DUE_AFTER
    counts: dict[Any, int] = {}
    for rows in (services(viewer), remedies(viewer)):
        for row in rows.filter(last_confirmed__lt=before):
            counts[row.organisation] = counts.get(row.organisation, 0) + 1
    return counts


def reminded_since(viewer: Any, moment: datetime) -> set[int]:
    """The organisations that got a reminder since then. For the role of sign-in, which sends them."""
    return set(Reminder.objects.filter(at__gt=moment).values_list("organisation_id", flat=True))


def administrators(viewer: Any, organisation: Any) -> list[str]:
    """The e-mail addresses of those who administer an organisation today. For the role of sign-in only."""
    live = Q(until__isnull=True) | Q(until__gte=clock.today())
    held = organisation.memberships.filter(
        live, role="organisation-administrator", since__lte=clock.today(), person__is_active=True
    )
    return sorted({m.person.email for m in held.select_related("person") if m.person.email})


def _with_names(rows: QuerySet[Any], what: str) -> QuerySet[Any]:
    return rows.select_related("service", "site") if what == "offering" else rows


def terms_of(viewer: Any, offerings: Sequence[Offering]) -> dict[int, Term]:
    """The terms in which these offerings can start, by key."""
    keys = {key for offering in offerings for key in offering.starts_in}
    return Term.objects.in_bulk(keys)
