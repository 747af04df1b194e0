"""Lists of the local offer's pages, and what files of them hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from wraparound.core.jinja import in_words, money
from wraparound.core.tables import Column, Empty, Filter, Table
from wraparound.directory.kinds import RemedyKind
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wraparound.directory.models import Remedy, Service
    from wraparound.directory.queries import Card, EntryRow, ServicePage

HEADS = (
    _lazy("Service"),
    _lazy("Organisation"),
    _lazy("Kind"),
    _lazy("Ages"),
    _lazy("Days"),
    _lazy("Towns"),
    _lazy("Miles"),
    _lazy("Person to ask"),
    _lazy("Phone"),
    _lazy("E-mail"),
    _lazy("Last confirmed"),
)
ADD_LABELS = {
    "service": _lazy("Add a service"),
    "site": _lazy("Add a site"),
    "offering": _lazy("Add an offering"),
    "remedy": _lazy("Add a remedy"),
    "term": _lazy("Add a term"),
}
ENTRY_LABELS = {
    "service": _lazy("Service"),
    "site": _lazy("Site"),
    "offering": _lazy("Offering"),
    "remedy": _lazy("Remedy"),
}


def line(card: Card) -> list[Any]:
    """A found service as a line of a file."""
    s = card.service
    far = "" if card.miles is None else round(card.miles, 1)
    person = [s.person_name, s.person_phone, s.person_email, s.last_confirmed]
    return [s.name, s.organisation.name, card.kind, card.ages, card.days, card.towns, str(far), *person]


def pages(page: Any, address: str) -> dict[str, Any] | None:
    """The further pages of a search, as the design system's component wants them; None where there is one."""
    last = page.paginator.num_pages
    if last < 2:
        return None
    before = f"?{address}&page=" if address else "?page="
    items: list[dict[str, Any]] = []
    for number in sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)}):
        if items and number - items[-1]["number"] > 1:
            items.append({"ellipsis": True, "number": number - 1})
        words = _("Page %(number)d") % {"number": number}
        is_this = number == page.number
        items.append({"number": number, "href": f"{before}{number}", "current": is_this, "visuallyHiddenText": words})
    told: dict[str, Any] = {"items": items, "landmarkLabel": _("Further pages of the list")}
    if page.has_previous():
        told["previous"] = {"href": f"{before}{page.number - 1}", "text": _("Back")}
    if page.has_next():
        told["next"] = {"href": f"{before}{page.number + 1}", "text": _("On")}
    return told


def link_to(services: Iterable[Service]) -> str:
    """The whole address of a short list, to be copied, printed or mailed."""
    asked = "&".join(f"s={service.public_id}" for service in services)
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('directory:short-list')}?{asked}"


def side_by_side(found: Sequence[ServicePage]) -> list[tuple[str, list[str]]]:
    """Facts of several services, a line for each fact."""
    nothing = _("Not said")
    asked: list[tuple[str, list[str]]] = [
        (_("Organisation"), [p.card.service.organisation.name for p in found]),
        (_("Person to ask"), [_person(p.card.service) for p in found]),
        (_("What sort of service"), [p.card.kind for p in found]),
        (_("Ages"), [p.card.ages for p in found]),
        (_("Days"), [p.card.days for p in found]),
        (_("Where"), [p.card.towns for p in found]),
        (_("How far"), [p.card.distance for p in found]),
        (_("Price"), ["; ".join(dict.fromkeys(o.price for o in p.offerings)) for p in found]),
        (_("Made for these needs"), ["; ".join(p.needs.values()) for p in found]),
        (_("For these outcomes"), ["; ".join(p.outcomes.values()) for p in found]),
        (
            _("In place at the site"),
            ["; ".join(dict.fromkeys(w for s in p.sites for w in s.provision.values())) for p in found],
        ),
        (_("Last confirmed"), [p.card.confirmed for p in found]),
    ]
    return [(label, [text or nothing for text in texts]) for label, texts in asked if any(texts)]


def _person(service: Service) -> str:
    return ", ".join(
        filter(None, (service.person_name, service.person_role, service.person_phone, service.person_email))
    )


def remedies(viewer: Any) -> Table[Remedy]:
    """Remedies on offer."""
    return Table(
        name="remedies",
        caption=_("Remedies on offer"),
        columns=[
            Column("name", _("Remedy"), lambda r: r.name, "name", href=_remedy),
            Column("kind", _("What it is"), lambda r: RemedyKind(r.kind).label, "kind"),
            Column("organisation", _("Who does it"), lambda r: r.organisation.name, "organisation__name"),
            Column(
                "once", _("Once"), lambda r: r.once / 100, "once",
                shown=lambda r: money(r.once or None), is_number=True,
            ),
            Column(
                "learner", _("A learner"), lambda r: r.per_learner / 100, "per_learner",
                shown=lambda r: money(r.per_learner or None), is_number=True,
            ),
            Column(
                "term", _("A learner and term"), lambda r: r.per_term / 100, "per_term",
                shown=lambda r: money(r.per_term or None), is_number=True,
            ),
        ],
        empty=Empty(_("No remedies yet"), _("Organisations write down here what they can do for each other.")),
        filters=[
            Filter("kind", _("What it is"), "kind", [(k.value, k.label) for k in RemedyKind]),
            Filter("gives", _("What it puts in place"), "gives__contains", _words(vocabulary.choices(viewer, "need"))),
        ],
        search=("name", "description", "organisation__name"),
        sorted_by="name",
    )  # fmt: skip


def _remedy(remedy: Remedy) -> str:
    return reverse("directory:remedy", args=[remedy.public_id])


def _words(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A filter for a list field: Postgres' own way to write a list with one word in it."""
    return [(f"{{{slug}}}", label) for slug, label in choices]


def entries(organisation: Any) -> Table[EntryRow]:
    """What an organisation has written down."""
    return Table(
        name="our-entries",
        caption=_("Our entries"),
        columns=[
            Column(
                "name", _("Entry"), lambda r: r.name, "name",
                href=lambda r: reverse("directory:change", args=[r.what, r.public_id]),
            ),
            Column("what", _("What it is"), lambda r: ENTRY_LABELS[r.what], "what"),
            Column("state", _("Who sees it"), lambda r: _("Everybody") if r.published else _("Only us"), "state"),
            Column(
                "confirmed", _("Last confirmed"), lambda r: r.last_confirmed, "last_confirmed",
                shown=lambda r: in_words(r.last_confirmed),
            ),
        ],
        empty=Empty(
            _("Nothing written down yet"),
            _("Start with the site where you work, then add what you offer there."),
            reverse("directory:add", args=[organisation.public_id, "site"]),
            _("Add a site"),
        ),
        filters=[
            Filter("what", _("What it is"), "what", list(ENTRY_LABELS.items())),
            Filter("state", _("Who sees it"), "state", [("published", _("Everybody")), ("hidden", _("Only us"))]),
        ],
        search=("name",),
        sorted_by="name",
    )  # fmt: skip
