"""The plans as they are beside what is proposed: figures when something is found, words when it is shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.cohorts import queries
from wraparound.core.categories import CATEGORIES_PER_LEARNER, Category
from wraparound.directory.kinds import Funder
from wraparound.plans import planning
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.cohorts.models import Answer, Run
    from wraparound.plans.planning import Read

VAT = 120  # percent of a price with VAT


def figures(made: Any, one: Read, content: Mapping[str, Any]) -> dict[str, Any]:
    """Minutes a week for each outcome now and then, lines that are new and that would go, what the new ones cost."""
    lines = [y for p in content["programmes"][:1] for y in p["lines"]]
    new = [y for y in lines if not y["line"]]
    proposed = {y["offering"] for y in new}
    stays = {x.offering_id for x in one.lines if x.state == "accepted"}
    gone = [str(x.pk) for x in one.lines if x.state == "proposed" and x.offering_id not in proposed | stays]
    here = {x.offering_id for x in one.lines if x.state == "proposed"}
    return {
        "now": planning.minutes_now(made, one),
        "then": planning.minutes_then(made, content, one),
        "enough": {slug: target for slug, (_weight, target) in content["aims"].items()},
        "new": [y["offering"] for y in new if y["offering"] not in here],
        "same": [y["offering"] for y in new if y["offering"] in here],
        "gone": gone,
        "unsaid": planning.serves_nothing(made, one),
        "pence": dict(_pence(made, new)),
        "remedies": sorted({r for y in new for r in y["remedies"]}),
    }


def _pence(made: Any, lines: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """By stream of money over all terms, for this learner alone; "" for what is put in place once."""
    found: Counter[str] = Counter()
    used: set[tuple[str, int, int]] = set()
    for y in lines:
        row = made.here.offerings.get(y["offering"])
        terms = range(*y["terms"])
        found[y["funder"]] += (row.price or 0 if row else 0) * len(terms)
        for key in y["remedies"]:
            remedy = made.here.remedies.get(key)
            if remedy is None:
                continue
            if ("", 0, key) not in used:
                used.add(("", 0, key))
                found[""] += _with_vat(remedy, remedy.once + remedy.per_learner)
            for term in terms:
                if (y["funder"], term, key) not in used:
                    used.add((y["funder"], term, key))
                    found[y["funder"]] += _with_vat(remedy, remedy.per_term)
    return Counter({k: v for k, v in found.items() if v})


def _with_vat(remedy: Any, pence: int) -> int:
    return (pence * VAT + 50) // 100 if remedy.vat else pence


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome with minutes a week, on average over the terms that were planned: now, then, and enough."""

    label: str
    now: int
    then: int
    enough: int


@dataclass(frozen=True)
class Compared:
    """A learner: what there is, what is proposed, and why not more. `pence` is None where money is not open."""

    learner: Any
    name: str
    proposal: Any  # key of the proposal; None where it is not open
    outcomes: tuple[Outcome, ...]
    new: tuple[str, ...]
    same: tuple[str, ...]
    gone: int
    unsaid: int
    remedies: tuple[str, ...]
    pence: Mapping[str, int] | None
    reasons: tuple[str, ...]

    @property
    def minutes_now(self) -> int:
        """A week, for all outcomes together."""
        return sum(o.now for o in self.outcomes)

    @property
    def minutes_then(self) -> int:
        """A week, for all outcomes together."""
        return sum(o.then for o in self.outcomes)

    @property
    def gained(self) -> int:
        """Minutes a week more than now; less than 0: fewer."""
        return self.minutes_then - self.minutes_now

    @property
    def loses(self) -> tuple[Outcome, ...]:
        """Outcomes that would get less than now."""
        return tuple(o for o in self.outcomes if o.then < o.now)

    @property
    def verdict(self) -> str:
        """A slug: less, none, same, more."""
        if self.loses or self.gained < 0:
            return "less"
        if not self.minutes_then:
            return "none"
        return "more" if self.gained > 0 else "same"

    @property
    def cost(self) -> int | None:
        """Of what is new, over all terms."""
        return None if self.pence is None else sum(self.pence.values())


