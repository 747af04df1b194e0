"""Somebody with a browser: what they press, write and see. With a mouse, or with the keyboard alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.journeys.looking import look, mirrored

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_TABS = 150
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SEEN_IN_COLOUR: set[str] = set()  # addresses, of which a page was looked at in every theme
IS_BUTTON = "e => e.matches('button')"  # a link that looks like one takes Enter
SHOWS_FOCUS = """e => {
  const s = getComputedStyle(e), box = e.getBoundingClientRect();
  const drawn = (s.outlineStyle !== "none" && s.outlineColor !== "rgba(0, 0, 0, 0)") || s.boxShadow !== "none";
  return e.matches(":focus-visible") && drawn && box.bottom > 0 && box.top < innerHeight;
}"""


@dataclass
class Somebody:
    """One person at one browser. Every page that they come to is looked at, once as it stands."""

    page: Page
    site: str
    mirror: Page | None = None  # where this browser runs no scripts: the page as it stands is looked at in that one
    keyboard: bool = False
    complaints: list[str] = field(default_factory=list)  # what the browser's console said since the last look
    themes: tuple[str, ...] = ("light", "cream", "dark")
    presses: int = 0

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda said: self.complaints.append(str(said)))

    def opens(self, path: str) -> None:
        """An address, typed or from a mail."""
        self.page.goto(path if path.startswith("http") else self.site + path)
        self.looks()

    def looks(self) -> None:
        """Nothing is wrong with the page."""
        self.page.wait_for_load_state("load")
        said, self.complaints[:] = list(self.complaints), []
        shown = mirrored(self.page, self.mirror) if self.mirror else self.page
        wrong = said + look(shown, self._themes_wanted())
        assert not wrong, "\n".join([f"{self.page.url}:", *wrong])

    def _themes_wanted(self) -> tuple[str, ...]:
        """All, for the first page of each address; where its path differs in an id alone, its colours are the same."""
        kind = UUID.sub("*", self.page.url.partition("?")[0])
        if kind in SEEN_IN_COLOUR:
            return ()
        SEEN_IN_COLOUR.update({kind} if self.themes else ())
        return self.themes

    def presses_on(self, role: Any, name: str, *, first: bool = False) -> None:
        """A link or a button, by what it is called (the first of several); the page that it leads to is looked at."""
        self.presses += 1
        found = self.page.get_by_role(role, name=name, exact=True)
        found = found.first if first else found
        if self.keyboard:
            self._tabs_to(found)
        with self.page.expect_navigation(wait_until="load"):
            if self.keyboard:
                self.page.keyboard.press("Space" if found.evaluate(IS_BUTTON) else "Enter")
            else:
                found.click()
        self.looks()

    def writes(self, label: str, text: str) -> None:
        """Into a field, in place of what stood there."""
        found = self.page.get_by_label(label, exact=True)
        if self.keyboard:
            self._tabs_to(found)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.insert_text(text)
        else:
            found.fill(text)

    def ticks(self, label: str) -> None:
        """A box or a circle."""
        found = self.page.get_by_label(label, exact=True)
        if self.keyboard:
            self._tabs_to(found)
            self.page.keyboard.press("Space")
        else:
            found.check()

    def fetches(self, name: str, *, role: Any = "link") -> bytes:
        """The file that a link or a button gives."""
        with self.page.expect_download() as coming:
            self.page.get_by_role(role, name=name, exact=True).click()
        return Path(coming.value.path()).read_bytes()

    def goes_in_vain(self, path: str, status: int) -> None:
        """An address that answers with this status, on a page on which nothing else is wrong."""
        answer = self.page.goto(path if path.startswith("http") else self.site + path)
        assert answer is not None and answer.status == status
        self.page.wait_for_load_state("load")
        self.complaints[:] = [said for said in self.complaints if f"status of {status}" not in said]
        self.looks()

    def chooses(self, label: str, option: str) -> None:
        """One of a list."""
        found = self.page.get_by_label(label, exact=True)
        if self.keyboard:
            self._tabs_to(found)
            self.page.keyboard.type(option)
            expect(found.locator("option:checked")).to_have_text(option)
        else:
            found.select_option(label=option)

    def sees(self, *texts: str) -> None:
        """Each of these stands in the main part of the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        """None of these stands anywhere in what was sent."""
        found = [text for text in texts if text in self.page.content()]
        assert found == []

    def is_at(self, heading: str) -> None:
        """The page with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def _tabs_to(self, wanted: Locator) -> None:
        expect(wanted).to_be_visible()
        for _ in range(MOST_TABS):
            if wanted.evaluate("e => e === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        expect(wanted).to_be_focused()
        assert wanted.evaluate(SHOWS_FOCUS), f"nobody sees where the focus is: {wanted}"
