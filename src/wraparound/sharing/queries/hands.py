"""What the learner's own hands work with: live grants of a receiver, what was done, how it would be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from wraparound.accounts import queries as accounts
from wraparound.core import clock
from wraparound.core.categories import Category, in_categories
from wraparound.core.models import AuditEvent
from wraparound.directory import queries as directory
from wraparound.learners import queries as learners
from wraparound.partnerships import queries as partnerships
from wraparound.sharing import around
from wraparound.sharing.models import Grant, LaterQuestion, RequestAnswer, SharingChange
from wraparound.sharing.policy import Basis, Doing, Permission
from wraparound.sharing.queries.grants import open_categories, reaching, standing
from wraparound.sharing.wording_looks import listed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner
    from wraparound.partnerships.policy import GrantDefaults

TERMS_END = ((3, 31), (7, 20), (12, 20))


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody the learner can share with; `key` is what a form calls them."""

    key: str
    name: str
    about: str
    to: Organisation | Person
    team: tuple[Person, ...] = ()  # of an organisation: who there is around the learner


@dataclass(frozen=True, slots=True)
class WayBack:
    """What undoing a change would end and give back; `because` says why it cannot be, or is ""."""

    ends: tuple[Grant, ...] = ()
    gives: tuple[Grant, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody whose view can be looked at; `because` says why it is not open to this viewer, or is ""."""

    person: int
    name: str
    organisations: tuple[str, ...]
    sees: frozenset[Category]
    because: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: by whom, which categories, last when."""

    name: str
    categories: tuple[Category, ...]
    last: datetime


def categories_of(viewer: Person, grant: Grant) -> frozenset[Category]:
    """What a grant opens."""
    return frozenset(in_categories(grant.categories))


def live(viewer: Person, learner: Learner, receiver: Organisation | Person) -> list[Grant]:
    """The grants to a receiver that hold now or will, the oldest first."""
    to = {receiver._meta.model_name or "": receiver.pk}
    found = Grant.objects.filter(learner=learner, ending__isnull=True, until__gt=clock.now(), **to)
    return list(found.select_related("learner", "organisation", "request").order_by("made", "pk"))


def is_kept_back(viewer: Person, grant: Grant) -> bool:
    """Whether the learner is told of a grant only later: what is done to it would tell them now."""
    return grant.told_from is not None and grant.told_from > clock.now()


def agreed(viewer: Person, receiver: Organisation | Person) -> GrantDefaults:
    """What a receiver has agreed on with others, as it bears on a grant to it; of a person, nothing."""
    organisations: Any = [receiver] if receiver._meta.model_name == "organisation" else []
    return partnerships.defaults_for(viewer, organisations)


def receiver_key(viewer: Person, grant: Grant) -> tuple[int | None, int | None]:
    """The same for all grants to one receiver."""
    return grant.organisation_id, grant.person_id


def receiver_of(viewer: Person, grant: Grant) -> Organisation | Person:
    """To whom a grant is. Of a person whom the viewer may not know, the key alone."""
    if grant.organisation is not None:
        return grant.organisation
    people, key = get_user_model(), grant.person_id or 0
    return people.objects.filter(pk=key).first() or people(pk=key)


def whom(viewer: Person, learner: Learner) -> list[Whom]:
    """Family, advocates and organisations that the learner knows: of their circle and plan, or shared with before."""
    found: dict[str, Whom] = {}
    teams: dict[int, dict[int, Person]] = {}
    for place in learners.places(viewer, learner):
        if place.organisation is not None:
            teams.setdefault(place.organisation_id or 0, {})[place.person_id] = place.person
        elif place.person_id != learner.person_id:
            key = f"p.{place.person.public_id}"
            found.setdefault(key, Whom(key, place.person.name, place.get_part_display(), place.person))
    before = Grant.objects.filter(learner=learner, organisation__isnull=False).values("organisation")
    known = {*teams, *before.values_list("organisation", flat=True), *around.organisations(viewer, learner)}
    for one in accounts.organisations(viewer).filter(pk__in=known):
        team = tuple(teams.get(one.pk, {}).values())
        about = ", ".join(p.name for p in team) or _("Nobody there is around you yet.")
        found[f"o.{one.public_id}"] = Whom(f"o.{one.public_id}", one.name, about, one, team)
    return sorted(found.values(), key=lambda w: (w.key[0] == "o", w.name))


def to_talk_with(viewer: Person, learner: Learner) -> list[Person]:
    """Those of the circle who know whom they support: the learner's name is open to them."""
    now = clock.now()
    known = {
        r.person for r in reaching(viewer, learner) if r.category is Category.IDENTITY and r.since <= now < r.until
    }
    found = {p.person_id: p.person for p in learners.places(viewer, learner) if p.person_id in known}
    return [one for one in found.values() if one.pk != viewer.pk]


def preview_of(viewer: Person, learner: Learner, public_id: UUID) -> Seer | None:
    """Of those around the learner, and of those who see something, the one with this id; None for everybody else.

    A lead sees no more through somebody's eyes than what is open to the lead.
    """
    who, now = standing(viewer, learner), clock.now()
    if not (who.is_the_learner or who.is_lead):
        return None
    reached = reaching(viewer, learner)
    around = {r.person for r in reached} | {p.person_id for p in learners.places(viewer, learner)}
    found = get_user_model().objects.filter(public_id=public_id, pk__in=around - {learner.person_id}).first()
    if found is None:
        return None
    through = [r for r in reached if r.person == found.pk and r.since <= now < r.until]
    sees = frozenset(r.category for r in through)
    more = not who.is_the_learner and not sees <= open_categories(viewer, learner)
    because = _("they see more than you do: only the learner can look") if more else ""
    names = tuple(sorted({r.organisation for r in through if r.organisation}))
    return Seer(found.pk, found.name, names, sees, because)


def also_through(viewer: Person, learner: Learner, person: int, category: Category) -> list[str]:
    """The organisations (names) through which somebody sees a category besides as themselves."""
    found = {r.organisation for r in reaching(viewer, learner) if (r.person, r.category) == (person, category)}
    return sorted(found - {""})


def change(viewer: Person, learner: Learner, key: UUID) -> SharingChange | None:
    """One thing that was done, by the learner or by the viewer."""
    return SharingChange.objects.select_related("learner", "undone").filter(learner=learner, pk=key).first()


def changes(viewer: Person, learner: Learner, most: int) -> list[SharingChange]:
    """The last things that were done, the newest first; undoing is none of them."""
    done = SharingChange.objects.filter(learner=learner).exclude(kind=Doing.UNDO)
    return list(done.select_related("learner", "undone").order_by("-at", "pk")[:most])


def term_ends(viewer: Person) -> date:
    """The last day of the term that runs today, in any calendar; where none does, when terms end in most schools."""
    today = clock.today()
    running = [t.ends for t in directory.terms(viewer) if t.starts <= today < t.ends]
    usual = (date(today.year + more, month, day) for more in (0, 1) for month, day in TERMS_END)
    return min(running) if running else next(day for day in usual if day > today)


def question(viewer: Person, learner: Learner, key: UUID) -> LaterQuestion | None:
    """A question that was put off."""
    return LaterQuestion.objects.select_related("learner").filter(learner=learner, pk=key).first()


def questions(viewer: Person, learner: Learner) -> list[LaterQuestion]:
    """What was put off and is neither settled nor answered: what is due first."""
    return list(_waiting(learner).order_by("on", "made", "pk"))


def questions_due(viewer: Person, learner: Learner) -> int:
    """How many questions wait whose day has come."""
    return _waiting(learner).filter(on__lte=clock.today()).count()


def _waiting(learner: Learner) -> QuerySet[LaterQuestion]:
    answered = RequestAnswer.objects.filter(learner=learner).values("request")
    waiting = LaterQuestion.objects.filter(learner=learner, settled__isnull=True)
    return waiting.filter(Q(request__isnull=True) | ~Q(request__in=answered))


def way_back(viewer: Person, change: SharingChange) -> WayBack:
    """How a change would be undone now. Who did something else with the same receiver since undoes that first."""
    if change.kind == Doing.UNDO:
        return WayBack(because=_("this took something back already"))
    now, who = clock.now(), standing(viewer, change.learner)
    if not (who.is_the_learner or who.is_lead):
        return WayBack(because=_("you do not lead for this learner"))
    rows = Grant.objects.filter(learner=change.learner).select_related("learner", "organisation", "request", "ending")
    every = {grant.pk: grant for grant in rows}
    given, ended = ([every[k] for k in keys if k in every] for keys in (change.given, change.ended))
    receivers = {receiver_key(viewer, g) for g in (*given, *ended)}
    since = [
        g
        for g in every.values()
        if g.made > change.at and receiver_key(viewer, g) in receivers and g.pk not in change.given
    ]
    if (
        any(_is_over(g) for g in given)
        or (since and not who.is_the_learner)  # the learner has spoken since, whatever became of it
        or any(not _is_over(g) and g.until > now for g in since)
    ):
        return WayBack(because=_("something was changed for them since then"))
    gives = tuple(g for g in ended if g.until > now)
    ends = tuple(g for g in given if g.until > now)
    if not gives and not ends:
        return WayBack(because=_("the time for it is over"))
    if not who.is_the_learner and any(_is_the_learners_yes(g) for g in gives):
        return WayBack(because=_("only the learner can give back what they gave"))
    return WayBack(ends, gives)


def had_read(viewer: Person, learner: Learner, people: Iterable[int], categories: Iterable[Category]) -> list[Read]:
    """What these people had read of these categories, by the learner's own chain; nothing where it is not open."""
    wanted, asked = {c.value for c in categories}, set(people)
    looks = AuditEvent.objects.filter(subject=learner.public_id, what="looked at", actor__in=asked).order_by("seq")
    seen: dict[int, tuple[set[str], datetime]] = {}
    for actor, at, details in looks.values_list("actor", "at", "details"):
        read = wanted & {*listed(details.get("categories") if isinstance(details, dict) else None)}
        if actor is not None and read:
            seen[actor] = (seen.get(actor, (set(), at))[0] | read, at)
    names = {r.person: r.name for r in reaching(viewer, learner)}
    return [
        Read(names.get(actor, _("somebody")), tuple(c for c in Category if c.value in read), last)
        for actor, (read, last) in seen.items()
    ]


def _is_over(grant: Grant) -> bool:
    return getattr(grant, "ending", None) is not None


def _is_the_learners_yes(grant: Grant) -> bool:
    return grant.basis == Basis.CONSENT or grant.permission in (Permission.GIVEN, Permission.WITH_SUPPORT)
