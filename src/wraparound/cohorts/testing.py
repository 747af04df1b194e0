"""A pathway tested on learners: for whom it would work, from when; for whom not yet, why, and what the next step costs.

Each learner is tried alone, with the places that are free. A step counts as possible where the learner can take, in
the term in which the step begins, something on the local offer of its kind, at an organisation of the kind it names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.cohorts import queries
from wraparound.directory import queries as directory
from wraparound.plans import pathways, planning
from wraparound.plans import queries as plans
from wraparound.plans.kinds import LineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wraparound.accounts.models import Person
    from wraparound.cohorts.models import Run
    from wraparound.plans.planning import Asked, Read

WEEKLY = frozenset(
    {LineKind.OFFERING, LineKind.TASTER, LineKind.PLACEMENT, LineKind.THERAPY, LineKind.SUPPORT, LineKind.STAY}
)
FIRSTS = 3  # first terms that are tried
MOST_TERMS = 9
VAT = 120  # percent of a price with VAT

WHY: dict[str, Any] = {
    "": gettext_lazy("Nothing of its kind begins in that term"),
    "said-no": gettext_lazy("They said no to it"),
    "need-unmet": gettext_lazy("Something they need is not in place"),
    "too-far": gettext_lazy("The way is too long"),
    "rule": gettext_lazy("A rule stands against it"),
    "not-ready": gettext_lazy("Something else has to come first"),
    "clash": gettext_lazy("The times do not go together"),
    "money": gettext_lazy("Nobody may pay for it"),
    "full": gettext_lazy("No place is left"),
}


@dataclass(frozen=True)
class Task:
    """What the planner is asked, with what its answer is turned back by."""

    problem: Any
    keys: tuple[str, ...]  # of the learners, in their order
    more: dict[str, Any]
    told: dict[str, Any]  # what holds for all
    remedies: Mapping[int, Any]


def task(viewer: Person, run: Run, about: Sequence[Read], asked: Asked) -> Task | None:
    """The steps with what is on offer for each. None where the pathway is gone, or nothing on offer belongs to it."""
    pathway = plans.pathway(viewer, run.pathway, run.pathway_number) if run.pathway else None
    if pathway is None:
        return None
    offered = {step.key: _offered(viewer, step) for step in pathway.steps}
    only = sorted({pk for found in offered.values() for pk in found})
    if not only:
        return None
    asked = replace(asked, terms=min(MOST_TERMS, pathways.length(pathway.steps) + FIRSTS - 1))
    made = planning.together(viewer, about, asked, only=only)
    steps = [
        {"key": s.key, "begins": s.begins, "offerings": [f"o{pk}" for pk in offered[s.key]]}
        for s in pathway.steps
        if offered[s.key]
    ]
    told = {
        "steps": [{"key": s.key, "title": s.title, "tested": _tested(s, offered[s.key])} for s in pathway.steps],
        "terms": [{"name": t.name, "starts": t.starts.isoformat()} for t in made.here.terms],
    }
    firsts = min(FIRSTS, len(made.here.terms))
    keys = tuple(x.id for x in made.problem.learners)
    return Task(made.problem, keys, {"steps": steps, "firsts": firsts}, told, made.here.remedies)


def _tested(step: pathways.Step, offered: Sequence[int]) -> str:
    """yes; task: people do it; nothing: it is not on the local offer."""
    if step.kind not in WEEKLY or step.by is None:
        return "task"
    return "yes" if offered else "nothing"


def _offered(viewer: Person, step: pathways.Step) -> list[int]:
    """What is on the local offer that could be this step."""
    if step.kind not in WEEKLY or step.by is None:
        return []
    found = [o for o in directory.offerings(viewer) if o.sessions and o.organisation.kind == step.by]
    return [o.pk for o in found if planning.kind_of(o.service.kind) is step.kind]


def content(task: Task, key: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the answer for one learner."""
    remedies = sorted({int(r[1:]) for y in said["lines"] for r in y["remedies"]})
    lines = [{"step": y["step"], "offering": int(y["offering"][1:])} for y in said["lines"]]
    once = sum(_once(task.remedies[pk]) for pk in remedies if pk in task.remedies)
    return {"first": said["first"], "lines": lines, "remedies": remedies, "once": once, "missing": said["missing"]}


