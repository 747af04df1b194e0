"""What must be right on every page, whoever looks: structure, accessibility, width, size of what is pressed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREEN = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}

# Rules that axe cannot decide by itself and that are no fault here, each with the reason.
UNDECIDED: dict[str, str] = {}

SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)
# Inside a picture that is one image to a reader axe knows no background: contrast there is measured by the pictures'
# own tests, and every other rule holds there too.
AXE = """options => {
    const rules = ["color-contrast", "color-contrast-enhanced"].map(id => ({id, selector: ":not(svg[role=img] *)"}));
    axe.configure({rules});
    return axe.run(document, options);
}"""
HAS_AXE = "() => 'axe' in window"
THEME = """name => {
  const all = document.documentElement.classList, before = [...all].find(c => c.startsWith("wr-theme-"));
  if (before) all.replace(before, name); else all.add(name);
  return before;
}"""
TOO_WIDE = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= innerWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > innerWidth + 1);
  return [`sideways scroll at ${innerWidth} px: ` + out.slice(0, 3).map(e => e.outerHTML.slice(0, 80)).join(" | ")];
}"""
# WCAG leaves out what stands inside a sentence; the label of a box or circle counts as part of it.
TOO_SMALL = """least => {
  const seen = e => e.checkVisibility({opacityProperty: false, visibilityProperty: true});
  const inText = e => e.matches("a") && getComputedStyle(e).display === "inline" && e.closest("p, li, dd, td, h2, h3");
  const size = e => {
    const own = e.getBoundingClientRect();
    return [own.width, own.height];
  };
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  return [...document.querySelectorAll(all)]
    .filter(e => seen(e) && !inText(e) && !e.matches(".govuk-skip-link"))
    .filter(e => size(e).some(s => s > 0 && s < least - 0.5))
    .map(e => `smaller than ${least} px (${size(e).map(Math.round).join(" x ")}): ${e.outerHTML.slice(0, 100)}`);
}"""


def look(page: Page, themes: Iterable[str] = ("light",)) -> list[str]:
    """What is wrong with the page as it stands; nothing: []."""
    found = [f"{count} h1" for count in [page.locator("h1").count()] if count != 1]
    if not page.title().strip().removesuffix("– Wraparound").strip():
        found.append("no title")
    found += _axe(page, themes)
    page.set_viewport_size(NARROW)
    found += page.evaluate(TOO_WIDE)
    found += page.evaluate(TOO_SMALL, 44 if page.locator(".wr-learner").count() else 24)
    page.set_viewport_size(SCREEN)
    return found


def mirrored(page: Page, mirror: Page) -> Page:
    """The same page, as it stands now, in a window in which axe can run; the site's own scripts stay out."""
    if mirror.url == "about:blank":
        mirror.goto(urljoin(page.url, "/health/"))  # so that style sheet and pictures are found
    mirror.set_content(SCRIPT.sub("", page.content()))
    return mirror


def _axe(page: Page, themes: Iterable[str]) -> list[str]:
    """All rules in the theme of the page; in the others, what colours can break."""
    if not page.evaluate(HAS_AXE):  # a mirror keeps it from page to page: half a million letters need not be sent again
        page.evaluate(AXE_SCRIPT)
    found = _told(page.evaluate(AXE, {"runOnly": TAGS, "resultTypes": ["violations", "incomplete"]}))
    before = None
    for theme in themes:
        was = page.evaluate(THEME, f"wr-theme-{theme}")
        before = before or was
        if was != f"wr-theme-{theme}":
            rules = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
            found += [f"{theme}: {one}" for one in _told(page.evaluate(AXE, rules))]
    if before:
        page.evaluate(THEME, before)
    return found


def _told(answer: Any) -> list[str]:
    faults = [("", one) for one in answer["violations"]]
    faults += [("undecided ", one) for one in answer["incomplete"] if one["id"] not in UNDECIDED]
    return [
        f"{how}{one['id']}: {node['html'][:200]} – {'; '.join(m['message'] for m in node['any'] + node['all'])}"
        for how, one in faults
        for node in one["nodes"]
    ]
