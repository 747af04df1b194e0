"""Draws the main pages as a phone and a computer show them, into build/screenshots/: `python tools/screenshots.py`.

The pages are those of a small made-up world, seen by a visitor, by the learner Sam, and by Sam's lead. They are there
to be looked at by people; what a machine can check, tests/journeys checks. Needs `chromium` and a built style sheet.
"""

# ruff: noqa: PLC0415 - Django is set up before anything that needs it

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT = ROOT / "build" / "screenshots"
WIDTHS = (320, 1280)
VISITOR = {
    "home": "/",
    "find": "/local-offer/?q=cooking&postcode=CM1",
    "service": "/local-offer/services/{service}/",
    "compare": "/local-offer/compare/?s={service}&s={other}",
    "short-list": "/local-offer/short-list/?s={service}&s={other}",
    "words": "/words/",
    "sign-in": "/account/login/",
    "reading": "/reading/",
    "help": "/help/",
}
LEARNER = {
    "home": "/",
    "passport": "/passport/{learner}/",
    "question": "/passport/{learner}/questions/talk-with-me/",
    "card": "/passport/{learner}/card/",
    "needs": "/passport/{learner}/needs/",
    "wishes": "/passport/{learner}/wishes/",
}
LEAD = {
    "home": "/",
    "learners": "/learners/",
    "learner": "/learners/{learner}/",
    "circle": "/learners/{learner}/circle/",
    "passport": "/passport/{learner}/",
    "people": "/account/organisation/{organisation}/people/",
    "entries": "/local-offer/ours/{organisation}/",
    "workbook": "/local-offer/ours/{organisation}/workbook/",
    "account": "/account/me/",
}


def world() -> tuple[dict[str, Any], dict[str, str]]:
    """Who looks, with the cookie of each; and what stands in the addresses."""
    from tests import people
    from tests.directory import people as directory
    from wraparound.accounts.roles import CirclePart, MemberRole
    from wraparound.core.database.scope import acting, as_person
    from wraparound.passport import actions
    from wraparound.passport.policy import SaidBy
    from wraparound.passport.topics import TOPICS

    north = people.organisation("Northside College")
    lead = people.member(north, "Leila Marsh", MemberRole.TRANSITION_LEAD)
    sam = people.person("Sam Green")
    sams = people.learner("Sam Green", by=lead, person=sam)
    people.in_circle(sams, lead, north, CirclePart.LEAD)
    people.granted(sams, north, lead)
    with acting(as_person(sam.pk)):
        for topic in TOPICS[:8]:
            said = str(topic.example)
            actions.say(learner=sams, topic=topic, words=said, said_by=SaidBy.LEARNER, by=sam)
    with acting(as_person(lead.pk)):
        where = directory.site(north, lead, "Main site")
        services = [directory.service(north, lead, name) for name in ("Cooking for one", "Cooking together")]
        for one in services:
            directory.offering(one, where, lead)
    places = {"learner": sams.public_id, "organisation": north.public_id}
    places |= {"service": services[0].public_id, "other": services[1].public_id}
    cookies = {name: people.browser(who).cookies["session"].value for name, who in (("learner", sam), ("lead", lead))}
    return cookies, {name: str(value) for name, value in places.items()}


def draw(site: str, cookies: dict[str, Any], places: dict[str, str]) -> Iterator[Path]:
    """Each picture, once it is there."""
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import FLAGS

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        for who, pages in (("visitor", VISITOR), ("learner", LEARNER), ("lead", LEAD)):
            window = chromium.new_context()
            if who in cookies:
                window.add_cookies([{"name": "session", "value": cookies[who], "url": site}])
            page = window.new_page()
            for name, path in pages.items():
                answer = page.goto(site + path.format(**places))
                if answer is None or not answer.ok:
                    sys.exit(f"{who}: {path} did not answer as it should")
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 800})
                    file = OUT / f"{who}-{name}-{width}.png"
                    page.screenshot(path=file, full_page=True)
                    yield file
        chromium.close()


def main() -> None:
    """Makes the world, draws it, and forgets it."""
    import django

    django.setup()
    from django.core.management import call_command

    from tests.journeys import live
    from wraparound.core.database.launcher import Cluster

    if not shutil.which("chromium"):
        sys.exit("There is no chromium here. Try `apt-get install chromium`.")
    if not live.look_is_built():
        sys.exit(live.NO_LOOK)
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="wraparound-") as folder:
        Path(folder).chmod(0o755)
        database = Cluster(Path(folder) / "database", settings={"fsync": "off"})
        with database as server, live.pointed_at(live.reached(server)), live.served() as site:
            call_command("migrate", database="owner", verbosity=0)
            call_command("load_vocabulary", database="owner")
            count = sum(1 for _ in draw(site, *world()))
    print(f"{count} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
