"""Several learners at once: one problem of what is open to the viewer, and its answer as a proposal for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.problem import NEVER, Wish
from wraparound.core.categories import Category
from wraparound.plans import policy, queries
from wraparound.plans.planning import local
from wraparound.plans.planning.contents import VERSION, lines_of
from wraparound.plans.planning.problems import asking
from wraparound.plans.planning.reading import Known, categories, known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.problem import Problem
    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line
    from wraparound.plans.planning.asking import Asked
    from wraparound.plans.planning.problems import Asking


@dataclass(frozen=True)
class Read:
    """What was read of one learner: the facts, the categories that were open then, and the lines that count now."""

    learner: Learner
    facts: Known
    categories: tuple[Category, ...]
    lines: tuple[Line, ...]


def read(viewer: Person, learner: Learner) -> Read | None:
    """What is open to the viewer now; None where they take no part in composing this plan (any more)."""
    if not policy.may_write(queries.standing(viewer, learner), Category.PLAN):
        return None
    lines = tuple(x for x in queries.lines(viewer, learner) if x.state in ("proposed", "accepted"))
    return Read(learner, known(viewer, learner), categories(viewer, learner), lines)


def together(viewer: Person, about: Sequence[Read], asked: Asked, *, only: Sequence[int] | None = None) -> Asking:
    """The problem of these learners, who share the places. Learners are L0, L1 ... in their order. Raises CouldNot."""
    made = asking(viewer, [r.learner for r in about], asked, read=[r.facts for r in about], only=only)
    return replace(made, problem=_each_in_their_way(made))


def _each_in_their_way(made: Asking) -> Problem:
    """What holds for one of them is no rule for the others: what was not possible for one, and EHC plans.

    Where it is not known whether somebody has a plan, nothing that needs one is left out, as for one learner alone.
    """
    have = [f.has_ehc_plan for f in made.known.values()]
    learners = []
    for x in made.problem.learners:
        facts = made.known[x.id]
        gone = {f"v{made.here.offerings[pk].service_id}" for pk in facts.declined if pk in made.here.offerings}
        wishes = {w.about: w for w in x.wishes} | {about: Wish(about, NEVER) for about in sorted(gone)}
        told = tuple(wishes[about] for about in sorted(wishes))
        learners.append(replace(x, wishes=told, ehc_plan=x.ehc_plan or any(have)))
    rules = made.problem.rules | ({"plan-limits"} if any(have) else frozenset())
    return replace(made.problem, learners=tuple(learners), rules=rules, funders=local.funders(any(have)))


def contents(made: Asking, answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What each learner's proposal is made of, by the learner's id in the problem; one programme each."""
    terms = [{"name": t.name, "starts": t.starts.isoformat(), "ends": t.ends.isoformat()} for t in made.here.terms]
    reasons: dict[str, list[Any]] = {}
    for reason in answer.get("reasons", ()):
        reasons.setdefault(reason["learner"], []).append(reason)
    apart = [one for one in answer.get("loose", ()) if one]
    found = {}
    for x in made.problem.learners:
        own = {f"a{line.pk}" for line in made.known[x.id].accepted}
        lines = lines_of(made, answer["lines"].get(x.id, ()))
        found[x.id] = {
            "version": VERSION,
            "terms": terms,
            "aims": {a.outcome: [a.weight, a.target] for a in x.aims},
            "wishes": {w.about: w.strength for w in x.wishes if w.strength > 0},
            "programmes": [{"kind": "together", "lines": lines}] if lines or x.aims else [],
            "reasons": reasons.get(x.id, []),
            "changes": [],
            "gaps": [*_gaps(made, x.id), *(["loose"] if any(own & set(one) for one in apart) else [])],
            "apart": [one for one in apart if own >= set(one)],
        }
    return found


def _gaps(made: Asking, key: str) -> list[str]:
    """What was not known of this learner."""
    facts = made.known[key]
    own = {"times": not facts.times, "ehc-plan": not facts.has_ehc_plan}
    return [slug for slug in made.unknown if own.get(slug, True)]


def minutes_now(made: Asking, about: Read) -> dict[str, int]:
    """Minutes a week for each outcome of the learner as the plan is, on average over the terms that are planned.

    Of all lines that count: those that were accepted and those that were put forward.
    """
    total: dict[str, int] = {}
    for line in about.lines:
        row = made.here.offerings.get(line.offering_id or 0)
        serves = dict(row.contributes) if row else shared_out(line, about.facts)
        terms = sum(1 for t in made.here.terms if _runs(line, t))
        for slug, minutes in serves.items():
            if slug in about.facts.outcomes:
                total[slug] = total.get(slug, 0) + minutes * terms
    return {slug: round(minutes / len(made.here.terms)) for slug, minutes in total.items()}


def minutes_then(made: Asking, content: Mapping[str, Any], about: Read) -> dict[str, int]:
    """The same for what is proposed."""
    total: dict[str, int] = {}
    own = {str(line.pk): line for line in about.lines}
    for line in (y for p in content["programmes"][:1] for y in p["lines"]):
        row = made.here.offerings.get(line["offering"] or 0)
        kept = own.get(line["line"] or "")
        serves = dict(row.contributes) if row else shared_out(kept, about.facts) if kept else {}
        for slug, minutes in serves.items():
            if slug not in about.facts.outcomes:
                continue
            total[slug] = total.get(slug, 0) + minutes * max(0, line["terms"][1] - line["terms"][0])
    return {slug: round(minutes / len(made.here.terms)) for slug, minutes in total.items()}


def shared_out(line: Line, facts: Known) -> dict[str, int]:
    """The minutes of a line that has no offering, shared among the outcomes that it is for."""
    words = sorted({facts.terms_of_outcomes[k] for k in line.outcomes if k in facts.terms_of_outcomes})
    minutes = sum(b - a for a, b in line.sessions) or line.minutes or 0
    return {w: minutes // len(words) for w in words}


def serves_nothing(made: Asking, about: Read) -> int:
    """How many lines that count now, and take time, say no outcome of the learner that they are for."""
    found = 0
    for line in about.lines:
        row = made.here.offerings.get(line.offering_id or 0)
        serves = dict(row.contributes) if row else shared_out(line, about.facts)
        found += bool(line.sessions or line.minutes) and not set(serves) & set(about.facts.outcomes)
    return found


def _runs(line: Line, term: Any) -> bool:
    return (line.starts is None or line.starts <= term.ends) and (line.ends is None or line.ends >= term.starts)
