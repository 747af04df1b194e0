"""A plan as large as plans get: 40 lines, 8 outcomes, 12 parties to a version, more than 400 changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests import people
from tests.plans.offers import EPILEPSY, QUIET, SIGNS
from tests.plans.people import Cast, cast
from wraparound.accounts.roles import CirclePart
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.directory.kinds import Funder
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions
from wraparound.plans.kinds import Answer, Area, LineKind, VersionReason
from wraparound.plans.kinds_of_reviews import FlagKind, ReviewKind, Stage

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person

LINES, OUTCOMES, PARTIES, DOZEN = 40, 8, 12, 12
KINDS = (LineKind.SUPPORT, LineKind.THERAPY, LineKind.OFFERING, LineKind.ACTION)
FIRST = date(2026, 9, 7)


@dataclass
class Sized:
    """The cast, a partner with fewer categories, and ids by the names that addresses give them."""

    sams: Cast
    partner: Person
    ids: dict[str, Any]

    def who(self, name: str) -> Person:
        """One of the cast, or the partner."""
        found: Person = self.partner if name == "partner" else getattr(self.sams, name)
        return found


def sized() -> Sized:
    """Everything of which a page could ask once for each: a dozen of it."""
    sams = cast()
    around = [_joined(sams, number) for number in range(PARTIES - 4)]
    partner = around[0][1]
    with acting(as_person(sams.lead.pk)):
        wanted = [_outcome(sams, n) for n in range(OUTCOMES)]
        lines = [_line(sams, n, [sams.specialist, *(o for o, _p in around)], wanted) for n in range(LINES)]
        chosen = lines[0]
        ids = _of_line(sams, chosen) | _around(sams, chosen, wanted)
        for n in range(3):
            version = actions.cut_version(learner=sams.learner, reason=VersionReason.AGREEMENT, by=sams.lead)
            actions.change_line(line=chosen, wanted={"place": f"Room {n}"}, seen={}, by=sams.lead)
    for _organisation, who in around:
        with acting(as_person(who.pk)):
            told = {"said_by": SaidBy.ORGANISATION, "organisation": _organisation, "by": who}
            actions.sign_version(version=version, **told)
            actions.reply_to_line(line=chosen, answer=Answer.YES, **told)
    ids |= {"line": chosen.pk, "outcome": wanted[0].pk, "number": version.number, "earlier": 1, "later": 2}
    return Sized(sams, partner, ids)


def _joined(sams: Cast, number: int) -> tuple[Organisation, Person]:
    of = people.organisation(f"Partner {number}")
    who = people.member(of, f"Pat {number}")
    people.in_circle(sams.learner, who, of, CirclePart.SUPPORT)
    open_to = [c for c in Category if number or c is not Category.FINANCE]
    people.granted(sams.learner, of, sams.sam, open_to, until=clock.now() + timedelta(days=300))
    return of, who


def _outcome(sams: Cast, number: int) -> Any:
    told = {"learner": sams.learner, "by": sams.lead}
    made = actions.add_outcome(area=list(Area)[number % len(Area)], words=f"I want {number}", **told)
    for stage in (Stage.START, Stage.STEP):
        actions.note_progress(outcome=made, stage=stage, words="So far", said_by=SaidBy.ORGANISATION, by=sams.lead)
    return made


def _line(sams: Cast, number: int, organisations: list[Organisation], wanted: list[Any]) -> Any:
    more: dict[str, Any] = {
        "title": f"Part {number}",
        "details": "In the mornings",
        "organisation": organisations[number % len(organisations)],
        "lead": (sams.lead, sams.head)[number % 2],
        "starts": FIRST + timedelta(days=7 * number),
        "ends": FIRST + timedelta(days=7 * number + 90),
        "sessions": [[570 + number % 5 * 1440, 630 + number % 5 * 1440]],
        "outcomes": [wanted[number % OUTCOMES].pk],
    }
    kind = KINDS[number % len(KINDS)] if number else LineKind.SUPPORT
    line = actions.propose_line(learner=sams.learner, kind=kind, by=sams.lead, **more)
    if number < DOZEN:
        actions.add_line_need(line=line, need=(QUIET, EPILEPSY, SIGNS)[number % 3], by=sams.lead)
    return line


def _of_line(sams: Cast, line: Any) -> dict[str, Any]:
    """A dozen of what stands at one line."""
    told: dict[str, Any] = {"line": line, "by": sams.lead}
    for number in range(DOZEN):
        comment = actions.comment_on_line(words=f"Who takes her home on day {number}?", asks=True, **told)
        suggestion = actions.suggest_change(field="place", value=f"Room {number}", **told)
        actions.say_how_it_went(
            on=clock.today() - timedelta(days=number), said_by=SaidBy.ORGANISATION, came=True, **told
        )
    for funder in (Funder.COUNCIL, Funder.YOUNG):
        payment = actions.add_payment(funder=funder, pence=100, each="term", payer=sams.specialist, **told)
    need = actions.add_line_need(need=EPILEPSY, **told)
    return {"comment": comment.pk, "suggestion": suggestion.pk, "payment": payment.pk, "need": need.pk}


def _around(sams: Cast, line: Any, wanted: list[Any]) -> dict[str, Any]:
    """Reviews with who was there and what was decided, flags, the EHC plan, leaving."""
    told: dict[str, Any] = {"learner": sams.learner, "by": sams.lead}
    on = clock.today() + timedelta(days=20)
    review = actions.plan_review(kind=ReviewKind.TERMLY, on=on, organisation=sams.specialist, **told)
    for number in range(DOZEN):
        flag = actions.raise_flag(kind=FlagKind.OTHER, owner=sams.head, due=clock.today(), words="Look", **told)
        decision = actions.decide(review=review, words=f"Decision {number}", by=sams.lead)
    for letter in "ABCDEF":
        part = actions.attach_section(letter=letter, words="Words", dated=FIRST, **told)
    actions.expect_leaving(organisation=sams.specialist, on=on, **told)
    return {"review": review.pk, "flag": flag.pk, "decision": decision.pk, "part": part.pk}
