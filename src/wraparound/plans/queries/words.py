"""The names behind the keys that a plan and its log hold, and whom and what a form of it can choose."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wraparound.accounts import queries as accounts
from wraparound.directory import queries as directory
from wraparound.learners import queries as learners
from wraparound.plans.kinds import LineState
from wraparound.plans.models import Change, Line, Outcome
from wraparound.plans.queries.facts import names
from wraparound.plans.wording import Names
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner

NAMED = ("organisation", "payer", "offering", "remedy", "site", "need", "term")


@dataclass(frozen=True, slots=True)
class Choosable:
    """What a form of a plan can choose: by an id that a page may show, the row and what it is called."""

    organisations: dict[str, tuple[Organisation, str]]
    people: dict[str, tuple[Person, str]]
    outcomes: dict[str, str]
    lines: dict[str, str]


def words(viewer: Person, learner: Learner) -> Names:
    """All names that the log of a plan needs, in a fixed number of queries."""
    log = Change.objects.filter(learner=learner, field__in=NAMED, value__isnull=False)
    met: dict[str, set[Any]] = defaultdict(set)
    for field, value in log.order_by().values_list("field", "value").distinct():
        met[field].add(value)
    organisations = accounts.organisations(viewer).filter(pk__in=met["organisation"] | met["payer"])
    offerings = directory.offerings(viewer).filter(pk__in=met["offering"]) if met["offering"] else ()
    remedies = directory.remedies(viewer).filter(pk__in=met["remedy"]) if met["remedy"] else ()
    sites = directory.sites(viewer).filter(pk__in=met["site"]) if met["site"] else ()
    rows = {str(k): w for k, w in Outcome.objects.filter(learner=learner).values_list("pk", "words")}
    rows |= {str(k): t for k, t in Line.objects.filter(learner=learner).values_list("pk", "title")}
    return Names(
        people=names(viewer, learner),
        organisations={o.pk: o.name for o in organisations},
        offerings={o.pk: offering_name(viewer, o) for o in offerings},
        remedies={r.pk: r.name for r in remedies},
        sites={s.pk: s.name for s in sites},
        words=vocabulary.labels(viewer, met["need"] | met["term"]),
        rows=rows,
    )


def offering_name(viewer: Person, offering: Any) -> str:
    """The service, what sets this offering apart, and where it is."""
    named = f"{offering.service.name}: {offering.name}" if offering.name else str(offering.service.name)
    return f"{named}, {offering.site.name}"


def choosable(viewer: Person, learner: Learner, but: Line | None = None) -> Choosable:
    """All organisations; the people of the circle and the viewer's colleagues; outcomes and other lines of the plan."""
    people: dict[str, tuple[Person, str]] = {}
    for place in learners.places(viewer, learner):
        of = f", {place.organisation.name}" if place.organisation else ""
        people.setdefault(str(place.person.public_id), (place.person, f"{place.person.name}{of}"))
    mine = {m.organisation for m in accounts.memberships_of(viewer)}
    every = list(accounts.organisations(viewer))
    for organisation in (o for o in every if o.pk in mine):
        for member in accounts.people_of(viewer, organisation):
            name = f"{member.person.name}, {organisation.name}"
            people.setdefault(str(member.person.public_id), (member.person, name))
    rows = Line.objects.filter(learner=learner, ended__isnull=True).exclude(state=LineState.DECLINED)
    rows = rows.exclude(pk=but.pk) if but else rows
    return Choosable(
        organisations={str(o.public_id): (o, o.name) for o in every},
        people=dict(sorted(people.items(), key=lambda one: one[1][1])),
        outcomes={str(o.pk): o.words for o in Outcome.objects.filter(learner=learner, ended__isnull=True)},
        lines={str(k): t for k, t in rows.order_by("starts", "made").values_list("pk", "title")},
    )
