"""Each thing that `look` watches for is found where it is planted, and so is what the browser complains of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.looking import look

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

GOOD = (
    '<!DOCTYPE html><html lang="en" class="wr-theme-light"><head><title>A page – Wraparound</title>'
    "<style>body {{ color: #000; background: #fff }} .wr-theme-dark p {{ {dark} }} button {{ {size} }}</style></head>"
    '<body class="{kind}"><main><h1>A page</h1><p>Words.</p>{more}</main></body></html>'
)
PLANTED = {
    "two headings": ({"more": "<h1>Another</h1>"}, "2 h1"),
    "a field without a label": ({"more": "<input name='x'>"}, "label"),
    "grey on white": ({"more": "<p style='color: #bbb'>Faint</p>"}, "color-contrast"),
    "grey in the dark theme only": ({"dark": "color: #bbb"}, "dark: color-contrast"),
    "too wide": ({"more": "<div style='width: 600px'>wide</div>"}, "sideways scroll"),
    "a small button": ({"more": "<button>x</button>", "size": "padding: 0; height: 16px; width: 16px"}, "24 px"),
    "a small button for a learner": (
        {"more": "<button>Go</button>", "size": "height: 30px; width: 60px", "kind": "wr-learner"},
        "44 px",
    ),
    "a picture without words": ({"more": "<img src='data:,'>"}, "image-alt"),
    "colours that axe cannot decide": (
        {"more": "<p style='background: linear-gradient(#fff, #000)'>Which?</p>"},
        "undecided",
    ),
}
NOTHING = {"more": "", "dark": "", "size": "min-height: 44px", "kind": ""}
only_once = pytest.mark.parametrize("script", [True], ids=["with script"])


@only_once
def test_a_good_page_is_good_and_each_planted_fault_is_found(somebody: Callable[..., Somebody]) -> None:
    page = somebody().page
    page.set_content(GOOD.format(**NOTHING))
    assert look(page, ("light", "cream", "dark")) == []
    for name, (fault, said) in PLANTED.items():
        page.set_content(GOOD.format(**{**NOTHING, **fault}))
        found = look(page, ("light", "cream", "dark"))
        assert any(said in one for one in found), (name, found)
    page.set_content(GOOD.format(**NOTHING).replace("A page –", " –"))
    assert "no title" in look(page)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("<p style='color: red'>Red</p>", "Content Security Policy"),
        ("<img src='/static/nowhere.png' alt=''>", "404"),
        ("<h1>Another</h1>", "2 h1"),
    ],
)
def test_a_journey_stops_where_a_page_is_wrong(
    somebody: Callable[..., Somebody], site: str, more: str, said: str
) -> None:
    visitor = somebody()

    def spoiled(route: object) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{more}</main>"))

    visitor.page.route(f"{site}/help/", spoiled)
    with pytest.raises(AssertionError, match=said):
        visitor.opens("/help/")


@only_once
def test_a_focus_that_nobody_sees_stops_a_journey(somebody: Callable[..., Somebody]) -> None:
    visitor = somebody(keyboard=True)
    visitor.page.set_content("<style>a { outline: none }</style><h1>A page</h1><a href='/'>On</a>")
    with pytest.raises(AssertionError, match="nobody sees where the focus is"):
        visitor.presses_on("link", "On")
