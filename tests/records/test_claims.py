"""What is wrong about a learner, and what should stop: to somebody with a name, who answers within a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import ProgrammingError
from django.urls import reverse

from tests import people
from wraparound.accounts.models import Membership
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.notices import mails
from wraparound.notices import queries as notices
from wraparound.passport import actions as passport
from wraparound.passport.models import Entry
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS
from wraparound.records import actions, policy_claims, queries
from wraparound.records.models import Claim, ClaimAnswer, ClaimWords
from wraparound.records.policy_claims import Kind, Outcome, answerers
from wraparound.sharing import queries as sharing
from wraparound.sharing.models import Grant
from wraparound.sharing.policy_looks import Hearer

if TYPE_CHECKING:
    from collections.abc import Callable

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner

pytestmark = pytest.mark.django_db

WRONG, RIGHT = "canary: I am not shy", "I like to talk to people I know"


@dataclass
class Cast:
    """Sam; Lena, who leads for North; Ana, who wrote something for South; who administers both; and a stranger."""

    learner: Learner
    sam: Person
    lead: Person
    ana: Person
    north_admin: Person
    south_admin: Person
    stranger: Person
    north: Organisation
    south: Organisation
    grant: Grant

    def acts(self, who: Person, what: Callable[..., Any], **said: Any) -> Any:
        with acting(as_person(who.pk)):
            return what(**said, by=who)

    def typed(self) -> tuple[str, str]:
        """What Ana typed about Sam, by table and key."""
        said: dict[str, Any] = {"learner": self.learner, "topic": TOPICS[1], "said_by": SaidBy.SUPPORTER}
        self.acts(self.ana, passport.say, words="Sam is shy", **said)
        with acting(as_person(self.sam.pk)):
            return "passport.Entry", str(Entry.objects.get(written_by=self.ana).pk)

    def corrects(self, to: Person | None = None, **more: Any) -> Claim:
        said = {"words": WRONG, "instead": RIGHT, "category": Category.ABOUT_ME, **more}
        made = self.acts(self.sam, actions.ask_for_correction, learner=self.learner, to=(to or self.lead).pk, **said)
        assert isinstance(made, Claim)
        return made

    def objects(self, **more: Any) -> Claim:
        said = {"words": WRONG, "grant": self.grant.pk, "to": self.lead.pk, **more}
        made = self.acts(self.sam, actions.object_to_use, learner=self.learner, **said)
        assert isinstance(made, Claim)
        return made

    def sees(self, who: Person, claim: Claim) -> queries.ClaimView | None:
        with acting(as_person(who.pk)):
            return queries.claim(who, claim.pk)


@pytest.fixture
def cast() -> Cast:
    north, south = people.organisation("North"), people.organisation("South")
    sam = people.person("Sam")
    learner = people.learner("Sam Green", person=sam)
    lead, ana = people.member(north, "Lena", MemberRole.TRANSITION_LEAD), people.member(south, "Ana")
    admins = [people.member(o, f"Admin {o}", MemberRole.ORGANISATION_ADMIN) for o in (north, south)]
    people.in_circle(learner, lead, north, CirclePart.LEAD)
    people.in_circle(learner, ana, south)
    people.granted(learner, north, lead)
    grant = people.granted(learner, south, lead)
    return Cast(learner, sam, lead, ana, *admins, people.member(north, "Stranger"), north, south, grant)


def test_a_month_ends_on_the_same_day_of_the_next() -> None:
    asked = [date(2026, 3, 3), date(2026, 1, 31), date(2026, 12, 31), date(2028, 1, 30)]
    ends = [date(2026, 4, 3), date(2026, 2, 28), date(2027, 1, 31), date(2028, 2, 29)]
    assert [policy_claims.due(day) for day in asked] == ends


def test_whoever_wrote_it_and_their_organisation_come_first_and_an_objection_goes_to_who_leads() -> None:
    wrote, place, lead, admin = (Hearer(n, n, str(n), "North") for n in (1, 2, 3, 4))
    again = lead._replace(near=1, person=1)
    assert answerers([admin, lead, place, wrote, again], Kind.CORRECTION) == [wrote, place]
    assert answerers([admin, lead], Kind.CORRECTION) == [lead, admin]
    assert answerers([wrote, lead, admin], Kind.OBJECTION) == [lead]
    assert answerers([admin], Kind.OBJECTION) == [admin]
    assert answerers([], Kind.OBJECTION) == []


def test_a_correction_goes_to_who_wrote_it_is_answered_once_and_the_learners_words_stand_beside(cast: Cast) -> None:
    row = cast.typed()
    claim = cast.corrects(to=cast.ana, row=row)
    assert claim.organisation_id == cast.south.pk
    assert claim.due == policy_claims.due(clock.today())
    with acting(as_person(cast.ana.pk)):
        (told,) = [n for n in notices.notices(cast.ana) if n.kind == "claim-made"]
        assert "shy" not in mails.text([told])
        assert "Sam" not in mails.text([told])
    for who in (cast.lead, cast.north_admin, cast.south_admin, cast.stranger):
        assert cast.sees(who, claim) is None
        with pytest.raises(NotAllowed, match="somebody else"):
            cast.acts(who, actions.answer_claim, claim=claim, outcome=Outcome.CORRECTED, words="Done")
    with pytest.raises(NotAllowed, match="no answer to it"):
        cast.acts(cast.ana, actions.answer_claim, claim=claim, outcome=Outcome.UPHELD, words="Done")
    cast.acts(cast.ana, actions.answer_claim, claim=claim, outcome=Outcome.NOTED, words="I saw it like this")
    with pytest.raises(NotAllowed, match="answered already"):
        cast.acts(cast.ana, actions.answer_claim, claim=claim, outcome=Outcome.CORRECTED, words="Done")
    cast.acts(cast.sam, actions.say_beside, claim=claim, words="And I still say no")
    with pytest.raises(NotAllowed, match="already"):
        cast.acts(cast.sam, actions.say_beside, claim=claim, words="Again")
    for who in (cast.sam, cast.ana):
        view = cast.sees(who, claim)
        assert view is not None
        assert (view.words, view.answer, view.own_words) == (WRONG, "I saw it like this", "And I still say no")
        assert (view.what, view.name, view.answered_by) == ("My passport", "Sam Green", "Ana")
    for who in (cast.lead, cast.north_admin, cast.south_admin, cast.stranger):
        with acting(as_person(who.pk)):
            assert not any(model.objects.exists() for model in (Claim, ClaimAnswer, ClaimWords))
    with acting(as_person(cast.sam.pk)):
        assert queries.beside(cast.sam, cast.learner) == {row: RIGHT}
        assert "claim-answered" in {n.kind for n in notices.notices(cast.sam)}


def test_a_row_of_somebody_else_cannot_be_named(cast: Cast) -> None:
    """Not another learner's, though it is open to Sam; none that is not there; no table that is none."""
    noor = people.learner("Noor", person=people.person("Noor"))
    people.granted(noor, cast.sam, cast.lead)
    with acting(as_person(cast.sam.pk)):
        (theirs,) = Grant.objects.filter(learner=noor)
    bad = [("sharing.Grant", str(theirs.pk)), ("sharing.Grant", "nonsense"), ("auth.Nothing", "1")]
    bad += [("learners.Learner", str(noor.pk)), ("cohorts.Answer", "1")]
    for row in bad:
        with pytest.raises(NotAllowed, match="not among what is held"):
            cast.corrects(row=row)
        address = reverse("records:wrong", args=[cast.learner.public_id])
        assert people.browser(cast.sam).get(address, {"row": ":".join(row)}).status_code == 404
    with pytest.raises(NotAllowed, match="not shared"):
        cast.objects(grant=theirs.pk)
    with pytest.raises(ProgrammingError, match="another learner"), acting(as_person(cast.sam.pk)):
        Claim.objects.create(
            learner=cast.learner,
            kind=Kind.OBJECTION,
            made_by=cast.sam,
            words="x",
            grant=theirs,
            to_person=cast.lead,
            due=clock.today(),
        )