def _once(remedy: Any) -> int:
    """What has to be paid before it starts, with VAT; what it costs by the term is beside it in the local offer."""
    pence = int(remedy.once + remedy.per_learner)
    return (pence * VAT + 50) // 100 if remedy.vat else pence


@dataclass(frozen=True)
class ForOne:
    """A learner: from which term all tested steps are possible, or why not. `once`: pence, for what comes first."""

    learner: Any
    name: str
    works: bool
    first: str  # the name of the term
    remedies: tuple[str, ...]
    once: int
    reasons: tuple[tuple[str, str], ...]  # title of a step, in words
    groups: tuple[tuple[str, str], ...]  # title of a step, slug of WHY

    @property
    def verdict(self) -> str:
        """A slug: now, once, not-yet."""
        return "not-yet" if not self.works else "once" if self.remedies else "now"


@dataclass(frozen=True)
class Group:
    """One reason, and for whom."""

    step: str
    why: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Tested:
    """What came out for all who are open to the viewer."""

    rows: tuple[ForOne, ...]
    counts: Mapping[str, int]
    firsts: tuple[tuple[str, int], ...]  # from which term, for how many
    groups: tuple[Group, ...]
    steps: tuple[Mapping[str, str], ...]
    remedies: tuple[tuple[str, int], ...]  # what has to be in place, for how many


def tested(viewer: Person, run: Run) -> Tested:
    """Not yet first, then what has to be put in place, then what works; by name."""
    found = list(queries.answers(viewer, run))
    reasons = [{"reasons": [m["reason"] for m in a.content["missing"] if m["reason"]]} for a in found]
    named = planning.named(viewer, (), reasons)
    steps = run.told.get("steps", [])
    titles = {s["key"]: s["title"] for s in steps}
    terms = [t["name"] for t in run.told.get("terms", [])]
    order = {"not-yet": 0, "once": 1, "now": 2}
    rows = sorted((_one(a, named, titles, terms) for a in found), key=lambda r: (order[r.verdict], r.name))
    firsts = Counter(r.first for r in rows if r.works)
    needed = Counter(name for r in rows if r.works for name in r.remedies)
    return Tested(
        rows=tuple(rows),
        counts=Counter(r.verdict for r in rows),
        firsts=tuple((t, firsts[t]) for t in terms if firsts[t]),
        groups=_groups(rows),
        steps=tuple(steps),
        remedies=tuple(needed.most_common()),
    )


def _one(row: Any, named: planning.Named, titles: Mapping[str, str], terms: Sequence[str]) -> ForOne:
    told, name = row.content, str(row.learner)
    missing = told["missing"]
    return ForOne(
        learner=row.learner,
        name=name,
        works=not missing,
        first=terms[told["first"]] if told["first"] < len(terms) else "",
        remedies=tuple(named.remedy(pk) for pk in told["remedies"]),
        once=told["once"],
        reasons=tuple((titles.get(m["step"], ""), _in_words(m["reason"], named, name)) for m in missing),
        groups=tuple((titles.get(m["step"], ""), (m["reason"] or {}).get("why", "")) for m in missing),
    )


def _in_words(reason: Mapping[str, Any] | None, named: planning.Named, name: str) -> str:
    said = named.reason(name, reason) if reason else None
    if said is None or reason is None:
        return _("Nothing of its kind begins in that term. Next step: ask who could offer it then.")
    what = named.offering(int(reason["offering"][1:]))
    return _("%(what)s: %(why)s Next step: %(next)s") % {"what": what, "why": said.why, "next": said.next_step}


def _groups(rows: Iterable[ForOne]) -> tuple[Group, ...]:
    """The same reason at the same step is one, the most frequent first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        for step, why in dict.fromkeys(row.groups):
            found[step, why].append(row.name)
    told = (Group(step, str(WHY.get(why, WHY[""])), tuple(names)) for (step, why), names in found.items())
    return tuple(sorted(told, key=lambda g: (-len(g.names), g.step, g.why)))
