from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from tests import people
from tests.partnerships.agreed import asks, does, says, two
from wraparound.accounts.roles import MemberRole
from wraparound.partnerships import actions, queries

pytestmark = pytest.mark.django_db


def page(client: Any, name: str, *told: Any) -> Any:
    return client.get(reverse(f"partnerships:{name}", args=told))


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]).split())


def sends(client: Any, name: str, /, *told: Any, **data: Any) -> Any:
    return client.post(reverse(f"partnerships:{name}", args=told), data, follow=True)


def test_two_organisations_begin_enter_their_policies_agree_and_sign() -> None:
    north, south = people.organisation("North"), people.organisation("South")
    ann = people.member(north, "Ann Hill", MemberRole.ORGANISATION_ADMIN)
    ben = people.member(south, "Ben Dale", MemberRole.HEAD_OF_INCLUSION)
    anns, bens = people.browser(ann), people.browser(ben)
    answer = sends(anns, "list", name="Rivers", organisation=north.public_id)
    key = answer.redirect_chain[-1][0].rstrip("/").split("/")[-1]
    assert "They are invited" in text(sends(anns, "partnership", key, do="invite", organisation=south.public_id))
    assert "1 invitation waits." in bens.get("/").content.decode()
    assert "South is invited" in text(page(bens, "partnership", key))
    assert page(bens, "policy", north.public_id).status_code == 404
    (member,) = re.findall(r'name="member" value="([^"]+)"', page(bens, "partnership", key).content.decode())[:1]
    assert "in the partnership" in text(sends(bens, "partnership", key, do="accept", member=member))
    sends(anns, "write", north.public_id, **{"seen": 0, "family": "agreed", "talking": "closed-room", "safety": "-"})
    told = {"seen": 0, "family": "all", "family-terms": ["family-meetings"], "talking": "closed-room"}
    assert "saved as a new version" in text(sends(bens, "write", south.public_id, **told))
    seen = text(page(anns, "differences", key))
    assert "You differ in 1 of 14" in seen and "To 12 topics, somebody has said nothing yet" in seen
    assert "What the learner agreed to, until they change it (strictest)" in seen
    assert "Regular chances for the family to meet staff :" in seen
    draft = sends(anns, "partnership", key, do="draft").redirect_chain[-1][0].rstrip("/").split("/")[-1]
    refused = text(sends(bens, "clause", draft, "family", answer="days"))
    assert "One of you is stricter: say why you agree on less." in refused
    told = {"answer": "days", "because": "Parents asked for it"}
    changed = sends(bens, "clause", draft, "family", **told).redirect_chain[-1][0].rstrip("/").split("/")[-1]
    assert "(less strict than one of you) Why: Parents asked for it" in text(page(anns, "composite", changed))
    assert "This is not the newest text" in text(page(anns, "composite", draft))
    for client, said in ((anns, "You have signed for North."), (bens, "All have signed: it is in force.")):
        (member,) = re.findall(r'name="member" value="([^"]+)"', page(client, "composite", changed).content.decode())
        assert said in text(sends(client, "composite", changed, member=member))
    sam = people.browser(people.person("Sam"))
    seen = text(page(sam, "composite", changed))
    assert "It binds North, South." in seen and "Ann Hill" not in seen and "Rivers" not in seen


def test_each_sees_and_does_what_is_theirs() -> None:
    here = two()
    draft, of = here.draft(), here.partnership.pk
    worker, stranger = people.member(here.north, "Worker"), people.member(people.organisation("West"), "Stranger")
    inside, outside = people.browser(worker), people.browser(stranger)
    seen = page(inside, "partnership", of)
    assert seen.status_code == 200 and 'value="invite"' not in seen.content.decode()
    assert "Sign for" not in text(page(inside, "composite", draft.pk))
    for name, told in (("write", [here.north.public_id]), ("clause", [draft.pk, "family"])):
        assert page(inside, name, *told).status_code == 403
    member = here.member(here.ann)
    assert sends(inside, "composite", draft.pk, member=member.pk).status_code == 200
    assert asks(here.ann, queries.signing_of, draft, member).signature is None
    sends(inside, "partnership", of, do="leave", member=member.pk)
    sends(inside, "partnership", of, do="invite", organisation=here.east.public_id)
    assert len(asks(here.ann, queries.partnership_page, here.partnership).members) == 2
    for name, told in (
        ("partnership", [of]),
        ("differences", [of]),
        ("composite", [draft.pk]),
        ("clause", [draft.pk, "family"]),
        ("policy", [here.north.public_id]),
    ):
        assert page(outside, name, *told).status_code == 404
        assert sends(outside, name, *told, do="leave", member=member.pk).status_code == 404
    assert page(outside, "write", here.north.public_id).status_code == 403
    assert page(people.browser(people.person("Mother")), "list").status_code == 403


def test_who_writes_at_the_same_time_loses_nothing_and_sees_both() -> None:
    here = two()
    anns = people.browser(here.ann)
    says(here.ann, here.north, seen=1, how_long="month")
    told = {"seen": 1, "how-long": "term", "how-long-words": "Thirteen weeks"}
    seen = text(sends(anns, "write", here.north.public_id, **told))
    assert "Somebody saved version 2 while you were writing." in seen
    assert "in their version A month" in seen and "what you typed A term (13 weeks) Thirteen weeks" in seen
    sends(anns, "write", here.north.public_id, **{**told, "seen": 2})
    assert "Version 3" in text(page(anns, "policy", here.north.public_id))
    old = anns.get(reverse("partnerships:policy", args=[here.north.public_id]) + "?version=2")
    assert "There is a newer one: that one counts." in text(old)

    draft = here.draft()
    does(here.ben, actions.choose_clause, composite=draft, topic="talking", answer="closed-room")
    seen = text(sends(anns, "clause", draft.pk, "talking", answer="with-the-learner", words="Mine"))
    assert "Somebody changed the draft while you were writing" in seen
    assert "In a closed room" in seen and "Mine" in seen
