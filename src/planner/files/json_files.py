"""Areas and answers as JSON: written whole, read strictly. `docs/json.md` describes the format.

Reading checks size and shape before anything is built, so that a hostile file is refused quickly.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from planner.faults import Faults
from planner.files.atomic import replacing
from planner.files.json_values import Pairs, Reader, encode
from planner.files.trouble import BadFile, TooManyTroubles, Troubles, refusal
from planner.plan import Plan
from planner.problem import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from planner.faults import Fault
    from planner.files.answer import Answer

AREA, ANSWER = "wraparound-area", "wraparound-answer"
VERSION = 1
MOST_BYTES = 100_000_000
MOST_VALUES = 5_000_000  # braces, brackets and commas: what a file costs in memory once it is read

_KINDS = {
    "term": "terms",
    "organisation": "organisations",
    "site": "sites",
    "funder": "funders",
    "offering": "offerings",
    "remedy": "remedies",
    "learner": "learners",
}


def write_area(problem: Problem, path: Path) -> None:
    """Write an area. Raises BadFile if the file cannot be written; what was there before then stays."""
    _write({"format": AREA, "version": VERSION, **_object(encode(problem))}, path)


def write_answer(answer: Answer, path: Path) -> None:
    """Write an answer with its problem. Raises BadFile as `write_area` does.

    The proof stays behind: it is as long as the plan, and of use only beside the prices of the same search.
    """
    body = {
        "format": ANSWER,
        "version": VERSION,
        "problem": encode(answer.problem),
        "result": {name: told for name, told in _object(encode(answer.result)).items() if name != "proof"},
        "by_hand": answer.by_hand,
        "reasons": encode(answer.reasons, brief=True),  # most fields of a reason keep their default
        "changes": encode(answer.changes),
        "fairness": None if answer.fairness is None else encode(answer.fairness.to_show()),
    }
    _write(body, path)


def read_area(path: Path) -> Problem:
    """Read an area. Raises BadFile with every fault, each with its JSON path."""
    troubles = Troubles()
    try:
        body = _body(path, AREA, troubles)
        problem = _problem(body, troubles)
    except TooManyTroubles:
        raise BadFile(troubles.found) from None
    return problem


def read_plan(path: Path) -> Plan:
    """The plan in an answer. Raises BadFile with every fault. Whether the plan still suits an area is not looked at."""
    troubles = Troubles()
    try:
        body = _body(path, ANSWER, troubles)
        reader = Reader(troubles)
        keys = ("format", "version", "problem", "result", "by_hand", "reasons", "changes")
        plan: Any = None
        if reader.keys(body, "$", (*keys, "fairness"), keys):
            result = body.get("result")
            plan = result.get("plan") if isinstance(result, dict) else None
            plan = reader.read(Plan, plan, "$.result.plan")
        troubles.stop_if_any()
    except TooManyTroubles:
        raise BadFile(troubles.found) from None
    return Plan.of(plan.lines)


def _object(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


def _write(body: dict[str, object], path: Path) -> None:
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, indent=1).encode()
    except UnicodeEncodeError as error:
        raise refusal("A text holds half a character, which no file can hold.", "Write that text anew.") from error
    with replacing(path) as part:
        part.write_bytes(text + b"\n")


def _body(path: Path, wanted: str, troubles: Troubles) -> dict[str, object]:
    """The object of a file, once its header has been looked at. Raises BadFile if it is not ours at all."""
    body = _parsed(_text(path))
    if not isinstance(body, Pairs):
        raise refusal("This file does not hold a JSON object.", "Choose a file that Wraparound wrote.")
    said = body.get("format")
    if said != wanted:
        kind = "an area" if wanted == AREA else "an answer"
        what = f'"{str(said)[:40]}"' if said is not None else "nothing"
        raise refusal(f'This is not {kind}: "format" says {what}.', f'Choose a file whose "format" is "{wanted}".')
    if type(body.get("version")) is not int or body["version"] != VERSION:
        troubles.add("", "$.version", "This version is not known.", f"This planner reads version {VERSION}.")
        troubles.stop_if_any()
    return body


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refusal(f"The file is larger than {MOST_BYTES // 1_000_000} MB.", "Plan a smaller area.")
        raw = path.read_bytes()
    except OSError as error:
        raise refusal(f"{path} cannot be read: {error.strerror or error}.", "Check its name and folder.") from error
    if sum(raw.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
        raise refusal(f"The file holds more than {MOST_VALUES:,} values.", "Plan a smaller area.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal("The file is not text in UTF-8.", "Save it as JSON in UTF-8.") from error


def _parsed(text: str) -> object:
    def no_number(said: str) -> float:
        return float("nan")  # refused with its path later on: nothing in a file may be NaN or without end

    def whole(said: str) -> object:
        return int(said) if len(said) <= 20 else no_number(said)  # longer ones take long to turn into numbers

    try:
        return json.loads(text, object_pairs_hook=Pairs, parse_constant=no_number, parse_int=whole)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, character {error.colno}"
        raise refusal(
            f"This is not JSON: {error.msg} at {where}.", "Correct it there, or write the file anew."
        ) from error
    except RecursionError as error:
        raise refusal("Objects are nested too deeply.", "Choose a file that Wraparound wrote.") from error


def _problem(body: dict[str, object], troubles: Troubles) -> Problem:
    rest = Pairs([(k, v) for k, v in body.items() if k not in ("format", "version")])
    rest.twice = body.twice if isinstance(body, Pairs) else []
    try:
        problem: Problem = Reader(troubles).read(Problem, rest, "$")
    except Faults as bad:
        # Built from what could be read: where a part could not, faults about what is missing there would mislead.
        for fault in () if troubles.found else bad.faults:
            troubles.add("", _path(fault, rest), f"{_subject(fault)}{fault.sentence}.", "Correct it here.")
    troubles.stop_if_any()
    return problem


def _subject(fault: Fault) -> str:
    return f"{fault.kind} {fault.id}: ".replace("area : ", "") if fault.id else ""


def _path(fault: Fault, body: dict[str, object]) -> str:
    """Where in the file a fault of the problem was said."""
    field = fault.field if re.fullmatch(r"\w+", fault.field) else ""
    if fault.kind == "travel":
        return f"$.travel.{field}" if field == "metres_per_minute" else "$.travel.stated"
    if fault.kind not in _KINDS:
        return f"$.{field}"
    things = body.get(_KINDS[fault.kind])
    ids = [t.get("id") if isinstance(t, dict) else None for t in things] if isinstance(things, list) else []
    numbers = [n for n, said in enumerate(ids) if said == fault.id]
    number = (numbers or [0])[-1]  # of an id that stands twice, the last is the one to mend
    field = {"terms": "commitments"}.get(field, field) if fault.kind == "learner" else field
    return f"$.{_KINDS[fault.kind]}[{number}].{field}"
