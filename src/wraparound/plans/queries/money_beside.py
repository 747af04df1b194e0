"""What one placement would cost beside the plan: one offering of a specialist college, at the price that it says.

Nothing is estimated. Where there is no price, or the offering is not the same as the plan, that is the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wraparound.accounts.roles import OrganisationKind
from wraparound.directory import queries as directory
from wraparound.directory.kinds import Funder
from wraparound.passport import queries as passport
from wraparound.plans.kinds import LineKind
from wraparound.plans.models import LineNeed, Outcome
from wraparound.plans.queries.words import offering_name
from wraparound.plans.statement import Comparison, CostedLine, Money, Party, Share, Term, statement
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line
    from wraparound.plans.queries.money import PlanMoney

IN_A_WEEK = (LineKind.OFFERING, LineKind.PLACEMENT, LineKind.TASTER)  # what fills the week; help with it is not added


@dataclass(frozen=True, slots=True)
class Beside:
    """One placement beside the plan. `lacks`: what the plan has in place and it has not; `wants`: outcomes that it
    gives nothing for, as far as the shared words for them are known. Minutes are of a week.
    """

    name: str  # with its organisation
    comparison: Comparison | None  # None where the plan has no dates or no price
    minutes: int
    plan_minutes: int
    lacks: tuple[str, ...]
    wants: tuple[str, ...]

    @property
    def is_the_same(self) -> bool:
        """Whether it could stand instead of the plan: the same hours or more, nothing lacking that is known."""
        return bool(self.minutes) and self.minutes >= self.plan_minutes and not self.lacks and not self.wants


def placements(viewer: Person) -> dict[str, tuple[Any, str]]:
    """What specialist colleges offer at a price, the most hours first: the row and its name, by its id."""
    found = directory.offerings(viewer).filter(organisation__kind=OrganisationKind.SPECIALIST_COLLEGE)
    rows = sorted(found.filter(price__isnull=False), key=lambda o: (-_minutes(o.sessions), o.service.name, o.pk))
    return {str(o.public_id): (o, _name(viewer, o)) for o in rows}


def beside(viewer: Person, learner: Learner, money: PlanMoney, offering: Any) -> Beside:
    """The plan beside one offering, for the same days and by its own terms."""
    terms = tuple(t for line in money.costed for t in line.terms)
    calendar = [t for t in directory.terms(viewer) if t.pk in offering.starts_in]
    if calendar:
        keeper = calendar[0].organisation_id
        of_keeper = directory.terms(viewer).filter(organisation=keeper)
        terms = tuple(Term(t.name, t.starts, t.ends, t.weeks) for t in of_keeper)
    share = Share(Funder.COUNCIL.value, None, offering.price, "term")
    name = _name(viewer, offering)
    provider = Party(offering.organisation_id, offering.organisation.name)
    one = CostedLine("beside", name, provider, None, None, (share,), tuple(dict.fromkeys(terms)))
    made = statement(money.costed, placement=one).comparison
    if made is not None and made.placement == Money() and offering.price:
        made = None  # no term of its calendar lies in these days
    has = {*offering.provision, *offering.site.provision}
    lacks, wants = _needed(viewer, learner) - has, _wanted(learner) - {k for k, m in offering.contributes.items() if m}
    words = vocabulary.labels(viewer, lacks | wants)
    said = [tuple(sorted(words.get(k, k) for k in slugs)) for slugs in (lacks, wants)]
    minutes = _minutes(offering.sessions)
    return Beside(name, made, minutes, _busiest(money.rows.values()), *said)


def _name(viewer: Person, offering: Any) -> str:
    named, of = offering_name(viewer, offering), offering.organisation.name
    return named if of in named else f"{named}, {of}"


def _busiest(rows: Iterable[Line]) -> int:
    """The minutes of the fullest week of a plan, of what fills it: courses, tasters and work."""
    known = [row for row in rows if row.starts and row.kind in IN_A_WEEK and row.state in ("proposed", "accepted")]
    return max((sum(_week(r) for r in known if _runs(r, row.starts)) for row in known), default=0)


def _week(row: Line) -> int:
    return _minutes(row.sessions) or row.minutes or 0


def _runs(row: Line, day: date | None) -> bool:
    return bool(row.starts and day and row.starts <= day and (row.ends is None or row.ends >= day))


def _minutes(sessions: Iterable[Any]) -> int:
    return sum(end - start for start, end in sessions)


def _needed(viewer: Person, learner: Learner) -> set[str]:
    """What has to be in place, by the passport and by the lines, as far as it is open to the viewer."""
    own = {n.need for n in passport.parts(viewer, learner, "needs") if n.is_must}
    return own | set(LineNeed.objects.filter(learner=learner, ended__isnull=True).values_list("need", flat=True))


def _wanted(learner: Learner) -> set[str]:
    rows = Outcome.objects.filter(learner=learner, ended__isnull=True, state="working").exclude(term="")
    return set(rows.values_list("term", flat=True))
