"""Finding services by words, distance, age, days and need; and what a page tells of each. Only what is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Exists, F, FloatField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Greatest, Power, Sqrt

from wraparound.core import clock
from wraparound.directory import policy, wording
from wraparound.directory.kinds import Funder, Question, RemedyKind, ServiceKind
from wraparound.directory.postcodes import METRES_A_MILE, Place, miles_between
from wraparound.directory.queries import rows
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.directory.models import Offering, Remedy, Service, Site, Term

MOST_COMPARED = 4
ALIKE = 0.5  # how alike a name must be to a mistyped word, 0 to 1 ...
ALIKE_ELSEWHERE = 0.7  # ... and words of a longer text, of which more are alike by chance
WORDS = "english"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. Empty means that it does not matter. `days` count from 0 for Monday."""

    words: str = ""
    place: Place | None = None
    miles: int | None = None
    age: int | None = None
    days: tuple[int, ...] = ()
    need: str = ""
    outcome: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A service in a list of what was found."""

    service: Service
    kind: str
    ages: str
    distance: str
    miles: float | None
    days: str
    towns: str
    confirmed: str
    is_old: bool

    @property
    def place(self) -> str:
        """Where it is, to stand beside the organisation's name: without that name, which many sites bear."""
        name = self.service.organisation.name
        said = [where.removeprefix(name).strip(" ,–-") for where in self.towns.split(", ")]
        return ", ".join(dict.fromkeys(where for where in said if where))


@dataclass(frozen=True, slots=True)
class OfferingShown:
    """An offering as the page of its service shows it."""

    offering: Offering
    sessions: list[tuple[str, str]]  # day, times
    terms: list[Term]
    price: str
    funders: list[str]


@dataclass(frozen=True, slots=True)
class SiteShown:
    """A site with what is in place there, in words, and how far it is."""

    site: Site
    provision: dict[str, str]
    distance: str


@dataclass(frozen=True, slots=True)
class ServicePage:
    """All that the page of a service shows."""

    card: Card
    needs: dict[str, str]
    outcomes: dict[str, str]
    offerings: list[OfferingShown]
    sites: list[SiteShown]
    answers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RemedyPage:
    """All that the page of a remedy shows."""

    remedy: Remedy
    kind: str
    gives: dict[str, str]
    confirmed: str
    is_old: bool


def search(viewer: Any, wanted: Wanted) -> QuerySet[Service]:
    """The published services that fit, nearest first where a place is given, else best first, else by name.

    Days and distance are asked of one and the same offering. A service is as near as its nearest offering that fits.
    """
    found = rows.services(viewer)
    order: list[Any] = ["name", "id"]
    for given, test in (
        (wanted.kind, Q(kind=wanted.kind)),
        (wanted.need, Q(needs__contains=[wanted.need])),
        (wanted.outcome, Q(outcomes__contains=[wanted.outcome])),
        (wanted.age is not None, _age(wanted.age)),
    ):
        if given:
            found = found.filter(test)
    words = " ".join(wanted.words.replace("\x00", "").split())[:200]
    if words:
        query = SearchQuery(words, config=WORDS, search_type="websearch")
        alike = TrigramWordSimilarity(words, "name")
        elsewhere = Greatest(TrigramWordSimilarity(words, "description"), TrigramWordSimilarity(words, "found_by"))
        found = found.annotate(rank=SearchRank(F("search"), query), alike=alike, elsewhere=elsewhere)
        found = found.filter(Q(search=query) | Q(alike__gte=ALIKE) | Q(elsewhere__gte=ALIKE_ELSEWHERE))
        order = ["-rank", "-alike", *order]
    near = _offerings(viewer, wanted)
    if wanted.days or (wanted.place and wanted.miles):
        found = found.filter(Exists(near))
    if wanted.place:
        found = found.annotate(metres=Subquery(near.order_by(F("metres").asc(nulls_last=True)).values("metres")[:1]))
        order = [F("metres").asc(nulls_last=True), *order]
    return found.order_by(*order)


def _age(age: int | None) -> Q:
    return (Q(min_age__isnull=True) | Q(min_age__lte=age)) & (Q(max_age__isnull=True) | Q(max_age__gte=age))


def _offerings(viewer: Any, wanted: Wanted) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.offerings(viewer).filter(service=OuterRef("pk")).order_by()
    if wanted.days:
        found = found.filter(days__overlap=list(wanted.days))
    if wanted.age is not None:
        found = found.filter(_age(wanted.age))
    if wanted.place:
        metres = _metres_from(wanted.place)
        found = found.annotate(metres=metres)
        if wanted.miles:
            found = found.alias(far=metres).filter(Q(("far__lte", wanted.miles * METRES_A_MILE)))
    return found


