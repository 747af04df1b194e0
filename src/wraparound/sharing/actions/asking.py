"""An organisation asks to see more of a learner; the learner says yes or no to each part. No reason is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.categories import in_categories
from wraparound.core.decisions import NotAllowed, insist
from wraparound.sharing import duties, queries, telling_asking, telling_proxies
from wraparound.sharing.actions.deciding import insist_on_a_yes
from wraparound.sharing.actions.grants import give_grant, note_change, one_at_a_time
from wraparound.sharing.models import AccessRequest, LaterQuestion, RequestAnswer
from wraparound.sharing.policy import LONGEST_WITHOUT_DECISION, Answer, Basis, Doing, Permission, RestsOn
from wraparound.sharing.policy_agreed import fits, fits_request
from wraparound.sharing.policy_asking import decides, may_answer, may_ask, may_take_back
from wraparound.sharing.policy_bases import may_rely
from wraparound.sharing.queries import asking, hands, proxies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from wraparound.accounts.models import Organisation, Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner
    from wraparound.sharing.models import Grant
    from wraparound.sharing.policy import Support


@transaction.atomic
def ask_for_access(
    *,
    learner: Learner,
    organisation: Organisation,
    categories: Iterable[Category],
    purpose: str,
    until: datetime,
    why: str,
    basis: Basis = Basis.CONSENT,
    duty: str = "",
    by: Person,
) -> AccessRequest:
    """An organisation that knows a learner asks for categories, until a moment. `why`: why this much, and for a basis
    other than consent which law it is or who decided; `duty`: which, a slug of duties.py.

    The learner is told; whoever leads, where they do not sign in. Raises NotAllowed, in words for whoever asks.
    """
    one_at_a_time(learner)
    wanted, now = sorted(set(categories), key=lambda c: c.number), clock.now()
    insist(may_ask(asking.place_to_ask_for(by, learner, organisation), wanted, basis, why, until - now))
    if basis is Basis.STATUTORY_DUTY and duty:
        insist(may_rely(duties.of(duty), organisation.kind, why))
    insist(fits_request(hands.agreed(by, organisation), wanted, until - now))
    made = AccessRequest(
        learner=learner,
        organisation=organisation,
        asked_by=by,
        categories=[c.number for c in wanted],
        purpose=purpose,
        basis=basis.value,
        duty=duty if basis is Basis.STATUTORY_DUTY else "",
        why=why,
        until=until,
        made=now,
    )
    made.save(force_insert=True)
    said: dict[str, audit.Detail] = {"request": str(made.pk), "categories": [c.value for c in wanted]}
    said |= {"organisation": str(organisation.public_id), "basis": basis.value}
    audit.record("access asked for", about=learner.public_id, details=said)
    telling_asking.asked(made, by)
    return made


@transaction.atomic
def answer_request(
    *, request: AccessRequest, answers: Mapping[Category, Answer], support: Support | None = None, by: Person
) -> Grant | None:
    """What the learner says to each category of a request, once. One grant of what has a yes; None without one.

    A proxy answers what is wholly within their say; a lead types what the learner said with support. Raises NotAllowed:
    somebody answered before, or it is not theirs.
    """
    learner = request.learner
    one_at_a_time(learner)
    standing, asks = queries.standing(by, learner), request.organisation_id in asking.my_organisations(by)
    about: dict[str, Any] = {"categories": in_categories(request.categories), "basis": Basis(request.basis)}
    at = asking.state_of(by, _as_it_stands(request, by))
    insist(may_answer(standing, at, asks=asks, support=support, **about))
    permission = Permission.GIVEN if standing.is_the_learner else Permission.WITH_SUPPORT
    if not standing.is_the_learner and decides(standing, **about):
        permission = Permission.BY_PROXY
    yes = [c for c, said in answers.items() if said is Answer.YES]
    no = [c for c, said in answers.items() if said is Answer.NO]
    if {c.number for c in (*yes, *no)} != set(request.categories):
        raise NotAllowed(_("each part needs a yes or a no"))
    supported = permission is Permission.WITH_SUPPORT
    told = {"request": request, "learner": learner, "supported": supported, "by": by, "at": clock.now()}
    RequestAnswer.objects.bulk_create(
        [RequestAnswer(category=c.number, answer=answers[c].value, **told) for c in (*yes, *no)]
    )
    said: dict[str, audit.Detail] = {"request": str(request.pk)}
    said |= {"yes": sorted(c.value for c in yes), "no": sorted(c.value for c in no)}
    audit.record("request answered", about=learner.public_id, details=said)
    grant = _given(request, yes, support, permission, by) if yes else None
    LaterQuestion.objects.filter(request=request, settled__isnull=True).update(settled=clock.now())
    telling_asking.answered(request, by)
    if permission is Permission.BY_PROXY:
        telling_proxies.acted(learner, by)
    return grant


@transaction.atomic
def take_back_request(*, request: AccessRequest, by: Person) -> None:
    """The organisation does not ask any more. Raises NotAllowed: it was answered before, or it is not theirs."""
    one_at_a_time(request.learner)
    asks = request.organisation_id in asking.my_organisations(by)
    insist(may_take_back(asking.state_of(by, _as_it_stands(request, by)), asks=asks))
    answer = RequestAnswer(request=request, learner=request.learner, answer=Answer.TAKEN_BACK, by=by, at=clock.now())
    answer.save(force_insert=True)
    audit.record("request taken back", about=request.learner.public_id, details={"request": str(request.pk)})
    telling_asking.no_longer_waits(request, by)


def _given(
    request: AccessRequest, yes: Iterable[Category], support: Support | None, permission: Permission, by: Person
) -> Grant:
    """The grant, noted as one thing that was done, so that it can be undone."""
    basis, yes, lasts = Basis(request.basis), [*yes], request.until - clock.now()
    agreed = hands.agreed(by, request.organisation)
    if basis is Basis.CONSENT:
        typed = permission is not Permission.GIVEN and request.learner.person_id is not None
        insist(fits(agreed, yes, lasts, typed=typed))
    until = request.until
    if permission is Permission.BY_PROXY:
        say = proxies.say(by, request.learner)
        until = min(until, say.longest) if say else until
        insist_on_a_yes(request.learner, request.organisation, frozenset(yes), until, by)
    if basis is Basis.BEST_INTERESTS:  # the decision is written down in this time
        until = min(until, clock.now() + LONGEST_WITHOUT_DECISION)
    grant = give_grant(
        learner=request.learner,
        to=request.organisation,
        categories=yes,
        purpose=request.purpose,
        until=until,
        basis=basis,
        basis_note="" if basis is Basis.CONSENT else request.why,
        permission=permission,
        support=support,
        request=request,
        rests_on=RestsOn(duty=request.duty),
        composite=agreed.composite,
        by=by,
    )
    note_change(request.learner, Doing.ANSWER, by, given=[grant])
    return grant


def _as_it_stands(request: AccessRequest, by: Person) -> AccessRequest:
    """The request as it is now that nobody else changes it. Raises NotAllowed where it is not open any more."""
    found = asking.request_row(by, request.pk)
    if found is None:
        raise NotAllowed(_("this request is not there any more"))
    return found
