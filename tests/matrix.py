"""A small world in which each category of a learner holds a canary, and who in it may see what; and every address.

A new address with parameters needs a row in PARAMETERS, or `tests/site/test_matrix.py` fails.
"""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from tests import people
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.models import AuditEvent
from wraparound.directory.kinds import Funder
from wraparound.passport import actions as passport
from wraparound.passport.pictures import Picture
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS
from wraparound.plans import actions as plans
from wraparound.plans.kinds import Area, LineKind, VersionReason
from wraparound.plans.kinds_of_reviews import FlagKind, ReviewKind, Stage
from wraparound.sharing import actions as sharing
from wraparound.sharing import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wraparound.accounts.models import Membership, Organisation, Person
    from wraparound.learners.models import CircleMember, Learner

LEFT_OUT = {"openid_connect_login", "openid_connect_callback"}  # would ask another organisation's server
BESIDE = TOPICS[1]  # what somebody typed for Sam stands beside what Sam said
OTHERS = ("allauth.", "django.")  # their views know no learner: they run in the role of sign-in, or ask no database


def a_picture() -> Picture:
    """A photo of nothing."""
    out = io.BytesIO()
    Image.new("RGB", (4, 3)).save(out, "JPEG")
    return Picture(out.getvalue(), 4, 3)


def canary(category: Category) -> str:
    """A word that stands nowhere but in this category of the learner."""
    return f"canary{category.number}{category.value.replace('-', '')}"


@dataclass
class World:
    """Sam, who says a canary in each category; and those around, by what they are to Sam."""

    learner: Learner
    north: Organisation
    actors: dict[str, Person | None]
    place: CircleMember
    membership: Membership
    planned: dict[str, Any]  # ids in the plan, by the names that addresses give them

    def events(self) -> int:
        """How many events there are in the learner's chain."""
        with acting(as_person(self.learner.person_id or 0)):
            return AuditEvent.objects.filter(subject=self.learner.public_id).count()

    def may_see(self, actor: str) -> frozenset[Category]:
        """The categories that are open to an actor."""
        who = self.actors[actor]
        if who is None:
            return frozenset()
        with acting(as_person(who.pk)):
            return queries.open_categories(who, self.learner)


ACTORS = (
    "visitor",
    "person of no organisation",
    "the learner",
    "mother",
    "lead",
    "support worker in the team",
    "colleague not in the team",
    "organisation administrator",
    "partner whose grant ended",
    "partner without a grant",
    "commissioner",
    "employer who works with the learner",
    "system administrator",
)


