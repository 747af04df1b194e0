"""Somebody is appointed to decide or speak for a learner; it ends. A grant opens what it is about, and ends with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.core.decisions import NotAllowed, insist
from wraparound.sharing import policy_proxies as policy
from wraparound.sharing import queries, telling_proxies
from wraparound.sharing.actions.grants import give_grant, one_at_a_time
from wraparound.sharing.models import Grant, GrantEnding, Proxy, ProxyEnding
from wraparound.sharing.policy import Basis, Permission
from wraparound.sharing.policy_proxies import Appointing, ProxyKind
from wraparound.sharing.queries import proxies

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.sharing.policy import Standing

TO_DECIDE, TO_SPEAK = "To decide for the learner", "To speak for the learner"


@transaction.atomic
def appoint_proxy(
    *,
    learner: Learner,
    person: Person,
    kind: ProxyKind,
    categories: Collection[Category],
    may_decide: bool,
    may_see_looks: bool,
    until: datetime,
    seen: str = "",
    cannot_decide: str = "",
    by: Person,
) -> Proxy:
    """The learner chooses somebody (`kind` is then an advocate); or a lead writes down what a paper says.

    `seen`: which paper, and where it is kept; `cannot_decide`: what the learner cannot decide, and who found that.

    In the same step they get a grant for what it is about. Both end together: on the day, with the birthday that ends
    parental responsibility, or when somebody ends it. Raises NotAllowed, in words for whoever tried.
    """
    one_at_a_time(learner)
    standing, now = queries.standing(by, learner), clock.now()
    said = {"may_decide": may_decide, "until": until, "seen": seen, "cannot_decide": cannot_decide}
    one = _to_be(learner, person, standing, by, kind=kind, categories=frozenset(categories), **said)
    insist(policy.may_appoint(standing, one, learner.born, now))
    ends = policy.ends(one, learner.born, now)
    made = Proxy(
        learner=learner,
        person=person,
        kind=one.kind.value,
        categories=sorted(c.number for c in one.categories),
        may_decide=may_decide,
        may_see_looks=may_see_looks,
        since=now,
        until=ends,
        evidence=_evidence(standing, one),
        appointed_by=by,
        made=now,
        opens=_opened(learner, person, one, ends, standing, by),
    )
    made.save(force_insert=True)
    details: dict[str, audit.Detail] = {"proxy": str(made.pk), "categories": sorted(c.value for c in one.categories)}
    audit.record("proxy appointed", about=learner.public_id, details=details | {"kind": one.kind.value})
    telling_proxies.appointed(learner, person.pk, by)
    return made


@transaction.atomic
def end_proxy(*, proxy: Proxy, reason: str = "", by: Person) -> ProxyEnding | None:
    """Ends their say, and the grant that opened what it was about, from this moment. What has ended stays as it is.

    What they said yes to stays open until its own end: the learner sees it and stops what they like. Raises NotAllowed.
    """
    learner = proxy.learner
    one_at_a_time(learner)
    standing, is_theirs = queries.standing(by, learner), proxy.person_id == by.pk
    insist(policy.may_end_say(standing, is_theirs=is_theirs, reason=reason))
    if is_theirs and proxies.say(by, learner) is None:
        raise NotAllowed(_("it has ended already"))
    if not is_theirs and ProxyEnding.objects.filter(proxy=proxy).exists():
        return None
    for grant in _opens(proxy):
        _close(grant, reason, by)
    ended = ProxyEnding(proxy=proxy, learner=learner, by=by, at=clock.now(), reason=reason)
    ended.save(force_insert=True)
    audit.record("proxy ended", about=learner.public_id, details={"proxy": str(proxy.pk)})
    return ended


def _opened(learner: Learner, person: Person, one: Appointing, ends: datetime, standing: Standing, by: Person) -> Grant:
    own = standing.is_the_learner
    return give_grant(
        learner=learner,
        to=person,
        categories={*one.categories, Category.IDENTITY},
        purpose=TO_DECIDE if one.may_decide else TO_SPEAK,
        until=ends,
        basis=Basis.CONSENT if own else Basis.STATUTORY_DUTY,
        permission=Permission.GIVEN if own else Permission.NOT_ASKED,
        basis_note="" if own else _evidence(standing, one),
        by=by,
    )


def _to_be(learner: Learner, person: Person, standing: Standing, by: Person, **said: Any) -> Appointing:
    """What is asked for, with what is known of the person."""
    if standing.is_the_learner:
        said["kind"] = ProxyKind.ADVOCATE
    return Appointing(
        **{**said, "categories": said["categories"] - {Category.IDENTITY}},
        is_me=person.pk == by.pk,
        is_the_learner=person.pk == learner.person_id,
        is_known=person in proxies.candidates(by, learner),
        is_colleague=not standing.is_the_learner and proxies.is_colleague(by, person.pk),
        decides_already=proxies.has_a_say(by, learner, person.pk),
        refused=proxies.stopped_for(by, learner, person.pk),
    )


def _evidence(standing: Standing, one: Appointing) -> str:
    """Kept as it was written; what the learner says needs no paper."""
    if standing.is_the_learner:
        return "The learner said it themself."
    return "\n".join(filter(None, (one.seen.strip(), one.cannot_decide.strip())))[:1000]


def _opens(proxy: Proxy) -> list[Grant]:
    """What opened it to them, or what was left of that when some of it was stopped; as far as it holds."""
    first = proxy.opens
    if first is None:
        return []
    same = {"person": proxy.person_id, "since": first.since, "purpose": first.purpose, "ending__isnull": True}
    return list(Grant.objects.filter(learner=proxy.learner_id, until__gt=clock.now(), **same).select_related("learner"))


def _close(grant: Grant, reason: str, by: Person) -> None:
    """As end_grant does it: but who gives up what was opened to them leads for nobody."""
    GrantEnding(grant=grant, learner_id=grant.learner_id, by=by, at=clock.now(), reason=reason).save(force_insert=True)
    audit.record("grant ended", about=grant.learner.public_id, details={"grant": str(grant.pk)})