def _metres_from(place: Place) -> Sqrt:
    """How far a site is, as the crow flies; null where its point is not known."""
    axes = (("easting", place.easting), ("northing", place.northing))
    squares = [Power(Cast(F(f"site__{axis}"), FloatField()) - float(value), 2.0) for axis, value in axes]
    return Sqrt(squares[0] + squares[1], output_field=FloatField())


def cards(viewer: Any, services: Iterable[Service], place: Place | None = None) -> list[Card]:
    """What a list tells of each service, in the same order."""
    listed = list(services)
    at: dict[int, list[Offering]] = {}
    for offering in rows.offerings(viewer).filter(service__in=[s.pk for s in listed]):
        at.setdefault(offering.service_id, []).append(offering)
    return [_card(service, at.get(service.pk, []), place) for service in listed]


def _card(service: Service, offerings: Sequence[Offering], place: Place | None) -> Card:
    far = [m for o in offerings if (m := _miles(o.site, place)) is not None]
    nearest = min(far) if far else None
    today = clock.today()
    return Card(
        service=service,
        kind=str(ServiceKind(service.kind).label),
        ages=wording.ages(service.min_age, service.max_age),
        distance=wording.distance(nearest) if place else "",
        miles=nearest,
        days=wording.days(d for o in offerings for d in o.days),
        towns=", ".join(sorted({o.site.town or o.site.name for o in offerings})),
        confirmed=wording.ago(service.last_confirmed, today),
        is_old=policy.is_old(service.last_confirmed, today),
    )


def _miles(site: Site, place: Place | None) -> float | None:
    if place is None or site.easting is None or site.northing is None:
        return None
    return miles_between(site.easting, site.northing, place)


def in_order(viewer: Any, public_ids: Sequence[UUID]) -> list[Service]:
    """Published services in the order of these ids; hidden or unknown ones are left out."""
    found = {s.public_id: s for s in rows.services(viewer).filter(public_id__in=public_ids)}
    return [found[i] for i in dict.fromkeys(public_ids) if i in found]


def service_page(viewer: Any, public_id: UUID, place: Place | None = None) -> ServicePage | None:
    """The page of a published service; None where there is none, or it is hidden."""
    pages = service_pages(viewer, [public_id], place)
    return pages[0] if pages else None


def service_pages(viewer: Any, public_ids: Sequence[UUID], place: Place | None = None) -> list[ServicePage]:
    """The pages of several services, to be compared."""
    services = in_order(viewer, public_ids)
    offerings = list(rows.offerings(viewer).filter(service__in=[s.pk for s in services]))
    terms = rows.terms_of(viewer, offerings)
    slugs = {w for s in services for w in (*s.needs, *s.outcomes)} | {w for o in offerings for w in o.site.provision}
    words = vocabulary.labels(viewer, slugs)
    return [_page(s, [o for o in offerings if o.service_id == s.pk], terms, words, place) for s in services]


def _page(
    service: Service, offerings: Sequence[Offering], terms: dict[int, Term], words: dict[str, str], place: Place | None
) -> ServicePage:
    sites = {o.site_id: o.site for o in offerings}
    return ServicePage(
        card=_card(service, offerings, place),
        needs=_labels(service.needs, words),
        outcomes=_labels(service.outcomes, words),
        offerings=[_shown(o, terms) for o in offerings],
        sites=[
            SiteShown(s, _labels(s.provision, words), wording.distance(_miles(s, place)) if place else "")
            for s in sites.values()
        ],
        answers=[(str(q.label), service.answers[q.value]) for q in Question if service.answers.get(q.value)],
    )


def remedy_page(viewer: Any, public_id: UUID) -> RemedyPage | None:
    """The page of a published remedy; None where there is none, or it is hidden."""
    found = rows.remedy(viewer, public_id)
    if found is None:
        return None
    today = clock.today()
    return RemedyPage(
        found,
        str(RemedyKind(found.kind).label),
        vocabulary.labels(viewer, found.gives),
        wording.ago(found.last_confirmed, today),
        policy.is_old(found.last_confirmed, today),
    )


def _labels(slugs: Iterable[str], words: dict[str, str]) -> dict[str, str]:
    kept = set(slugs)
    return {slug: label for slug, label in words.items() if slug in kept}


def _shown(offering: Offering, terms: dict[int, Term]) -> OfferingShown:
    return OfferingShown(
        offering,
        [(wording.days([start // wording.DAY]), wording.times((start, end))) for start, end in offering.sessions],
        sorted((terms[k] for k in offering.starts_in if k in terms), key=lambda t: t.starts),
        wording.price(offering.price, offering.lasts),
        [str(Funder(f).label) for f in offering.funders if f in set(Funder)],
    )