def test_nobody_asks_in_the_learners_place_or_whom_they_like(cast: Cast) -> None:
    for who in (cast.lead, cast.stranger):
        with pytest.raises(NotAllowed, match="only the learner"):
            cast.acts(who, actions.ask_for_correction, learner=cast.learner, words="x", to=cast.lead.pk)
    with pytest.raises(NotAllowed, match="cannot answer"):
        cast.corrects(to=cast.stranger)
    with pytest.raises(ProgrammingError), acting(as_person(cast.lead.pk)):
        ClaimAnswer.objects.create(
            claim_id=cast.learner.public_id, learner=cast.learner, outcome="noted", words="x", by=cast.lead
        )


def test_who_administers_the_organisation_answers_in_the_place_of_somebody_who_left(cast: Cast) -> None:
    """Whoever left reads it no more, from that day; the learner is told that somebody else answers."""
    claim = cast.corrects(to=cast.ana, row=cast.typed())
    with acting(people.SIGN_IN):
        yesterday = clock.today() - timedelta(days=1)
        Membership.objects.filter(person=cast.ana).update(since=yesterday, until=yesterday)
    assert cast.sees(cast.ana, claim) is None
    assert cast.sees(cast.north_admin, claim) is None
    view = cast.sees(cast.sam, claim)
    assert view is not None
    assert view.has_left
    with pytest.raises(NotAllowed, match="somebody else"):
        cast.acts(cast.ana, actions.answer_claim, claim=claim, outcome=Outcome.CORRECTED, words="Done")
    page = people.browser(cast.south_admin).get(reverse("records:claim", args=[claim.pk])).content.decode()
    assert "You answer in their place." in page
    assert WRONG in page
    cast.acts(cast.south_admin, actions.answer_claim, claim=claim, outcome=Outcome.CORRECTED, words="Put right")
    view = cast.sees(cast.sam, claim)
    assert view is not None
    assert view.answered_by == "Admin South"
    with acting(as_person(cast.sam.pk)):  # whoever wrote it is not there any more: their organisation answers
        row = next(iter(queries.everything(cast.sam, cast.learner, only="passport.Entry"))).rows[0]
        who = queries.who_answers(cast.sam, cast.learner, Kind.CORRECTION, row["written_by"].key)
        assert [one.name for one in who] == ["Admin South"]