def make_world() -> World:
    """In the transaction of the test."""
    north, south = people.organisation("North"), people.organisation("South")
    sam, mother = people.person("Sam"), people.person("Mother")
    sams = people.learner(canary(Category.IDENTITY), person=sam)
    lead = people.member(north, "Lead", MemberRole.TRANSITION_LEAD)
    worker, colleague = people.member(north, "Worker"), people.member(north, "Colleague")
    admin = people.member(north, "Admin", MemberRole.ORGANISATION_ADMIN)
    ended, without = people.member(south, "Ended"), people.member(south, "Without", MemberRole.HEAD_OF_INCLUSION)
    council = people.member(people.organisation("Council"), "Commissioner", MemberRole.COMMISSIONER)
    shop = people.organisation("Shop")
    employer = people.member(shop, "Employer", MemberRole.EMPLOYER_SUPERVISOR)
    system = people.member(people.organisation("System"), "System", MemberRole.SYSTEM_ADMIN)
    people.in_circle(sams, lead, north, CirclePart.LEAD)
    place = people.in_circle(sams, worker, north)
    people.in_circle(sams, ended, south)
    people.in_circle(sams, mother, None, CirclePart.FAMILY)
    people.in_circle(sams, employer, shop, CirclePart.WORKS_WITH)
    people.granted(sams, north, lead, [Category.IDENTITY, Category.ABOUT_ME, Category.COMMUNICATION])
    mothers = people.granted(sams, mother, lead, [Category.IDENTITY, Category.HEALTH])
    people.granted(sams, shop, lead, [Category.IDENTITY, Category.PLACEMENTS])
    over = people.granted(sams, south, lead)
    with acting(as_person(sam.pk)):
        sharing.end_grant(grant=over, by=sam)
        for topic in TOPICS:
            passport.say(learner=sams, topic=topic, words=canary(topic.category), said_by=SaidBy.LEARNER, by=sam)
        begin = 9 * 60
        passport.add_availability(learner=sams, begins=begin, ends=begin + 60, said_by=SaidBy.LEARNER, by=sam)
        planned = _planned(sams, sam, north)
    team = (lead, worker, colleague, admin)
    who = (None, people.person("Nobody"), sam, mother, *team, ended, without, council, employer, system)
    told = {"learner": sams, "topic": BESIDE, "said_by": SaidBy.SUPPORTER, "by": worker}
    with acting(as_person(worker.pk)):
        passport.say(words=f"{canary(BESIDE.category)} typed", **told)
    membership = people.join(people.person("Somebody"), north, since=clock.today() - timedelta(days=3))
    return World(sams, north, dict(zip(ACTORS, who, strict=True)), place, membership, planned | {"grant": mothers.pk})


def _planned(sams: Learner, sam: Person, north: Organisation) -> dict[str, Any]:
    """A plan with a canary in each category that it has."""
    told: dict[str, Any] = {"learner": sams, "by": sam}
    wanted = plans.add_outcome(area=Area.COMMUNITY, words=canary(Category.OUTCOMES), **told)
    line = plans.propose_line(kind=LineKind.SUPPORT, title=canary(Category.PLAN), **told)
    plans.propose_line(kind=LineKind.PLACEMENT, title=canary(Category.PLACEMENTS), **told)
    details = canary(Category.FINANCE)
    pay = plans.add_payment(line=line, funder=Funder.COUNCIL, pence=1, each="term", details=details, by=sam)
    for letter, category in (("B", Category.LEARNING), ("C", Category.HEALTH), ("A", Category.ABOUT_ME)):
        part = plans.attach_section(letter=letter, words=canary(category), dated=clock.today(), **told)
    comment = plans.comment_on_line(line=line, words=canary(Category.PLAN), asks=True, by=sam)
    asked = plans.suggest_change(line=line, field="place", value=canary(Category.PLAN), by=sam)
    need = plans.add_line_need(line=line, need="buccal-midazolam-trained-staff", by=sam)
    version = plans.cut_version(reason=VersionReason.AGREEMENT, words=canary(Category.PLAN), **told)
    more = _around(sams, sam, north, wanted, line)
    found = {"outcome": wanted, "line": line, "payment": pay, "part": part, "comment": comment, "suggestion": asked}
    found |= more
    return {n: row.pk for n, row in {**found, "need": need}.items()} | {"number": version.number}


def _around(sams: Learner, sam: Person, north: Organisation, wanted: Any, line: Any) -> dict[str, Any]:
    """What stands around the plan: a review, progress, a day, a flag, when somebody leaves."""
    told: dict[str, Any] = {"learner": sams, "by": sam}
    said = canary(Category.PLAN)
    review = plans.plan_review(kind=ReviewKind.TERMLY, on=clock.today(), organisation=north, place=said, **told)
    decision = plans.decide(review=review, words=said, by=sam)
    own = {"said_by": SaidBy.LEARNER, "by": sam}
    plans.note_progress(outcome=wanted, stage=Stage.START, words=canary(Category.OUTCOMES), **own)
    plans.say_how_it_went(line=line, on=clock.today(), words=said, **own)
    photo = plans.show_photo(line=line, picture=a_picture(), words=said, **own)
    flag = plans.raise_flag(kind=FlagKind.OTHER, owner=sam, due=clock.today(), words=said, **told)
    plans.expect_leaving(organisation=north, on=clock.today() + timedelta(days=99), **told)
    return {"review": review, "decision": decision, "flag": flag, "photo": photo}


