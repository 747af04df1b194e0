"""The site's own statements with the conditions that somebody careful would write by hand, for a role that sees all.

Each table of a statement gets its condition, as a join on what is open to the person. Nothing else is changed, so both
statements must find the same rows: that is checked before anything is measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

PUBLIC = frozenset({"accounts_organisation", "passport_askedfor"})  # all of it is for everybody who has signed in
PARTS = frozenset(f"passport_{kind}" for kind in ("needoflearner", "outcomeoflearner", "availability", "wish", "photo"))
NOW = "a.since <= clock_timestamp() and a.until > clock_timestamp()"
OWN = "(select l.id from learners_learner l where l.person_id = {me})"
TODAY = "(now() at time zone 'Europe/London')::date"
MINE = (
    "(select o.organisation_id from accounts_membership o where o.person_id = {me}"
    f" and o.since <= {TODAY} and (o.until is null or o.until >= {TODAY}))"
)
SEEN = f"(select a.learner from sharing_access a where a.person = {{me}} and a.category = 0 and {NOW})"
OPEN = (
    "({t}.learner_id, {t}.category) in (select a.learner, a.category from sharing_access a"
    f" where a.person = {{me}} and {NOW})"
)

CONDITIONS = {
    "learners_learner": f"{{t}}.id in {SEEN}",
    "learners_circlemember": f"({{t}}.person_id = {{me}} or {{t}}.learner_id in {SEEN} or {{t}}.learner_id in {OWN})",
    "accounts_membership": f"({{t}}.person_id = {{me}} or {{t}}.organisation_id in {MINE})",
    "accounts_own": "{t}.person_id = {me}",
    "accounts_person": (
        "({t}.id = {me}"
        f" or exists (select from accounts_membership m where m.person_id = {{t}}.id and m.organisation_id in {MINE})"
        f" or exists (select from learners_circlemember c where c.person_id = {{t}}.id and c.learner_id in {SEEN})"
        f" or exists (select from learners_learner l where l.person_id = {{t}}.id and l.id in {SEEN}))"
    ),
    "passport_entry": (
        f"{OPEN} and ({{t}}.answer = 'said' or {{t}}.shows_withheld"
        f" or {{t}}.written_by_id = {{me}} or {{t}}.learner_id in {OWN})"
    ),
    **dict.fromkeys(PARTS, OPEN),
}
TABLES = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement as the site sends it, and by hand."""

    name: str
    site: str
    by_hand: str
    params: tuple[Any, ...]


def pair(statement: str, params: Any, person: int) -> Pair | None:
    """The statement and its like by hand for a person; None where we have no condition for one of its tables."""
    tables = list(dict.fromkeys(TABLES.findall(statement)))
    if not statement.startswith("SELECT") or not tables or not {*tables} <= CONDITIONS.keys() | PUBLIC:
        return None
    conditions = [CONDITIONS[t].format(t=f'"{t}"', me=person) for t in tables if t in CONDITIONS]
    return Pair(
        _name(statement, tables), statement, _narrowed(statement, " and ".join(conditions)), tuple(params or ())
    )


def _narrowed(statement: str, condition: str) -> str:
    if not condition:
        return statement
    if " WHERE " in statement:
        return statement.replace(" WHERE ", f" WHERE {condition} AND ", 1)
    head, order, tail = statement.partition(" ORDER BY ")
    return f"{head} WHERE {condition}{order}{tail}"


def _name(statement: str, tables: list[str]) -> str:
    said = " ".join(table.split("_", 1)[1] for table in tables)
    if "COUNT(" in statement:
        return f"count of {said}"
    return f"{said} (distinct)" if "DISTINCT" in statement else said
