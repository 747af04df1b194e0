"""Areas, plans and answers in and out: workbooks for people who keep spreadsheets, JSON for programs.

`docs/workbook.md` and `docs/json.md` describe the two formats. Everything is written whole or not at all; everything
that is wrong with a file is told at once, as `BadFile`, with the sheet and cell or the JSON path, and what to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.files import answer_book as _answer_book
from planner.files import book_in as _book_in
from planner.files import book_out as _book_out
from planner.files import json_files as _json
from planner.files import template as _template
from planner.files.answer import Answer
from planner.files.trouble import BadFile, Trouble, refusal

if TYPE_CHECKING:
    import os

    from planner.plan import Plan
    from planner.problem import Problem

__all__ = [
    "Answer",
    "BadFile",
    "Trouble",
    "read_plan",
    "read_problem",
    "write_answer",
    "write_problem",
    "write_template",
]

_SUFFIXES = (".xlsx", ".json")


def read_problem(path: str | os.PathLike[str]) -> Problem:
    """The area in a workbook (.xlsx) or JSON file (.json). Raises BadFile with everything that is wrong."""
    if _suffix(path) == ".json":
        return _json.read_area(Path(path))
    return _book_in.read_area(Path(path))


def write_problem(problem: Problem, path: str | os.PathLike[str]) -> None:
    """Write an area so that `read_problem` gives it back. Raises BadFile; what was there before then stays."""
    if _suffix(path) == ".json":
        return _json.write_area(problem, Path(path))
    return _book_out.write_area(problem, Path(path))


def write_answer(answer: Answer, path: str | os.PathLike[str]) -> None:
    """Write an answer, as a workbook to read and print or as JSON. Raises BadFile; what was there before then stays."""
    if _suffix(path) == ".json":
        return _json.write_answer(answer, Path(path))
    return _answer_book.write(answer, Path(path))


def write_template(path: str | os.PathLike[str]) -> None:
    """Write a workbook to fill in, with a small example area. Raises BadFile; what was there before then stays."""
    if _suffix(path) != ".xlsx":
        raise refusal("A template is a workbook.", "Give it a name that ends in .xlsx.")
    _template.write(Path(path))


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """The plan in an answer that was written as JSON. Raises BadFile with everything that is wrong."""
    if _suffix(path) != ".json":
        raise refusal("A plan is read from JSON.", "Write the answer with a name that ends in .json, and read that.")
    return _json.read_plan(Path(path))


def _suffix(path: str | os.PathLike[str]) -> str:
    """The kind of file, by the end of its name. Raises BadFile if it is neither of the two."""
    suffix = Path(path).suffix.lower()
    if suffix in _SUFFIXES:
        return suffix
    if suffix in (".xlsm", ".xltm", ".xlsb", ".xls", ".ods", ".csv"):
        raise refusal(f"{suffix} files are not read or written here.", "Save it as an Excel workbook (.xlsx).")
    raise refusal(f'"{Path(path).name}" is neither .xlsx nor .json.', "Use a name that ends in .xlsx or .json.")
