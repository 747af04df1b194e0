"""A mother looks for something near home. She has no account and needs none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.directory import people
from tests.directory.people import being
from wraparound.core import ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

SMALLEST: Any = {"width": 320, "height": 568}
IN_SIGHT = "document.querySelector('h1').getBoundingClientRect().bottom <= innerHeight"
# What the Tab key comes to although nobody sees it.
UNSEEN = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  return e.closest("thead") && (box.width < 2 || box.height < 2) ? [e.outerHTML.slice(0, 80)] : [];
}"""
POSTCODE, FAR_AWAY = "CM1 1AA", {"easting": 420_000, "northing": 560_000}


@pytest.fixture
def offer(site: str) -> Any:
    """Two services near, and one of the same sort three hundred miles away."""
    mark = f"{ids.new_number() % 10_000}"
    college = people.organisation(f"Rivers College {mark}")
    ann = people.person("Ann", college)
    names = [f"{what} {mark}" for what in ("Pottery", "Pottery evenings", "Pottery far away")]
    with being(ann):
        near = people.site(college, ann, "Main site")
        far = people.site(college, ann, "Far site", **FAR_AWAY)
        for name, where, who in zip(names, (near, near, far), ("Ann Example", "Ben Sample", "Cy"), strict=True):
            people.offering(people.service(college, ann, name, person_name=who), where, ann)
    return SimpleNamespace(mark=mark, pottery=names[0], evenings=names[1], far=names[2], lead=ann)


def test_a_mother_finds_a_service_near_home_and_whom_to_ask(offer: Any, somebody: Callable[..., Somebody]) -> None:
    # Given somebody who is not signed in, with a keyboard alone
    mother = somebody(keyboard=True)
    mother.opens("/")
    mother.presses = 0
    # When she asks what there is near her postcode
    mother.presses_on("link", "Find support near you")
    mother.writes("Words", f"Pottery {offer.mark}")
    mother.writes("Postcode", POSTCODE)
    mother.chooses("How far away at most?", "10 miles")
    mother.presses_on("button", "Find")
    # Then a named person stands there, two presses from the front door, and what is far away does not
    assert mother.presses == 2
    mother.sees(offer.pottery, "Ann Example", "Ben Sample", "01632 960 001")
    mother.does_not_see(offer.far)
    # And the service's own page names the person first
    mother.presses_on("link", offer.pottery)
    mother.sees("Ask Ann Example")
    # When she puts two on her list and compares them
    mother.presses_on("button", "Put on my short list")
    mother.opens(f"/local-offer/?q=Pottery+{offer.mark}&postcode=CM1&miles=10")
    mother.presses_on("button", f"Put on my short list {offer.evenings}")
    mother.opens("/local-offer/short-list/")
    mother.sees(offer.pottery, offer.evenings)
    mother.presses_on("button", "Compare them side by side")
    # Then both stand side by side
    mother.is_at("Compare services")
    mother.sees("Ann Example", "Ben Sample")


@pytest.mark.parametrize("path", ["/", "/local-offer/", "/local-offer/remedies/", "/words/", "/reading/theme/"])
def test_on_the_smallest_phone_the_heading_is_seen_at_once_and_the_keyboard_meets_nothing_hidden(
    path: str, offer: Any, somebody: Callable[..., Somebody]
) -> None:
    lead = somebody(offer.lead)
    lead.opens(path)
    lead.page.set_viewport_size(SMALLEST)
    assert lead.page.evaluate(IN_SIGHT)
    for _ in range(40):
        lead.page.keyboard.press("Tab")
        assert lead.page.evaluate(UNSEEN) == []
