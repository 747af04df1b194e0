"""A proposal for people: rows, names and words put to what was kept, for this viewer and as things stand now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from wraparound.directory import queries as directory
from wraparound.directory.kinds import Funder, ServiceKind
from wraparound.plans import queries
from wraparound.plans.kinds import LineKind
from wraparound.plans.planning import sentences, words
from wraparound.plans.planning.reading import Known, known
from wraparound.plans.planning.shapes import (
    Cost,
    LineShown,
    NotYet,
    OutcomeShown,
    ProgrammeShown,
    ProposalShown,
    RemedyShown,
)
from wraparound.plans.planning.wishes import not_understood
from wraparound.plans.planning.words import Names
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

VAT = 20  # percent
KINDS = {
    ServiceKind.TASTER: LineKind.TASTER,
    ServiceKind.SUPPORT: LineKind.SUPPORT,
    ServiceKind.TRAVEL: LineKind.SUPPORT,
    ServiceKind.ADVICE: LineKind.SUPPORT,
    ServiceKind.THERAPY: LineKind.THERAPY,
    ServiceKind.INTERNSHIP: LineKind.PLACEMENT,
    ServiceKind.PLACEMENT: LineKind.PLACEMENT,
    ServiceKind.SHORT_STAY: LineKind.STAY,
}


def kind_of(service_kind: str) -> LineKind:
    """Which kind of line a service becomes."""
    return KINDS.get(ServiceKind(service_kind), LineKind.OFFERING)


@dataclass
class Rows:
    """What a proposal names, as it stands now and as far as it is open to the viewer."""

    offerings: dict[int, Any]
    remedies: dict[int, Any]
    lines: dict[str, Any]
    waiting: dict[int, Any]  # lines that were put forward or agreed, by offering
    facts: Known
    names: Names
    answers: dict[tuple[int, int], list[Any]] = field(default_factory=lambda: defaultdict(list))  # programme, number
    needs: dict[str, str] = field(default_factory=dict)


def rows_for(viewer: Person, learner: Learner, facts: Known | None = None) -> Rows:
    """Everything that words are made of, in a fixed number of queries."""
    facts = facts or known(viewer, learner)
    offerings = {o.pk: o for o in directory.offerings(viewer)}
    remedies = {r.pk: r for r in directory.remedies(viewer)}
    live = {str(x.pk): x for x in queries.lines(viewer, learner) if x.state in ("proposed", "accepted")}
    slugs = facts.needs | facts.helps | set(facts.outcomes) | {s for r in remedies.values() for s in r.gives}
    labels = vocabulary.labels(viewer, slugs)
    own = {f"a{k}": (x.title, x.organisation.name if x.organisation else "") for k, x in live.items()}
    names = Names(
        learner=str(learner),
        offerings=own | {f"o{o.pk}": (o.name or o.service.name, o.organisation.name) for o in offerings.values()},
        services={f"v{o.service_id}": o.service.name for o in offerings.values()}
        | {o.service.reference: o.service.name for o in offerings.values() if o.service.reference},
        remedies={f"r{r.pk}": (r.name, r.organisation.name) for r in remedies.values()},
        words=labels,
        funders={f.value: str(f.label) for f in Funder},
    )
    waiting = {x.offering_id: x for x in live.values() if x.offering_id}
    needs = {k: labels.get(k, k) for k in facts.needs}
    return Rows(offerings, remedies, live, waiting, facts, names, needs=needs)


def remedy_shown(rows: Rows, key: int) -> RemedyShown | None:
    """A remedy with what it costs; None where it is no longer on offer."""
    row = rows.remedies.get(key)
    if row is None:
        return None

    def to_pay(pence: int) -> int:
        return (pence * (100 + VAT) + 50) // 100 if row.vat else pence

    return RemedyShown(
        remedy=row,
        name=row.name,
        provider=row.organisation.name,
        needs={slug: label for slug, label in rows.needs.items() if slug in row.gives},
        pence_once=to_pay(row.once) + to_pay(row.per_learner),
        pence_a_term=to_pay(row.per_term),
        lead_terms=row.lead_terms,
    )


def shown(
    viewer: Person,
    learner: Learner,
    said: Mapping[str, Any],
    key: UUID | None = None,
    facts: Known | None = None,
) -> ProposalShown:
    """What was kept of a proposal, in words. What is no longer on offer has no row and cannot be taken.

    `facts`: what is known of the learner, where it was read before.
    """
    rows = rows_for(viewer, learner, facts)
    for given in queries.answers_to(viewer, key) if key else ():
        rows.answers[given.programme, given.number].append(given)
    gaps = [*said["gaps"], *([] if said["programmes"] else ["no-outcomes"])]
    programmes = [_programme(rows, said, n, p) for n, p in enumerate(said["programmes"])]
    return ProposalShown(
        learner=learner,
        terms=tuple((t["name"], date.fromisoformat(t["starts"]), date.fromisoformat(t["ends"])) for t in said["terms"]),
        programmes=tuple(programmes),
        not_yet=tuple(n for r in said["reasons"] if (n := not_yet(rows, r)) is not None),
        changes=tuple(words.change(c, rows.names) for c in said["changes"] if _is_known(rows, c)),
        gaps=(*(str(sentences.GAPS[g]) % {"name": rows.names.learner} for g in gaps), *_apart(rows, said)),
        not_understood=not_understood(rows.facts, rows.offerings.values()),
        key=key,
    )


def _apart(rows: Rows, said: Mapping[str, Any]) -> Iterator[str]:
    """Which lines that were agreed do not go together, where all of them are open to the viewer."""
    for one in said.get("apart", ()):
        if all(key in rows.names.offerings for key in one):
            names = [" - ".join(filter(None, rows.names.offerings[key])) for key in one]
            yield str(sentences.APART["alone" if len(one) == 1 else "together"]) % {"lines": words.listed(names)}


def _is_known(rows: Rows, change: Mapping[str, Any]) -> bool:
    return change["kind"] == "rule" or change["about"] in {**rows.names.remedies, **rows.names.offerings}


def not_yet(rows: Rows, reason: Mapping[str, Any]) -> NotYet | None:
    """A reason in words with the remedies that would answer it; None where the offering is gone."""
    row = rows.offerings.get(int(reason["offering"][1:])) if reason["offering"].startswith("o") else None
    if row is None:
        return None
    ways = {w["remedy"]: None for u in reason.get("unmet", []) for w in u.get("ways", [])[:1]}
    remedies = (remedy_shown(rows, int(r[1:])) for r in ways)
    title, where = rows.names.offerings[reason["offering"]]
    try:
        said = words.reason(reason, rows.names, row.sessions)
    except KeyError:  # what it speaks of is no longer on offer
        return None
    return NotYet(row, title, where, said, tuple(r for r in remedies if r is not None))


def _programme(rows: Rows, said: Mapping[str, Any], number: int, kept: Mapping[str, Any]) -> ProgrammeShown:
    many = len(said["terms"])
    title, means = sentences.PROGRAMMES[kept["kind"]]
    answers = [tuple(rows.answers[number, n]) for n in range(len(kept["lines"]))]
    lines = [replace(_line(rows, said, n, y, kept["lines"]), answers=answers[n]) for n, y in enumerate(kept["lines"])]
    outcomes = _outcomes(rows, said, kept["lines"])
    each: list[list[LineShown]] = [[] for _ in range(many)]
    for line, y in zip(lines, kept["lines"], strict=True):
        for t in range(*y["terms"]):
            if t < many:
                each[t].append(line)
    ways = None
    if all(line.way is not None for line in lines):
        ways = tuple(sum(2 * (y.way or 0) * len({s[0] // 1440 for s in y.sessions}) for y in t) for t in each)
    remedies = {r.remedy.pk: r for line in lines for r in line.remedies}
    return ProgrammeShown(
        number=number,
        kind=kept["kind"],
        title=str(title) % {"name": rows.names.learner},
        means=str(means),
        lines=tuple(lines),
        outcomes=outcomes,
        minutes=tuple(sum(y.minutes for y in t) for t in each),
        ways=ways,
        sites=tuple(len({y.site for y in t}) for t in each),
        costs=_costs(rows, lines, kept["lines"]),
        remedies=tuple(remedies.values()),
        leaves_out=tuple(o.label for o in outcomes if not o.is_served),
    )


def _outcomes(rows: Rows, said: Mapping[str, Any], lines: list[Any]) -> tuple[OutcomeShown, ...]:
    minutes: dict[str, list[int]] = {slug: [0] * len(said["terms"]) for slug in said["aims"]}
    for y in lines:
        row = rows.offerings.get(y["offering"])
        for slug, m in (row.contributes if row else {}).items():
            for t in range(*y["terms"]):
                if slug in minutes and t < len(said["terms"]):
                    minutes[slug][t] += m
    return tuple(
        OutcomeShown(slug, rows.names.words.get(slug, slug), said["aims"][slug][1], tuple(m))
        for slug, m in sorted(minutes.items(), key=lambda i: (-said["aims"][i[0]][0], i[0]))
    )


def _line(rows: Rows, said: Mapping[str, Any], number: int, kept: Mapping[str, Any], all_: list[Any]) -> LineShown:
    row = rows.offerings.get(kept["offering"])
    own = rows.lines.get(kept["line"] or "")
    in_plan = own or rows.waiting.get(kept["offering"])
    serves = {
        rows.names.words.get(slug, slug): m
        for slug, m in sorted((row.contributes if row else {}).items(), key=lambda i: -i[1])
        if slug in said["aims"]
    }
    remedies = tuple(r for key in kept["remedies"] if (r := remedy_shown(rows, key)) is not None)
    sessions = tuple((a, b) for a, b in (own.sessions if own else row.sessions if row else ()))
    title, where = rows.names.offerings.get(f"a{own.pk}" if own else f"o{kept['offering']}", ("", ""))
    if kept["line"]:
        reasons: tuple[str, ...] = (str(sentences.LINES["agreed"]),)
    else:
        reasons = _reasons(rows, said, row, serves, remedies, all_) if row else ()
    return LineShown(
        number=number,
        offering=row,
        line=in_plan,
        is_agreed=bool(kept["line"]),
        kind=LineKind(own.kind) if own else kind_of(row.service.kind) if row else LineKind.OFFERING,
        title=title,
        organisation=where,
        site=(own.site.name if own and own.site else row.site.name if row else ""),
        starts=date.fromisoformat(kept["starts"]) if kept["starts"] else None,
        ends=date.fromisoformat(kept["ends"]) if kept["ends"] else None,
        terms=tuple(t["name"] for t in said["terms"][slice(*kept["terms"])]),
        sessions=sessions,
        minutes=sum(b - a for a, b in sessions),
        way=kept["way"],
        serves=serves,
        funder=kept["funder"],
        funder_label=rows.names.funders.get(kept["funder"], ""),
        pence_a_term=None if kept["line"] or row is None else row.price,
        remedies=remedies,
        reasons=reasons,
        answers=(),
    )


def _reasons(
    rows: Rows,
    said: Mapping[str, Any],
    row: Any,
    serves: dict[str, int],
    remedies: tuple[RemedyShown, ...],
    all_: list[Any],
) -> tuple[str, ...]:
    """Why a line is there, in sentences."""
    there = {*row.provision, *row.site.provision}
    label = rows.names.word
    after = [rows.offerings[y["offering"]] for y in all_ if y["offering"] in rows.offerings and not y["line"]]
    gives = {*row.service.gives, row.service.reference} - {""}
    ways = [f"{r.name} ({r.provider})" for r in remedies]
    told = {
        "serves": [words.mid(k) for k in serves],
        "wished": [f"v{row.service_id}"] if f"v{row.service_id}" in said["wishes"] else [],
        "likes": [f"g{row.organisation_id}"] if f"g{row.organisation_id}" in said["wishes"] else [],
        "in-place": sorted(label(n) for n in rows.facts.needs & there),
        "remedies": ways,
        "leads-to": sorted({words.mid(o.service.name) for o in after if gives & set(o.service.requires)}),
        "helps-missing": sorted(label(n) for n in rows.facts.helps - there),
    }
    where = row.organisation.name
    return tuple(
        str(sentences.LINES[slug])
        % {
            "name": rows.names.learner,
            "where": where,
            **dict.fromkeys(("outcomes", "needs", "ways", "steps"), words.listed(parts)),
        }
        for slug, parts in told.items()
        if parts
    )


def _costs(rows: Rows, lines: list[LineShown], kept: list[Any]) -> tuple[Cost, ...]:
    """What each stream would pay. A remedy by the term is paid once for each term and funder, whatever uses it."""
    pence: dict[str, int] = defaultdict(int)
    used: set[tuple[str, int, int]] = set()
    once: dict[int, int] = {}
    for line, y in zip(lines, kept, strict=True):
        pence[line.funder] += (line.pence_a_term or 0) * len(range(*y["terms"]))
        for r in line.remedies:
            once[r.remedy.pk] = r.pence_once
            for term in range(*y["terms"]):
                if (line.funder, term, r.remedy.pk) not in used:
                    used.add((line.funder, term, r.remedy.pk))
                    pence[line.funder] += r.pence_a_term
    pence[""] += sum(once.values())
    return tuple(Cost(f, rows.names.funders.get(f, ""), p) for f, p in sorted(pence.items()) if p)