ORDER = {"less": 0, "none": 1, "same": 2, "more": 3}


def compared(viewer: Person, run: Run, only: UUID | None = None) -> list[Compared]:
    """Who gets less than now first, then who gets nothing, then by name; for the learners that are open now.

    `only`: the public id of the one that is asked for.
    """
    rows = [r for r in queries.answers(viewer, run) if only in (None, r.learner.public_id)]
    names = _Names(viewer, rows)
    found = [_one(row, names) for row in rows if row.proposal is not None]
    return sorted(found, key=lambda c: (ORDER[c.verdict], c.gained if c.verdict == "less" else 0, c.name))


class _Names:
    """Labels for many answers, each kind in one query."""

    def __init__(self, viewer: Person, rows: list[Answer]) -> None:
        self.viewer = viewer
        slugs = {s for r in rows for part in ("now", "then", "enough") for s in r.content.get(part, {})}
        self.rows = planning.named(viewer, slugs, (r.proposal.content for r in rows if r.proposal))
        self.keys = sharing.keys(viewer)

    def money(self, learner: Any) -> bool:
        return learner.pk * CATEGORIES_PER_LEARNER + Category.FINANCE.number in self.keys


def _one(row: Any, names: _Names) -> Compared:
    told = row.content
    slugs = sorted({*told["now"], *told["then"], *told["enough"]}, key=lambda s: (s not in told["enough"], s))
    outcomes = tuple(
        Outcome(names.rows.word(s), told["now"].get(s, 0), told["then"].get(s, 0), told["enough"].get(s, 0))
        for s in slugs
    )
    return Compared(
        learner=row.learner,
        name=str(row.learner),
        proposal=row.proposal_id,
        outcomes=outcomes,
        new=tuple(names.rows.offering(pk) for pk in told["new"]),
        same=tuple(names.rows.offering(pk) for pk in told["same"]),
        gone=len(told["gone"]),
        unsaid=told.get("unsaid", 0),
        remedies=tuple(names.rows.remedy(pk) for pk in told["remedies"]),
        pence=told["pence"] if names.money(row.learner) else None,
        reasons=_reasons(row, names),
    )


def _reasons(row: Any, names: _Names) -> tuple[str, ...]:
    """Why not more, in sentences; never nothing where something is wanted that nobody serves."""
    found = planning.reasons_in_words(names.rows, str(row.learner), row.proposal.content)
    if not row.content["enough"]:
        return (_("No outcome is known yet that something on offer would serve. Write these down first."),)
    unserved = any(not row.content["then"].get(s) for s in row.content["enough"])
    if unserved and not found:
        return (_("The planner did not get as far as the reasons. Ask it on this learner's own plan."),)
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the learners that are open. `pence` by label of the stream of money, of those whose money is open."""

    learners: int
    verdicts: Mapping[str, int]
    minutes_now: int
    minutes_then: int
    pence: Mapping[str, int]
    money_hidden: int  # learners whose money is not open


def totals(rows: Iterable[Compared]) -> Totals:
    """Sums."""
    found = list(rows)
    pence: dict[str, int] = defaultdict(int)
    for one in found:
        for funder, amount in (one.pence or {}).items():
            pence[funder_label(funder)] += amount
    return Totals(
        learners=len(found),
        verdicts=Counter(one.verdict for one in found),
        minutes_now=sum(one.minutes_now for one in found),
        minutes_then=sum(one.minutes_then for one in found),
        pence=dict(sorted(pence.items())),
        money_hidden=sum(one.pence is None for one in found),
    )


def funder_label(slug: str) -> str:
    """A stream of money in words."""
    return str(Funder(slug).label) if slug else _("Put in place once")
