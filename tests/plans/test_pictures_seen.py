"""The pictures as they are seen: contrast in every theme, and no word cut in any typeface, measured in a browser."""

from __future__ import annotations

import base64
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.conftest import FLAGS
from wraparound.plans.kinds import LineState
from wraparound.plans.pictures import Bar, TermSpan, WeekItem, pathway, week
from wraparound.plans.pictures.drawing import COLOURS, EDGES, GROUNDS

ROOT = Path(__file__).resolve().parents[2]
TERMS = (
    TermSpan("Autumn", date(2026, 9, 1), date(2026, 12, 18)),
    TermSpan("Spring", date(2027, 1, 4), date(2027, 4, 2)),
    TermSpan("Summer", date(2027, 4, 19), date(2027, 7, 23)),
)
TODAY = date(2026, 11, 22)

# ------------------------------------------------------------------------------------------------- colours


def light(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def theme(name: str, colour: str) -> str:
    """A colour of a theme; what a theme does not say is as in the light one."""
    source = (ROOT / "frontend/scss/_themes.scss").read_text().split("@media print")[0]
    part = re.search(rf"\.wr-theme-{name} \{{(.*?)\n\}}", source, re.DOTALL)
    found = part and re.search(rf"--{colour}: (#\w+);", part[1])
    if found:
        return found[1]
    own = re.search(rf'"{colour.removeprefix("govuk-").removesuffix("-colour")}": (#\w+),', (
        ROOT / "frontend/scss/wraparound.scss").read_text())  # fmt: skip
    return own[1] if own else theme("light", colour)


def lanes() -> list[list[str]]:
    source = (ROOT / "frontend/scss/_plans.scss").read_text()
    return [row.split() for row in re.findall(r"^  \d ((?:#\w{6} ?){4})[,;]$", source, re.MULTILINE)]


@pytest.mark.parametrize("name", ["light", "cream", "dark"])
def test_words_and_edges_are_seen_on_every_lane_in_every_theme(name: str) -> None:
    text, card = theme(name, "govuk-text-colour"), theme(name, "wr-card")
    found = lanes()
    assert len(found) == COLOURS + 1 == len(GROUNDS) == len(EDGES)
    for ground, edge in ((lane[2], lane[3]) if name == "dark" else (lane[0], lane[1]) for lane in found):
        assert contrast(text, ground) >= 7
        assert contrast(edge, ground) >= 3
        assert contrast(edge, card) >= 3
    assert contrast(text, card) >= 7


def test_the_style_sheet_has_the_colours_of_paper() -> None:
    assert [(lane[0], lane[1]) for lane in lanes()] == [*zip(GROUNDS, EDGES, strict=True)]


def test_a_colour_that_is_hard_to_see_would_be_found() -> None:
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


# ------------------------------------------------------------------------------------- measured in a browser

NAMES = (
    "Level 1 catering and hospitality with mathematics and communication",
    "MMMMMMMMMMMMMMMMMMMMMMMMMMWWWWWWWWWWWWWWWW@@@@@@@@@",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "Sgiliau byw’n annibynnol – bŵyd, iaith a’r gymuned",
    "iiiiiiiiiillllllllllllll jjjjjjjjjjjjjjjjjj ''''''''''''''",
    "A",
)
MEASURE = """() => [...document.querySelectorAll("svg")].flatMap((svg, number) => {
  const view = svg.viewBox.baseVal, slack = 0.6, faults = [];
  const inside = (a, b) => a.x >= b.x - slack && a.y >= b.y - slack
    && a.x + a.width <= b.x + b.width + slack && a.y + a.height <= b.y + b.height + slack;
  const meet = (a, b) => a.x + slack < b.x + b.width && b.x + slack < a.x + a.width
    && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height;
  const texts = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBBox()]);
  const boxes = [...svg.querySelectorAll("rect.wr-picture__box")].map(r => r.getBBox());
  texts.forEach(([said, own], n) => {
    if (!inside(own, view)) faults.push(`picture ${number}: outside: ${said}`);
    const start = {x: own.x + 1, y: own.y + own.height / 2, width: 0, height: 0};
    for (const box of boxes) if (inside(start, box) && !inside(own, box)) faults.push(`${number}: cut: ${said}`);
    for (const [other, place] of texts.slice(n + 1))
      if (meet(own, place)) faults.push(`${number}: one on the other: ${said} / ${other}`);
  });
  return faults.concat(texts.length ? [] : [`picture ${number} has no text`]);
})"""
AXE = """async () => {
  const rules = ["color-contrast", "color-contrast-enhanced"]; // of pictures: a test of our own
  axe.configure({rules: rules.map(id => ({id, selector: ":not(svg[role=img] *)"}))});
  const found = await axe.run(document, {resultTypes: ["violations", "incomplete", "passes"]});
  return [found.violations.concat(found.incomplete).map(one => one.id),
          found.passes.filter(one => one.id === "svg-img-alt").flatMap(one => one.nodes).length];
}"""


def font_faces() -> str:
    fonts = ROOT / "build/frontend/wraparound/fonts"
    faces = ""
    for family, file in (("Atkinson", "atkinson-hyperlegible-next"), ("Lexend", "lexend")):
        for part, signs in (("latin", "U+0000-00FF, U+2000-206F"), ("latin-ext", "U+0100-02BA, U+1E00-1EFF")):
            path = fonts / f"{file}-{part}-wght-normal.woff2"
            if not path.exists():
                pytest.fail("build/frontend is not there: run `make setup` (or `sh tools/frontend.sh`).")
            data = base64.b64encode(path.read_bytes()).decode()
            faces += (
                f"@font-face {{ font-family: {family}; font-weight: 200 800; unicode-range: {signs};"
                f" src: url(data:font/woff2;base64,{data}) format('woff2'); }}"
            )
    return faces


def crowded(size: float) -> list[str]:
    """Pictures in which there is little room: long names, short bars, a full week."""
    states = [*LineState]
    bars = [
        Bar(
            n, name, NAMES[n % 3], TERMS[0].starts + timedelta(days=40 * n),
            TERMS[0].starts + timedelta(days=40 * n + (3 if n % 2 else 150)), states[n % 2], agreed=n % 3 == 0,
            minutes=60 * n, after=(n - 1,),
        )
        for n, name in enumerate(NAMES * 2)
    ]  # fmt: skip
    items = [
        WeekItem(n % 7, 540 + 20 * n, 560 + 30 * n, name, NAMES[3], NAMES[0], NAMES[n % 3], "/p" if n % 2 else "")
        for n, name in enumerate(NAMES * 2)
    ]
    long, full = pathway(bars, TERMS, title="x", today=TODAY, size=size), week(items, title="x", size=size)
    years = [replace(bar, starts=bar.starts and bar.starts.replace(year=2026 + n)) for n, bar in enumerate(bars[:8])]
    nine = pathway([replace(b, ends=b.starts and b.starts + timedelta(days=200)) for b in years], TERMS, title="y")
    return [long.svg, long.narrow, full.svg, full.narrow, nine.svg, nine.narrow]


def in_a_browser() -> dict[str, Any]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("NOTHING WAS MEASURED: there is no chromium here. Try `apt-get install chromium`.")
    from axe_playwright_python.base import AXE_SCRIPT

    found: dict[str, Any] = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        page = browser.new_page()
        widest = "letter-spacing: 0.03em; word-spacing: 0.12em"  # where somebody asked for wide spacing
        looks = {f: f"svg {{ font-family: {f}; {widest} }}" for f in ("Atkinson", "Lexend", "Arial")}
        for size in (1.0, 1.4375):
            for name, how in looks.items():
                page.set_content(f"<style>{font_faces()} {how}</style>" + "".join(crowded(size)))
                page.evaluate("async () => { await Promise.all([...document.fonts].map(f => f.load())) }")
                found[f"{name}, {size}"] = page.evaluate(MEASURE)
        page.set_content("<svg role=img viewBox='0 0 9 9'><rect class=wr-picture__box width=8 height=8 />"
                         "<text y=6 font-size=6>cut off here</text></svg>")  # fmt: skip
        found["planted"] = page.evaluate(MEASURE)
        start = "<!doctype html><html lang=en><title>x</title><main><h1>x</h1>"
        page.set_content(f"{start}{''.join(crowded(1))}</main>")
        page.evaluate(AXE_SCRIPT)
        found["axe"] = page.evaluate(AXE)
        browser.close()
    return found


def test_in_every_typeface_and_spacing_no_word_is_cut_or_covered_and_axe_finds_names() -> None:
    with ThreadPoolExecutor(max_workers=1) as elsewhere:  # Playwright's loop must not run where the database is asked
        found = elsewhere.submit(in_a_browser).result()
    assert any("cut" in fault for fault in found.pop("planted"))
    assert found.pop("axe") == [[], 6]
    assert {look: faults for look, faults in found.items() if faults} == {}
