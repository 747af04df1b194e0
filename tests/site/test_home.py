"""Home shows each of those who use the site what they do most, and never a link that leads nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests import people
from wraparound.accounts.roles import CirclePart, MemberRole, OrganisationKind
from wraparound.core import pages

if TYPE_CHECKING:
    from wraparound.accounts.models import Person

pytestmark = pytest.mark.django_db
CARD = re.compile(r'wr-card__link" href="([^"]+)">([^<]+)<')

SHOWN = {  # what stands at home beside "What is new", which everybody has
    "learner": {"My card", "My passport", "Who is around me", "How I like to read", "Find support"},
    "family": {"Sam Green", "Passport of Sam Green", "Who to ask about Sam Green", "Find support", "Compare support"},
    "support-worker": {"My learners", "Card of Sam Green", "Find support"},
    "transition-lead": {"My learners", "Write a learner down", "What can be put in place", "Compare support"},
    "head-of-inclusion": {"My learners", "Our entries", "What we ask", "What can be put in place", "People"},
    "commissioner": {"My learners", "Find support", "Compare support"},
    "facilitator": {"Find support", "What can be put in place", "Our entries", "The words we share", "People"},
    "employer-supervisor": {"Card of Sam Green", "Who to ask about Sam Green", "Our page", "People"},
    "organisation-administrator": {"People of North", "Invite somebody", "Our organisation", "Our entries"},
    "system-administrator": {"Organisations", "Add an organisation", "Suggested words", "The words we share"},
}
WITHOUT_LEARNERS = {"facilitator", "organisation-administrator", "system-administrator"}


def whoever(is_a: str) -> Person:
    """Somebody of this kind, around Sam Green where such people are."""
    lead = people.member(people.organisation("Elsewhere"), "Lead", MemberRole.TRANSITION_LEAD)
    sam = people.person("Sam")
    sams = people.learner(person=sam)
    if is_a == "learner":
        return sam
    if is_a == "family":
        mother = people.person("Mother")
        people.in_circle(sams, mother, None, CirclePart.FAMILY)
        people.granted(sams, mother, lead)
        return mother
    kind = OrganisationKind.EMPLOYER if is_a == "employer-supervisor" else OrganisationKind.GENERAL_FE
    north = people.organisation("North", kind)
    who = people.member(north, "Who", MemberRole(is_a))
    if is_a not in WITHOUT_LEARNERS:
        people.in_circle(sams, who, north)
        people.granted(sams, north, lead)
    return who


@pytest.mark.parametrize("is_a", SHOWN)
def test_home_shows_what_each_of_them_does_most_and_every_link_leads_somewhere(is_a: str) -> None:
    client = people.browser(whoever(is_a))
    cards = [(href, text) for href, text in CARD.findall(client.get("/").content.decode())]
    assert SHOWN[is_a] | {"What is new"} <= {text for _, text in cards}
    assert len(cards) == len({href for href, _ in cards})
    assert [(href, status) for href, _ in cards if (status := client.get(href, follow=True).status_code) != 200] == []


def test_whoever_has_no_place_yet_still_finds_something_to_do() -> None:
    cards = dict(CARD.findall(people.browser(people.person("Nobody")).get("/").content.decode()))
    assert set(cards.values()) == {"What is new", "Find support", "How I like to read"}


def test_many_learners_are_a_list_and_no_cards() -> None:
    north = people.organisation("North")
    who = people.member(north, "Who")
    for number in range(6):
        sams = people.learner(f"Sam {number}")
        people.in_circle(sams, who, north)
        people.granted(sams, north, who)
    texts = {text for _, text in CARD.findall(people.browser(who).get("/").content.decode())}
    assert "My learners" in texts
    assert not {text for text in texts if text.startswith("Card of")}


def test_a_page_that_two_subjects_name_has_one_card(rf: object) -> None:
    hook: pages.Hook[object] = pages.Hook()
    one, two = pages.Link("One", "/a/", order=2), pages.Link("Two", "/a/", order=1)
    hook.add(lambda _: [one, None])
    hook.add(lambda _: [two, pages.Link("Three", "/b/", order=1)])
    assert [link.text for link in pages.links_of(hook, rf)] == ["Three", "One"]  # type: ignore[arg-type]
