"""Plans of the demo: Niamh's as the file tells it, those of the lead's leavers from pathways, the others drawn.

Everything by actions, in the name of whoever would do it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wraparound.accounts.roles import OrganisationKind
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.demo import made
from wraparound.demo.told import dice, told
from wraparound.directory import queries as directory
from wraparound.directory.kinds import Funder
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, pathways, queries
from wraparound.plans.kinds import Answer, Area, LineKind, VersionReason
from wraparound.plans.kinds_of_reviews import Face, ReviewKind, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from wraparound.accounts.models import Person
    from wraparound.demo.area import Area as DemoArea
    from wraparound.demo.lives import Life
    from wraparound.demo.writing import World

SOON, LONG = 120, 560  # days until somebody leaves
PATHWAYS = 10  # so many learners are on one


@dataclass
class Writing:
    """One plan in the making: who stands around the learner, and what is there already."""

    here: DemoArea
    life: Life
    world: World
    learner: Any
    lines: dict[str, Any] = field(default_factory=dict)
    outcomes: dict[str, Any] = field(default_factory=dict)

    def at(self, said: str) -> str:
        """The id of an organisation; `home` is the college where the learner is."""
        return self.life.home if said == "home" else self.here.at(said)

    def person(self, said: str) -> Person:
        """Somebody by what they are to the learner."""
        refs = {
            "lead": self.life.lead,
            "support": self.life.support[0],
            "head": f"{self.here.at('south-and-city-college-birmingham')}:head-of-inclusion:0",
            "care": f"{self.here.at('health')}:support-worker:0",
            "learner": f"learner:{self.life.ref}",
            "mother": f"family:{self.life.ref}",
        }
        found = self.world.people.get(refs[said]) or made.person(refs[said])  # family came after the world was read
        assert found is not None, refs[said]
        return found

    @contextmanager
    def being(self, said: str) -> Iterator[Person]:
        """Does what is inside as this person."""
        person = self.person(said)
        with acting(as_person(person.pk)):
            yield person


def write_plan(here: DemoArea, n: int, life: Life, world: World, learner: Any) -> None:
    """The plan of the nth learner, whom `writing` has written down."""
    plan = Writing(here, life, world, learner)
    if n == 0:
        _told(plan)
    elif n < PATHWAYS:
        _from_pathway(plan, n)
    else:
        _drawn(plan, dice("plan", n))


# ------------------------------------------------------------------------------------------ as the file tells it


def _told(plan: Writing) -> None:
    said = told("plan")
    with plan.being("learner") as learner:
        for one in said["outcomes"]:
            words = {"words": one["words"], "why": one["why"], "how_we_know": one["how"]}
            plan.outcomes[one["key"]] = actions.add_outcome(
                learner=plan.learner, area=Area(one["area"]), **words, by=learner
            )
    for one in said["lines"]:
        _line(plan, one)
    for one in said["questions"]:
        _question(plan, one)
    for one in said["suggestions"]:
        with plan.being(one["by"]) as by:
            told_ = {"field": one["field"], "value": one["value"], "words": one["words"]}
            actions.suggest_change(line=plan.lines[one["at"]], **told_, by=by)
    for one in said["progress"]:
        with plan.being(one["by"]) as by:
            noted: dict[str, Any] = {"stage": Stage(one["stage"]), "words": one["words"]}
            actions.note_progress(outcome=plan.outcomes[one["of"]], said_by=_voice(one["by"]), **noted, by=by)
    for one in said["days"]:
        _day(plan, one)
    _what_comes(plan, said)


def _line(plan: Writing, one: dict[str, Any]) -> None:
    at = plan.at(one["at"]) if one.get("at") else ""
    more: dict[str, Any] = {"details": one.get("details", "")}
    more |= {"organisation": plan.world.organisations[at] if at else None, "minutes": one.get("minutes")}
    more |= {who: _of(plan, at, one[who]) for who in ("lead", "deputy") if who in one}
    more["outcomes"] = [plan.outcomes[key].pk for key in one.get("for", [])]
    more["after"] = [plan.lines[key].pk for key in one.get("after", [])]
    with plan.being(one["by"]) as by:
        more["starts"], more["ends"] = _dates(one, by)
        if "offering" in one:
            offering = directory.offerings(by).get(reference=one["offering"])
            more |= {"offering": offering, "site": offering.site, "sessions": offering.sessions}
        more["sessions"] = one.get("sessions", more.get("sessions", []))
        line = actions.propose_line(learner=plan.learner, kind=LineKind(one["kind"]), title=one["title"], by=by, **more)
        plan.lines[one["key"]] = line
    for need in one.get("needs", []):
        with plan.being("lead") as lead:
            actions.add_line_need(line=line, need=need, by=lead)
    if one.get("accepted"):
        _accept(plan, line, at, one)
    if "pays" in one:
        _pays(plan, line, *one["pays"])
    _answers(plan, line, one)


def _accept(plan: Writing, line: Any, at: str, one: dict[str, Any]) -> None:
    """Whoever leads it for that organisation says yes."""
    who = _of(plan, at, one.get("lead", "transition-lead"))
    with acting(as_person(who.pk)):
        actions.accept_line(line=line, by=who)


def _pays(plan: Writing, line: Any, funder: str, payer: str, pence: int, each: str) -> None:
    with plan.being("lead") as lead:
        told_: dict[str, Any] = {"funder": Funder(funder), "pence": pence, "each": each}
        actions.add_payment(line=line, payer=plan.world.organisations[plan.at(payer)], **told_, by=lead)


def _answers(plan: Writing, line: Any, one: dict[str, Any]) -> None:
    if "says" in one:
        answer = Answer.YES if one["says"] is True else Answer(one["says"])
        with plan.being("learner") as learner:
            told_: dict[str, Any] = {"words": one.get("words", ""), "said_by": SaidBy.LEARNER}
            actions.reply_to_line(line=line, answer=answer, **told_, by=learner)
    if "mother_says" in one:
        with plan.being("mother") as mother:
            told_ = {"words": one["mother_words"], "said_by": SaidBy.FAMILY}
            actions.reply_to_line(line=line, answer=Answer(one["mother_says"]), **told_, by=mother)


def _question(plan: Writing, one: dict[str, Any]) -> None:
    with plan.being(one["by"]) as by:
        asked = actions.comment_on_line(line=plan.lines[one["at"]], words=one["words"], asks=True, by=by)
    if "answer" in one:
        with plan.being(one["answer"]) as by:
            actions.answer_comment(comment=asked, words=one["answer_words"], by=by)


def _day(plan: Writing, one: dict[str, Any]) -> None:
    told_: dict[str, Any] = {"on": clock.today() - timedelta(days=one["ago"]), "words": one["words"]}
    told_ |= {"came": one.get("came"), "face": Face(one["face"]) if "face" in one else None}
    with plan.being(one["by"]) as by:
        actions.say_how_it_went(line=plan.lines[one["of"]], **told_, said_by=_voice(one["by"]), by=by)


def _what_comes(plan: Writing, said: dict[str, Any]) -> None:
    """The review, the leaving, and the version that waits to be agreed."""
    home = plan.world.organisations[plan.life.home]
    with plan.being("lead") as lead:
        told_: dict[str, Any] = {"organisation": home, "lead": lead, "place": said["review"]["place"], "by": lead}
        on = clock.today() + timedelta(days=said["review"]["in"])
        actions.plan_review(learner=plan.learner, kind=ReviewKind(said["review"]["kind"]), on=on, **told_)
        leaves = clock.today() + timedelta(days=said["leaving"])
        actions.expect_leaving(learner=plan.learner, organisation=home, on=leaves, by=lead)
        version = actions.cut_version(learner=plan.learner, reason=VersionReason.AGREEMENT, by=lead)
        actions.sign_version(version=version, said_by=SaidBy.ORGANISATION, organisation=home, by=lead)


# ------------------------------------------------------------------------------------------------ from a pathway


def _from_pathway(plan: Writing, n: int) -> None:
    """A pathway of the library begun by the lead, with what the college answers for accepted."""
    pathway = queries.library(None)[n % len(queries.library(None))]
    with plan.being("lead") as lead:
        _outcomes(plan, lead)
        terms = _terms(lead)
        home = plan.world.organisations[plan.life.home]
        told_: dict[str, Any] = {"terms": terms, "organisations": {OrganisationKind.SPECIALIST_COLLEGE: home}}
        for line in actions.begin_pathway(learner=plan.learner, pathway=pathway, **told_, by=lead):
            if line.organisation_id is not None:
                actions.change_line(line=line, wanted={"lead": lead}, seen={}, by=lead)
                actions.accept_line(line=line, by=lead)
        leaves = clock.today() + timedelta(days=dice("leaves", n).randrange(SOON, LONG))
        actions.expect_leaving(learner=plan.learner, organisation=home, on=leaves, by=lead)
        if n % 3 == 0:
            on = clock.today() + timedelta(days=7 * n)
            actions.plan_review(learner=plan.learner, kind=ReviewKind.TRANSITION, on=on, organisation=home, by=lead)


# --------------------------------------------------------------------------------------------------------- drawn


def _drawn(plan: Writing, rng: Random) -> None:
    """What the college where they are does with them this year, most of it accepted."""
    home = plan.world.organisations[plan.life.home]
    ends = clock.today() + timedelta(days=rng.choice([30, 120, 235]))
    with acting(as_person(plan.world.people[plan.life.lead].pk)):
        lead = plan.world.people[plan.life.lead]
        offered = _offered(lead, plan.life.home)
        for offering in rng.sample(offered, min(len(offered), rng.choice([1, 2, 2, 3]))):
            more: dict[str, Any] = {"offering": offering, "site": offering.site, "sessions": offering.sessions}
            more |= {"starts": clock.today() - timedelta(days=70), "ends": ends, "organisation": home, "lead": lead}
            line = actions.propose_line(
                learner=plan.learner, kind=LineKind.OFFERING, title=offering.service.name, by=lead, **more
            )
            if rng.random() < 0.8:
                actions.accept_line(line=line, by=lead)


def _offered(by: Person, home: str) -> list[Any]:
    """What an organisation of the area offers."""
    return list(directory.offerings(by).filter(site__reference=home[-60:]).order_by("reference"))


def _outcomes(plan: Writing, lead: Person) -> None:
    for slug, words in list(plan.life.outcomes.items())[:3]:
        actions.add_outcome(
            learner=plan.learner,
            area=Area.EMPLOYMENT if "job" in slug else Area.INDEPENDENT_LIVING,
            words=words or slug.replace("-", " ").capitalize(),
            by=lead,
        )


def _terms(by: Person) -> list[pathways.Stretch]:
    """The stretch until the first term of the calendar, then its terms."""
    found = [pathways.Stretch(t.starts, t.ends) for t in directory.terms(by).order_by("starts")]
    return [pathways.Stretch(clock.today() - timedelta(days=70), found[0].starts - timedelta(days=40)), *found]


def _dates(one: dict[str, Any], by: Person) -> tuple[date, date]:
    """First and last day: of terms of the calendar, or counted from today."""
    first, last = one.get("terms") or one["days"]
    if "terms" in one:
        terms = list(directory.terms(by).order_by("starts"))
        return terms[first].starts, terms[last].ends
    return clock.today() + timedelta(days=first), clock.today() + timedelta(days=last)


def _of(plan: Writing, at: str, role: str) -> Person:
    """Who has a role there; the first, unless the file counts."""
    return plan.world.people[f"{at}:{role}" if ":" in role else f"{at}:{role}:0"]


def _voice(who: str) -> SaidBy:
    return {"learner": SaidBy.LEARNER, "mother": SaidBy.FAMILY}.get(who, SaidBy.ORGANISATION)