def test_an_objection_that_is_upheld_ends_the_grant_and_one_that_is_not_says_why(cast: Cast) -> None:
    """While it is open the learner's page says so, and the same is not asked twice."""
    claim = cast.objects()
    home = people.browser(cast.sam).get(reverse("learners:learner", args=[cast.learner.public_id])).content.decode()
    assert "You said that something should stop." in home
    with pytest.raises(NotAllowed, match="said so already"):
        cast.objects()
    assert cast.sees(cast.ana, claim) is None  # nobody hears it whose access it is about
    with acting(as_person(cast.ana.pk)):
        assert Category.PLAN in sharing.open_categories(cast.ana, cast.learner)
    cast.acts(cast.lead, actions.answer_claim, claim=claim, outcome=Outcome.UPHELD, words="You are right")
    with acting(as_person(cast.ana.pk)):
        assert not sharing.open_categories(cast.ana, cast.learner)
    other = cast.objects(grant=None, words="Do not plan with it")
    page = people.browser(cast.sam).get(reverse("records:claim", args=[other.pk])).content.decode()
    assert "Information Commissioner" in page
    cast.acts(cast.lead, actions.answer_claim, claim=other, outcome=Outcome.REJECTED, words="The law asks for it")
    assert cast.sees(cast.sam, other).outcome is Outcome.REJECTED  # type: ignore[union-attr]


def test_whoever_leads_now_answers_an_objection_when_who_was_asked_has_left(cast: Cast) -> None:
    claim = cast.objects()
    new = people.member(cast.north, "New lead", MemberRole.TRANSITION_LEAD)
    people.in_circle(cast.learner, new, cast.north, CirclePart.LEAD)
    assert cast.sees(new, claim) is None
    with acting(people.SIGN_IN):
        yesterday = clock.today() - timedelta(days=1)
        Membership.objects.filter(person=cast.lead).update(since=yesterday, until=yesterday)
    with pytest.raises(NotAllowed, match="only who leads"):  # who administers reads it, and cannot end what is shared
        cast.acts(cast.north_admin, actions.answer_claim, claim=claim, outcome=Outcome.UPHELD, words="Yes")
    cast.acts(new, actions.answer_claim, claim=claim, outcome=Outcome.UPHELD, words="Yes")
    with acting(as_person(cast.sam.pk)):
        assert queries.objected(cast.sam, cast.learner) == set()


def test_the_pages(cast: Cast) -> None:
    """From what is kept to what is wrong, and to the answer; each to those alone whose it is."""
    table, key = cast.typed()
    browser, about = people.browser(cast.sam), [cast.learner.public_id]
    held = reverse("records:held", args=about)
    groups = browser.get(held).content.decode()
    assert "?part=about-me" in groups or f"?part={TOPICS[1].category.value}" in groups
    part = browser.get(held, {"part": TOPICS[1].category.value}).content.decode()
    assert f'value="{table}:{key}"' in part
    assert "Sam is shy" in part
    assert browser.get(held, {"part": "nonsense"}).status_code == 404
    wrong = reverse("records:wrong", args=about)
    assert "Sam is shy" in browser.get(wrong, {"row": f"{table}:{key}"}).content.decode()
    said = {"row": f"{table}:{key}", "words": WRONG, "instead": RIGHT, "to": str(cast.ana.pk)}
    answer = browser.post(wrong, said, follow=True)
    assert WRONG in answer.content.decode()
    with acting(as_person(cast.ana.pk)):
        (one,) = queries.claims(cast.ana)
    claim = reverse("records:claim", args=[one.id])
    ana = people.browser(cast.ana)
    assert claim in ana.get(reverse("records:claims")).content.decode()
    assert "Choose what you decide." in ana.post(claim, {"words": "x"}).content.decode()
    ana.post(claim, {"outcome": "corrected", "words": "Done, sorry"})
    assert "Done, sorry" in browser.get(claim).content.decode()
    browser.post(claim, {"words": "Thank you"})
    assert "Thank you" in ana.get(claim).content.decode()
    mine = reverse("records:mine", args=about)
    assert mine in browser.get(reverse("sharing:who", args=about)).content.decode()
    assert claim in browser.get(mine).content.decode()
    assert "We begin soon." in browser.post(mine, follow=True).content.decode()
    stop = reverse("records:object", args=about)
    chosen = {"grant": str(cast.grant.pk), "words": "I do not want it"}
    assert "That South sees things about me" in browser.get(stop).content.decode()
    assert "I do not want it" in browser.post(stop, chosen, follow=True).content.decode()
    others = people.browser(cast.lead)
    assert [others.get(page).status_code for page in (held, wrong, claim, mine, stop)] == [404] * 5
    assert browser.get(reverse("records:claims")).status_code in (302, 303)