def _learner(world: World) -> dict[str, Any]:
    return {"learner": world.learner.public_id}


def _organisation(world: World) -> dict[str, Any]:
    return {"public_id": world.north.public_id}


def _membership(world: World) -> dict[str, Any]:
    return {"public_id": world.membership.pk}


def _absent(*names: str, **more: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _: {name: uuid.uuid4() for name in names} | more


def _of_plan(*names: str, **more: Any) -> Callable[[World], dict[str, Any]]:
    return lambda w: {**_learner(w), **{name: w.planned[name] for name in names}, **more}


def _layout(world: World) -> dict[str, Any]:
    return {"organisation": world.north.public_id, "kind": "plan"}


LAYOUT_PAGES = ("layout-tried", "layout-file", "use-layout")
ABOUT_PLANS = (
    "choose-pathway",
    "leaving",
    "now-and-then",
    "destination",
    "progress",
    "flags",
    "raise-flag",
    "reviews",
    "plan-review",
)
REVIEW_PAGES = ("review", "change-review", "hold", "call-off", "attendee", "notes", "decision")
PATHWAY = uuid.UUID("6f0f2f0e-7f0a-4a55-9d53-1d6c2f2b8a01")  # of the library
LINE_PAGES = ("line", "change", "suggest-what", "take", "say", "comment", "add-need", "add-payment")
PARAMETERS: dict[str, Callable[[World], dict[str, Any]]] = {
    "reading-choice": lambda _: {"name": "theme"},
    "accounts:invitation": lambda _: {"token": "x" * 43},
    "accounts:make-way-back": lambda _: {"public_id": uuid.uuid4()},
    "accounts:way-back-link": lambda _: {"public_id": uuid.uuid4()},
    "accounts:way-back": lambda _: {"token": "x" * 43},
    **{f"accounts:{n}": _membership for n in ("membership", "role", "end-membership", "hand-over")},
    **{
        f"accounts:{n}": _organisation
        for n in ("organisation", "edit-organisation", "connection", "people", "invite", "link")
    },
    "accounts:withdraw-invitation": lambda w: {**_organisation(w), "invitation": uuid.uuid4()},
    **{f"notices:{n}": _absent("notice") for n in ("open", "read")},
    "vocabulary:suggestion": _absent("public_id"),
    "vocabulary:term": lambda _: {"slug": "hoist"},
    **{f"directory:{n}": _absent("public_id") for n in ("service", "keep", "let-go", "organisation", "remedy")},
    **{f"directory:{n}": _absent("public_id") for n in ("trial", "faults", "carry-out")},
    **{f"directory:{n}": lambda w: {"organisation": w.north.public_id} for n in ("entries", "add-term", "put-up")},
    "directory:add": lambda w: {"organisation": w.north.public_id, "what": "site"},
    "directory:change": _absent("public_id", what="site"),
    "directory:words": _absent("public_id", what="service", field="description"),
    "directory:confirm": _absent("public_id", what="service"),
    **{f"sharing:{n}": _learner for n in ("ask", "requests")},
    "sharing:request": _absent("key"),
    "learners:invitation": lambda _: {"token": "x" * 43},
    **{f"learners:{n}": _learner for n in ("learner", "circle", "invite", "add", "merge")},
    "learners:withdraw": lambda w: {**_learner(w), "invitation": uuid.uuid4()},
    "learners:end": lambda w: {**_learner(w), "place": w.place.pk},
    "learners:undo-merge": lambda w: {**_learner(w), "merge": uuid.uuid4()},
    **{f"sharing:{n}": _learner for n in ("who", "share", "later")},
    **{f"sharing:{n}": lambda w: {**_learner(w), "grant": w.planned["grant"]} for n in ("with", "hide")},
    "sharing:undo": lambda w: {**_learner(w), "change": uuid.uuid4()},
    "sharing:settle": lambda w: {**_learner(w), "question": uuid.uuid4()},
    "sharing:preview": lambda w: {**_learner(w), "person": w.actors["mother"].public_id},
    "demo:sign-in": lambda _: {"key": "nobody"},
    "passport:asked-for": lambda w: {"organisation": w.north.public_id},
    **{f"passport:{n}": _learner for n in ("passport", "card")},
    "passport:question": lambda w: {**_learner(w), "topic": TOPICS[0].slug},
    "passport:choose": lambda w: {**_learner(w), "topic": BESIDE.slug},
    "passport:history": lambda w: {**_learner(w), "topic": TOPICS[0].slug, "voice": "learner"},
    "passport:receiving": lambda w: {**_learner(w), "organisation": w.north.public_id},
    "passport:photo": lambda w: {**_learner(w), "photo": uuid.uuid4()},
    "passport:things": lambda w: {**_learner(w), "kind": "needs"},
    "passport:end": lambda w: {**_learner(w), "kind": "needs", "thing": uuid.uuid4()},
    **{f"plans:{n}": _of_plan() for n in ("plan", "history", "add-outcome", "ehc-plan", "new-line", "versions", "cut")},
    "plans:money": _of_plan(),
    **{f"plans:{n}": _of_plan("outcome") for n in ("outcome", "settle")},
    **{f"plans:{n}": _of_plan("line") for n in LINE_PAGES},
    **{f"plans:{n}": _of_plan("line", "comment") for n in ("answer", "task")},
    **{f"plans:{n}": _of_plan("line", "suggestion") for n in ("take-suggestion", "refuse-suggestion")},
    **{f"plans:{n}": _of_plan("line", "payment") for n in ("payment", "settle-payment")},
    **{f"plans:{n}": _of_plan("number") for n in ("version", "sign")},
    **{f"plans:{n}": _of_plan(kind="offering") for n in ("propose", "find-offering")},
    **{f"plans:{n}": _of_plan("line", field="title") for n in ("keep", "suggest")},
    **{f"plans:{n}": _absent("offering") for n in ("put", "why-not-for")},
    **{f"plans:{n}": _of_plan() for n in ("ask-planner", "proposals")},
    **{f"plans:{n}": lambda w: {**_learner(w), "offering": uuid.uuid4()} for n in ("why-not", "first-step")},
    "plans:proposal": lambda w: {**_learner(w), "proposal": uuid.uuid4()},
    "plans:refuse-proposed": lambda w: {**_learner(w), "proposal": uuid.uuid4(), "programme": 0, "number": 0},
    **{f"plans:{n}": _of_plan() for n in ABOUT_PLANS},
    **{f"plans:{n}": _of_plan("review") for n in REVIEW_PAGES},
    **{f"plans:{n}": _of_plan("line") for n in ("my-part", "my-photo", "my-question", "my-day", "days", "add-photo")},
    "plans:note": _of_plan("outcome"),
    "plans:settle-flag": _of_plan("flag"),
    "plans:decision-line": _of_plan("review", "decision"),
    "plans:my-agreement": _of_plan("number"),
    "plans:pathway": lambda _: {"key": PATHWAY},
    "plans:pathway-version": lambda _: {"key": PATHWAY, "number": 1},
    "plans:write-pathway": lambda _: {"key": PATHWAY, "number": 1},
    "plans:retire-pathway": lambda _: {"key": PATHWAY},
    **{f"plans:{n}": _absent("draft") for n in ("draft", "draft-words", "use-draft", "drop-draft")},
    **{f"plans:{n}": _absent("draft", step="s1") for n in ("step", "move-step")},
    "plans:new-step": _absent("draft"),
    **{f"plans:{n}": _of_plan("line", "photo") for n in ("photo", "take-away-photo")},
    "plans:begin": lambda w: {**_learner(w), "key": PATHWAY},
    "plans:end-part": _of_plan("part"),
    "plans:changed": _of_plan("line", since=0),
    "plans:decide": _of_plan("line", what="decline"),
    "plans:end-need": _of_plan("line", "need"),
    "plans:restore": _of_plan("number", "line"),
    "plans:compare": _of_plan(earlier=1, later=1),
    **{f"sharing:{n}": _learner for n in ("looks", "wrong")},
    **{f"sharing:{n}": _learner for n in ("proxies", "appoint", "deciding", "decide-share", "freeze", "ages")},
    "sharing:concern": _absent("concern"),
    **{f"sharing:{n}": _learner for n in ("bases", "assess", "duty", "safety", "wishes", "disagreements")},
    "sharing:decision": lambda w: {**_learner(w), "key": uuid.uuid4()},
    "sharing:safety-one": _absent("grant"),
    "sharing:wish": _absent("wish"),
    "sharing:disagreement": _absent("disagreement"),
    "records:kept": _learner,
    "records:erasure": _absent("key"),
    "records:review": lambda w: {"organisation": w.north.public_id},
    **{f"records:{n}": _learner for n in ("mine", "held", "wrong", "object")},
    "records:file": lambda w: {**_learner(w), "export": uuid.uuid4()},
    "records:claim": _absent("claim"),
    **{f"partnerships:{n}": _absent("partnership") for n in ("partnership", "differences")},
    **{f"partnerships:{n}": lambda w: {"organisation": w.north.public_id} for n in ("policy", "write")},
    "partnerships:composite": _absent("composite"),
    "partnerships:clause": _absent("composite", topic="family"),
    "workforce:story": lambda _: {"slug": "a-mother-rings"},
    **{f"cohorts:{n}": _absent("run") for n in ("run", "stop", "compared", "tested")},
    "cohorts:one": lambda w: {**_learner(w), "run": uuid.uuid4()},
    **{f"documents:{n}": _of_plan() for n in ("documents", "file", "feeds", "feeds-address", "week")},
    **{f"documents:{n}": lambda w: {**_learner(w), "feed": uuid.uuid4()} for n in ("stop-feed", "replace-feed")},
    "documents:calendar": lambda _: {"token": "x" * 43},
    "documents:layouts": lambda w: {"organisation": w.north.public_id},
    **{f"documents:{n}": _layout for n in ("layout", "layout-start", "layout-default")},
    **{f"documents:{n}": lambda w: {**_layout(w), "key": uuid.uuid4()} for n in LAYOUT_PAGES},
}


@dataclass(frozen=True)
class Address:
    """One address of the site."""

    name: str  # with its namespaces; empty where it has none
    parameters: frozenset[str]
    view: Any

    @property
    def is_ours(self) -> bool:
        """Whether the view is of this site."""
        return not self.view.__module__.startswith(OTHERS)


def addresses(resolver: Any = None, names: str = "") -> Iterator[Address]:
    """Every address, from the root down."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, f"{names}{one.namespace}:" if one.namespace else names)
        elif isinstance(one, URLPattern):
            yield Address(f"{names}{one.name or ''}", frozenset(one.pattern.regex.groupindex), one.callback)


def unguarded(of: Iterator[Address]) -> list[str]:
    """Addresses of ours of which the view neither asks for sign-in nor says why it is public."""
    return [
        a.name
        for a in of
        if a.is_ours and not getattr(a.view, "for_signed_in", False) and not getattr(a.view, "public_because", "")
    ]


def without_parameters(of: Iterator[Address]) -> list[str]:
    """Addresses of ours with parameters that nobody has said here."""
    return [a.name for a in of if a.is_ours and a.parameters and a.name not in PARAMETERS.keys() | LEFT_OUT]
