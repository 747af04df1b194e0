"""What tests of the pages of a plan stand on: addresses, a line, a plan with something of everything."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from tests.plans.people import Cast
from wraparound.core.database.scope import acting, as_person
from wraparound.directory.kinds import Funder
from wraparound.plans import actions
from wraparound.plans.kinds import Area, LineKind, VersionReason
from wraparound.plans.models import Line

MONDAY, FRIDAY = date(2026, 9, 7), date(2026, 12, 18)


def at(sams: Cast, name: str, *more: object) -> str:
    return reverse(f"plans:{name}", args=[sams.learner.public_id, *more])


def cooking(sams: Cast, **more: object) -> Line:
    with acting(as_person(sams.head.pk)):
        said = {"title": "Level 1 catering", "organisation": sams.college, "starts": MONDAY, "ends": FRIDAY, **more}
        return actions.propose_line(learner=sams.learner, kind=LineKind.OFFERING, by=sams.head, **said)


def now(sams: Cast, line: Line) -> Line:
    with acting(as_person(sams.head.pk)):
        return Line.objects.get(pk=line.pk)


def text(answer) -> str:
    return answer.content.decode()


def filled(sams: Cast) -> dict[str, object]:
    """A plan with something of everything; ids by what they are."""
    line = cooking(sams, sessions=[[570, 900]], details="In the kitchen")
    with acting(as_person(sams.head.pk)):
        told = {"line": line, "by": sams.head}
        outcome = actions.add_outcome(
            learner=sams.learner, area=Area.EMPLOYMENT, words="I want to work in a café", by=sams.head
        )
        need = actions.add_line_need(need="buccal-midazolam-trained-staff", **told)
        pay = actions.add_payment(funder=Funder.COUNCIL, pence=120_000, each="term", payer=sams.college, **told)
        part = actions.attach_section(
            learner=sams.learner, letter="F", words="Speech therapy weekly", dated=MONDAY, by=sams.head
        )
        actions.change_line(wanted={"lead": sams.head, "outcomes": [outcome.pk]}, seen={}, **told)
        first = actions.cut_version(learner=sams.learner, reason=VersionReason.AGREEMENT, by=sams.head)
        actions.change_line(wanted={"ends": date(2027, 3, 26), "lead": None, "deputy": sams.head}, seen={}, **told)
        second = actions.cut_version(learner=sams.learner, reason=VersionReason.KEPT, by=sams.head)
    with acting(as_person(sams.mother.pk)):
        comment = actions.comment_on_line(line=line, words="Who takes her home?", asks=True, by=sams.mother)
        said = {"field": "ends", "value": date(2027, 7, 16), "words": "Longer please", "by": sams.mother}
        suggestion = actions.suggest_change(line=line, **said)
    return {"line": line, "outcome": outcome, "need": need, "pay": pay, "part": part, "first": first,
            "second": second, "comment": comment, "suggestion": suggestion}  # fmt: skip
