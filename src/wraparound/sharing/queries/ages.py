"""What changes with a learner's next birthday, and what there is to do about it: for the learner and who leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from wraparound.core import clock
from wraparound.core.categories import in_categories
from wraparound.sharing import policy_ages
from wraparound.sharing.models import AgeStep, Grant
from wraparound.sharing.policy import Permission
from wraparound.sharing.policy_proxies import ProxyKind
from wraparound.sharing.queries import proxies
from wraparound.sharing.queries.grants import names, standing

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner
    from wraparound.sharing.queries.proxies import ProxyLine


@dataclass(frozen=True, slots=True)
class Asked:
    """What a proxy said yes to: the learner says it themself, or stops it."""

    grant: UUID
    to: str
    categories: tuple[Category, ...]
    until: date
    said_by: str


@dataclass(frozen=True, slots=True)
class AgesPage:
    """The birthday that is near, or the next; what ends with it, and what is asked again."""

    is_own: bool
    age: int
    on: date
    days: int  # until then; less than nothing once it has been
    plan_until: date  # of an EHC plan
    ending: tuple[ProxyLine, ...]  # proxies whose say ends with this birthday
    others: tuple[ProxyLine, ...]  # proxies whose say goes on
    asked: tuple[Asked, ...]
    step: UUID | None  # once people were warned of it
    handled: date | None


def ages_page(viewer: Person, learner: Learner) -> AgesPage | None:
    """None for everybody but the learner and who leads, and once all birthdays that change something have been."""
    who, today = standing(viewer, learner), clock.today()
    near = policy_ages.next_step(learner.born, today)
    if near is None or not (who.is_the_learner or who.is_lead):
        return None
    live = [one for one in proxies.proxies(viewer, learner) if one.over is None]
    ending = tuple(one for one in live if one.until <= policy_ages.begins(near.on) and one.kind is ProxyKind.PARENT)
    step = AgeStep.objects.filter(learner=learner, age=near.age).order_by("-on").first()
    return AgesPage(
        is_own=who.is_the_learner,
        age=near.age,
        on=near.on,
        days=near.days_to(today),
        plan_until=policy_ages.plan_may_go_on_until(learner.born),
        ending=ending,
        others=tuple(one for one in live if one not in ending),
        asked=tuple(asked_again(viewer, learner)),
        step=step.pk if step else None,
        handled=step.handled_at.astimezone(clock.HERE).date() if step and step.handled_at else None,
    )


def asked_again(viewer: Person, learner: Learner) -> list[Asked]:
    """What proxies said yes to whose say ends within 90 days or has ended, and what is open because of it."""
    soon = clock.now() + timedelta(days=max(policy_ages.AHEAD))
    rows = Grant.objects.filter(learner=learner, permission=Permission.BY_PROXY, ending__isnull=True)
    rows = rows.filter(until__gt=clock.now()).select_related("organisation", "proxy", "proxy__ending")
    found = [g for g in rows.order_by("made", "pk") if g.proxy and (g.proxy.until < soon or hasattr(g.proxy, "ending"))]
    known = names(viewer, {p for g in found if g.proxy for p in (g.proxy.person_id, g.person_id) if p})
    return [
        Asked(
            g.pk,
            g.organisation.name if g.organisation else known.get(g.person_id or 0, ""),
            in_categories(g.categories),
            g.until.astimezone(clock.HERE).date(),
            known.get(g.proxy.person_id if g.proxy else 0, ""),
        )
        for g in found
    ]


def step(viewer: Person, learner: Learner, key: UUID) -> AgeStep | None:
    """One birthday of which people were warned, for an action."""
    return AgeStep.objects.filter(learner=learner, pk=key).select_related("learner").first()


def is_near(viewer: Person, learner: Learner) -> bool:
    """Whether one is near, and nobody has dealt with it."""
    near = policy_ages.near(learner.born, clock.today())
    done = {"learner": learner, "age": near.age if near else 0, "handled_at__isnull": False}
    return near is not None and not AgeStep.objects.filter(**done).exists()
