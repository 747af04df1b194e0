"""Where a proof leaves its figures, and the page that shows them beside the goals: `python -m proof.report`."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "proof"
PAGE = ROOT / "docs" / "proof.md"
BEGIN = "<!-- from build/proof: python -m proof.report -->\n"
END = "<!-- end -->\n"
HEAD = "| what is proven | goal | found | on | by |\n|---|---|---|---|---|\n"
GOALS = (  # what, the goal, the file of figures, what of it is shown, the command
    ("everything that SQL shows agrees with the oracle, over pages too", "0 mismatches", "oracle_pages",
     "{steps} steps, {looks} looks: {mismatches} mismatches", "make prove-pages"),
    ("address, actor, method and state: nobody reads a word that is not open", "5,000 cells, 0", "matrix",
     "{cells} cells: {disclosures} disclosures", "make prove-matrix"),
    ("what ends is over with the next request", "0 late", "revocation",
     "{pages} pages, {forms} forms, {ways} ways to end: {faults} late", "make prove-revocation"),
    ("hidden rows change no byte; hidden takes as long as absent", "0", "hidden",
     "{pages} pages with {hidden_rows} rows hidden: {pages_that_changed} changed; {pairs} pairs timed",
     "make prove-hidden"),
    ("each policy of the database changed: somebody notices", "100 %", "policies",
     "{noticed} of {changes} changes; {make_no_difference} make no difference, {not_noticed} not noticed",
     "make prove-policies"),
    ("small changes to the rules of access: tests notice", "80 %", "mutants",
     "sharing {sharing[noticed]} of {sharing[tried]}, accounts {accounts[noticed]} of {accounts[tried]}",
     "make prove-mutants"),
    ("two changes to who sees what at once, stopped at each statement", "0", "races",
     "{pairs} pairs, {trials} trials: {faults} faults", "make prove-races"),
    ("connections that are shared (Django's pool): answers for somebody else", "0", "pool-django",
     "{requests} requests, {connections_ended} connections ended: {crossed} crossed", "make prove-pool"),
    ("the same behind pgbouncer", "0", "pool-pgbouncer",
     "{requests} requests, {connections_ended} connections ended: {crossed} crossed", "make prove-pool"),
    ("kill -9 under load: acknowledged and lost; done twice; until all eight are served", "50 trials; 0; 0; 5 s",
     "kill", "{trials} trials, {acknowledged} acknowledged: {lost} lost, {doubled} twice; {slowest_seconds} s at most, "
     "{slowest_seconds_alone} s on a machine for itself (everything took {machine_busy} times as long)",
     "make prove-kill"),
    ("answers lost around COMMIT", "200; 0", "commit", "{cut} cut: {doubled} twice, {lost} lost", "make prove-commit"),
    ("a full disk: acknowledged and lost; done twice", "0", "disk",
     "{refused} refused with our page, {pages_read_meanwhile} pages read meanwhile: {lost} lost, {doubled} twice",
     "make prove-disk"),
    ("a slow database (0.3 s for each answer): neither an answer nor our own page", "0", "slow",
     "{requests} requests, {at_once} at once: with 2 s for a page, {short[ours]} ended with our page, "
     "{short[slowest]} s at most; served again after {short[served_again]} s", "make prove-slow"),
    ("hostile answers to every form: errors of ours, words of others", "20,000; 0", "fuzz",
     "{posts} posts to {forms} forms: {faults}", "make prove-fuzz"),
    ("wapiti and sqlmap: open findings; planted ones found", "0; all", "scanners",
     "{open} open; found: {planted_found}", "make prove-scanners"),
)  # fmt: skip


def write(name: str, **figures: Any) -> None:
    """Says the figures, and keeps them in build/proof/NAME.json with the day they were found."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = {"on": time.strftime("%Y-%m-%d"), **figures}
    (FOLDER / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")
    print(name, json.dumps(found))


def rows() -> str:
    """The table; what was not run here says so."""
    found = ""
    for what, goal, name, shown, command in GOALS:
        file = FOLDER / f"{name}.json"
        said = json.loads(file.read_text()) if file.exists() else {}
        figures = shown.format_map(_Told(said)) if said else "not run yet"
        found += f"| {what} | {goal} | {figures} | {said.get('on', '')} | `{command}` |\n"
    return found


class _Told(dict[str, Any]):
    """Numbers as people read them; what a run did not say is a question mark."""

    def __getitem__(self, name: str) -> Any:
        said = self.get(name, "?")
        if isinstance(said, int):
            return f"{said:,}"
        return ", ".join(map(str, said)) if isinstance(said, list) else said


def main() -> None:
    """Writes the table into docs/proof.md."""
    between = re.compile(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", re.DOTALL)
    PAGE.write_text(between.sub(lambda _: HEAD + rows(), PAGE.read_text()))


if __name__ == "__main__":
    main()
