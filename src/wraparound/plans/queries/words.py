"""The names behind the keys that a plan and its log hold, and whom and what a form of it can choose."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wraparound.accounts import queries as accounts
from wraparound.directory import queries as directory
from wraparound.learners import queries as learners
from wraparound.plans.kinds import LineState
from wraparound.plans.models import Change, Line, Outcome
from wraparound.plans.queries.facts import names, organisations_reached
from wraparound.plans.wording import Names
from wraparound.sharing import queries as sharing
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner

LED_BY = ("lead", "deputy")
NAMED = ("organisation", "payer", "offering", "remedy", "site", "need", "term")


@dataclass(frozen=True)
class Choosable:
    """What a form of a plan can choose: by an id that a page may show, the row and what it is called.

    Each is asked for when a form first needs it. `but`: a line that is not offered to itself.
    """

    viewer: Person
    learner: Learner
    but: Line | None = None

    @cached_property
    def organisations(self) -> dict[str, tuple[Organisation, str]]:
        """All there are."""
        return {str(o.public_id): (o, o.name) for o in accounts.organisations(self.viewer)}

    @cached_property
    def people(self) -> dict[str, tuple[Person, str]]:
        """The people of the circle and the viewer's colleagues."""
        found: dict[str, tuple[Person, str]] = {}
        for place in learners.places(self.viewer, self.learner):
            of = f", {place.organisation.name}" if place.organisation else ""
            found.setdefault(str(place.person.public_id), (place.person, f"{place.person.name}{of}"))
        for member in accounts.colleagues(self.viewer):
            name = f"{member.person.name}, {member.organisation.name}"
            found.setdefault(str(member.person.public_id), (member.person, name))
        return dict(sorted(found.items(), key=lambda one: one[1][1]))

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """The outcomes of the plan."""
        rows = Outcome.objects.filter(learner=self.learner, ended__isnull=True)
        return {str(key): words for key, words in rows.values_list("pk", "words")}

    @cached_property
    def sites(self) -> dict[str, tuple[Any, str]]:
        """The sites of the local offer, by name."""
        rows = directory.sites(self.viewer).order_by("name", "pk")
        return {str(s.public_id): (s, f"{s.name}, {s.organisation.name}") for s in rows}

    @cached_property
    def remedies(self) -> dict[str, tuple[Any, str]]:
        """What organisations can put in place for each other, by name."""
        rows = directory.remedies(self.viewer).order_by("name", "pk")
        return {str(r.public_id): (r, f"{r.name}, {r.organisation.name}") for r in rows}

    def unreached(self, category: int) -> frozenset[int]:
        """The organisations, by key, that cannot see a category of the learner (its number)."""
        reached = organisations_reached(self.viewer, self.learner, category)
        return frozenset(o.pk for o, _name in self.organisations.values()) - reached

    @cached_property
    def lines(self) -> dict[str, str]:
        """The other lines of the plan, in order of time."""
        rows = Line.objects.filter(learner=self.learner, ended__isnull=True).exclude(state=LineState.DECLINED)
        rows = rows.exclude(pk=self.but.pk) if self.but else rows
        return {str(k): t for k, t in rows.order_by("starts", "made").values_list("pk", "title")}


def words(
    viewer: Person,
    learner: Learner,
    said: Iterable[tuple[str, Any]] | None = None,
    *,
    people: Mapping[int, str] | None = None,
    rows: Mapping[str, str] | None = None,
) -> Names:
    """All names that the log of a plan needs, in a fixed number of queries.

    `said`: what of the log is shown, or would stand in it, as (field, value), where that is at hand; so with `people`
    and `rows`.
    """
    met: dict[str, set[Any]] = defaultdict(set)
    for field, value in _log(learner) if said is None else said:
        if field in (*NAMED, *LED_BY) and value is not None:
            met[field].add(value)
    people = names(viewer, learner) if people is None else people
    strange = set().union(*(met[field] for field in LED_BY)) - people.keys()
    organisations = accounts.organisations(viewer).filter(pk__in=met["organisation"] | met["payer"])
    offerings = directory.offerings(viewer).filter(pk__in=met["offering"]) if met["offering"] else ()
    remedies = directory.remedies(viewer).filter(pk__in=met["remedy"]) if met["remedy"] else ()
    sites = directory.sites(viewer).filter(pk__in=met["site"]) if met["site"] else ()
    return Names(
        people={**people, **sharing.names(viewer, strange)} if strange else people,
        organisations={o.pk: o.name for o in organisations},
        offerings={o.pk: offering_name(viewer, o) for o in offerings},
        remedies={r.pk: r.name for r in remedies},
        sites={s.pk: s.name for s in sites},
        words=vocabulary.labels(viewer, met["need"] | met["term"]),
        rows=_titles(learner) if rows is None else rows,
    )


def _log(learner: Learner) -> Iterable[tuple[str, Any]]:
    log = Change.objects.filter(learner=learner, field__in=NAMED, value__isnull=False)
    return log.order_by().values_list("field", "value").distinct()


def _titles(learner: Learner) -> dict[str, str]:
    """What outcomes and lines are called, those too that were taken out, by id."""
    wanted = Outcome.objects.filter(learner=learner).values_list("pk", "words")
    found = wanted.union(Line.objects.filter(learner=learner).values_list("pk", "title"), all=True)
    return {str(key): title for key, title in found}


def offering_name(viewer: Person, offering: Any) -> str:
    """The service, what sets this offering apart, and where it is."""
    named = f"{offering.service.name}: {offering.name}" if offering.name else str(offering.service.name)
    return f"{named}, {offering.site.name}"
