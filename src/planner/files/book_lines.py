"""The rows of an area's workbook, value by value: what `book_in.py` reads back to the same problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner import vocabulary
from planner.files.book_cells import ALL, NONE
from planner.files.cells import CELL, Wrong, identity, text
from planner.files.layout import ALL_SETTINGS, BY_NAME, CHOICES, SETTINGS, WORDS
from planner.files.plain import DAYS, time_of_day, times
from planner.files.trouble import Trouble
from planner.problem import DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from planner.problem import Funder, Learner, Minute, Offering, Pence, Problem, Remedy, Site

    Line = dict[str, object]  # field (or heading, of columns that are not read back) to value

_STRENGTH = {stands_for: word for word, stands_for in CHOICES["strength"].items()}
_JSON = "Change it, or use a name that ends in .json, which can hold everything."


def lines_of(problem: Problem) -> dict[str, list[Line]]:
    """The rows of every sheet, by its name."""
    p, terms = problem, [t.id for t in problem.terms]
    sites, funders = [s.id for s in p.sites], [f.id for f in p.funders]
    found: dict[str, list[Line]] = {
        "Terms": [{"id": t.id, "name": t.name, "starts": t.starts, "weeks": t.weeks} for t in p.terms],
        "Organisations": [
            {"id": o.id, "name": o.name, "kind": o.kind, "subcontracts": _ids(o.subcontracts)} for o in p.organisations
        ],
        "Places": [{"id": n, "easting": x, "northing": y} for n, (x, y) in p.travel.points.items()],
        "Travel": [{"a": a, "b": b, "minutes": m} for (a, b), m in p.travel.stated.items()],
        "Sites": [_site(s) for s in p.sites],
        "Funders": [_funder(f) for f in p.funders],
        "Offerings": [_offering(o, terms, funders) for o in p.offerings],
        "Remedies": [_remedy(r, sites) for r in p.remedies],
        "Learners": [_learner(x) for x in p.learners],
        SETTINGS: list(_settings(p)),
        WORDS: list(_all_words(p)),
    }
    for sheet, own in _OWN.items():
        found[sheet] = [{"learner": x.id, "Learner name": x.name, **line} for x in p.learners for line in own(x)]
    return found


def _site(s: Site) -> Line:
    said = {"id": s.id, "name": s.name, "organisation": s.organisation, "place": s.place}
    return {**said, "provision": _words(s.provision)}


def _funder(f: Funder) -> Line:
    return {
        "id": f.id,
        "name": f.name,
        "min_age": f.min_age,
        "max_age": f.max_age,
        "ehc_plan_only": _yes(f.ehc_plan_only),
        "one_provider_a_year": _yes(f.one_provider_a_year),
        "budget_per_term": _pounds(f.budget_per_term),
        "one_off_budget": _pounds(f.one_off_budget),
    }


def _remedy(r: Remedy, sites: list[str]) -> Line:
    return {
        "id": r.id,
        "name": r.name,
        "gives": _words(r.gives),
        "sites": _ids(r.sites, sites),
        "provider": r.provider,
        "paid_by": r.paid_by,
        "once": _pounds(r.once),
        "per_learner": _pounds(r.per_learner),
        "per_term": _pounds(r.per_term),
        "vat": _yes(r.vat),
        "lead_terms": r.lead_terms,
    }


def _offering(o: Offering, terms: list[str], funders: list[str]) -> Line:
    return {
        "id": o.id,
        "name": o.name,
        "service": o.service,
        "site": o.site,
        "sessions": times(o.sessions),
        "starts": _ids(o.starts, terms),
        "lasts": o.lasts,
        "places": o.places,
        "price": _pounds(o.price),
        "funders": _ids(o.funders, funders),
        "contributes": "; ".join(f"{_outcome(c.outcome)}: {c.minutes}" for c in o.contributes),
        "requires": _ids(o.requires),
        "grants": _ids(o.grants),
        "repeatable": _yes(o.repeatable),
        "placement": _yes(o.placement),
        "provision": _words(o.provision),
        "min_age": o.min_age,
        "max_age": o.max_age,
        "ehc_plan_only": _yes(o.ehc_plan_only),
    }


def _learner(x: Learner) -> Line:
    return {
        "id": x.id,
        "name": x.name,
        "home": x.home,
        "born": x.born,
        "travel_limit": x.travel_limit,
        "minutes_a_week": _hours(x.minutes_a_week),
        "days_a_week": x.days_a_week,
        "settings_at_once": x.settings_at_once,
        "placement_minutes": _hours(x.placement_minutes),
        "ehc_plan": _yes(x.ehc_plan),
        "needs": _words(x.needs),
        "brings": _words(x.brings),
        "skills": _ids(x.skills),
        "primary_need": x.primary_need or None,
        "council": x.council or None,
    }


def _aims(x: Learner) -> list[Line]:
    return [{"outcome": _outcome(a.outcome), "weight": a.weight, "target": a.target} for a in x.aims]


def _available(x: Learner) -> list[Line]:
    return [{**_time(w.start, w.end), "terms": _some(w.terms)} for w in x.available]


def _commitments(x: Learner) -> list[Line]:
    return [
        {"title": c.title, **_time(c.start, c.end), "terms": _some(c.terms), "place": c.place} for c in x.commitments
    ]


def _accepted(x: Learner) -> list[Line]:
    return [
        {"offering": a.offering, "start": a.start, "funder": a.funder, "remedies": "; ".join(a.remedies)}
        for a in x.accepted
    ]


_OWN = {
    "Aims": _aims,
    "Wishes": lambda x: [{"about": w.about, "strength": _STRENGTH[w.strength]} for w in x.wishes],
    "Availability": _available,
    "Commitments": _commitments,
    "Funding": lambda x: [{"funder": f.funder, "per_term": _pounds(f.per_term)} for f in x.funding],
    "Accepted lines": _accepted,
}


def _settings(problem: Problem) -> Iterator[Line]:
    parts = {"goals": problem.goals, "carousel": problem.carousel, "travel": problem.travel, "problem": problem}
    for s in ALL_SETTINGS:
        value: object = s.field in problem.rules if s.part == "rules" else getattr(parts[s.part], s.field)
        yield {"setting": s.name, "value": _setting(s.kind, value), "What it means": s.meaning}


def _setting(kind: str, value: object) -> object:
    assert isinstance(value, int)
    return {"yes": _yes, "money": _pounds, "hours": _hours}[kind](value) if kind in ("yes", "money", "hours") else value


def _all_words(problem: Problem) -> Iterator[Line]:
    """The vocabulary, outcomes first, and then the words that only this area has."""
    words = vocabulary.load()
    for outcome in words.outcomes.values():
        yield {"id": outcome.slug, "sort": "outcome", "label": outcome.label, "Group": words.areas[outcome.area]}
    for term in words.terms.values():
        yield {"id": term.slug, "sort": "need", "label": term.label, "Group": words.groups[term.group]}
    p = problem
    needs = {n for x in p.learners for n in (*x.needs, *x.brings)}.union(
        *(s.provision for s in p.sites), *(o.provision for o in p.offerings), *(r.gives for r in p.remedies)
    )
    outcomes = {a.outcome for x in p.learners for a in x.aims} | {c.outcome for o in p.offerings for c in o.contributes}
    services = {w.about for x in p.learners for w in x.wishes} - {o.id for o in p.organisations}
    known = {o.service for o in p.offerings}
    skills = {r for o in p.offerings for r in o.requires} - known
    skills = skills.difference(*(o.grants for o in p.offerings), *(x.skills for x in p.learners))
    for sort, own in (
        ("need", needs - set(words.terms)),
        ("outcome", outcomes - set(words.outcomes)),
        ("service", services - known),
        ("skill", skills - services),
    ):
        for word in sorted(own):
            yield {"id": word, "sort": sort, "Group": "Of this area"}


def unwritable(problem: Problem) -> list[Trouble]:
    """What no cell can hold: ids with semicolons, names that are blank, lists longer than a cell."""
    found = []
    for sheet, lines in lines_of(problem).items():
        for number, line in enumerate(lines, start=2):
            for at, column in enumerate(BY_NAME[sheet].columns):
                value = line.get(column.field)
                wrong = _wrong(column.kind, column.must, value) if column.kind else ""
                if wrong:
                    found.append(Trouble(sheet, f"{chr(65 + at)}{number}", f'"{str(value)[:40]}": {wrong}', _JSON))
    return found


def _wrong(kind: str, must: bool, value: object) -> str:
    if value is None or not isinstance(value, str):
        return ""
    if must and not value.strip():
        return "this may not be blank in a workbook."
    try:
        if kind == "id" or (kind.startswith("ref:") and kind != "ref:outcome" and value):
            same = identity(value) == value
        else:
            same = text(value, CELL) == value
    except Wrong as wrong:
        return wrong.sentence
    return "" if same else "blanks at the beginning or end would be lost."


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _pounds(pence: Pence | None) -> float | None:
    return None if pence is None else pence / 100


def _hours(minutes: Minute) -> float | str:
    """Hours as a number where that is exact in print, else as hours and minutes."""
    return minutes / 60 if minutes % 15 == 0 else f"{minutes // 60}:{minutes % 60:02}"


def _time(start: Minute, end: Minute) -> Line:
    day = start // DAY
    return {"day": DAYS[day], "start": time_of_day(start - day * DAY), "end": time_of_day(end - day * DAY)}


def _ids(ids: Collection[str], everything: Iterable[str] = ()) -> str:
    """A list in a stable order; the word for all of them where it is all of several."""
    every = set(everything)
    if len(every) > 1 and set(ids) == every and ALL not in every:
        return ALL
    return "; ".join(sorted(ids))


def _some(ids: Collection[str] | None) -> str | None:
    return None if ids is None else _ids(ids) or NONE


def _label(slug: str, labels: dict[str, str]) -> str:
    """The label of a word where it can be read back: only this word has it, and it holds no mark of a list."""
    label = labels.get(slug, "")
    alone = sum(other.casefold() == label.casefold() for other in labels.values()) == 1
    return label if alone and not set(label) & {";", ":"} and label not in labels else slug


_LABELS = {t.slug: t.label for t in vocabulary.load().terms.values()}
_OUTCOMES = {o.slug: o.label for o in vocabulary.load().outcomes.values()}
_NEED_WORDS = {slug: _label(slug, _LABELS) for slug in _LABELS}
_OUTCOME_WORDS = {slug: _label(slug, _OUTCOMES) for slug in _OUTCOMES}


def _words(slugs: Collection[str]) -> str:
    return "; ".join(sorted(_NEED_WORDS.get(s, s) for s in slugs))


def _outcome(slug: str) -> str:
    return _OUTCOME_WORDS.get(slug, slug)
