"""Everything of a learner stops for somebody, at once and unsaid. What the learner stopped they open again; what a lead
stopped needs two people: one who asks, another who does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed, insist
from wraparound.sharing import policy_freezing as policy
from wraparound.sharing import queries, telling_proxies
from wraparound.sharing.actions.grants import one_at_a_time
from wraparound.sharing.models import Freeze
from wraparound.sharing.queries import freezing

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@transaction.atomic
def freeze(*, learner: Learner, whom: Organisation | Person, because: str = "", by: Person) -> Freeze:
    """From this moment nothing of the learner reaches a person, or an organisation and its people, whoever gave it.

    That is what was shared, what they decide, what waits to be mailed. They are not told; their pages are a stranger's.

    The only lead cannot be stopped: nobody would be left. Raises NotAllowed, in words for whoever tried.
    """
    one_at_a_time(learner)
    standing = queries.standing(by, learner)
    insist(policy.may_freeze(standing, freezing.facts(by, learner, whom), because))
    made = Freeze(
        learner=learner, by=by, by_learner=standing.is_the_learner, since=clock.now(), because=because.strip()
    )
    setattr(made, whom._meta.model_name or "", whom)
    made.save(force_insert=True)
    audit.record("stopped for somebody", about=learner.public_id, details={"freeze": str(made.pk)})
    telling_proxies.frozen(learner, by)
    return made


@transaction.atomic
def unfreeze(*, freeze: Freeze, by: Person) -> None:
    """The learner opens again what they stopped: what has not ended holds once more. Raises NotAllowed."""
    one_at_a_time(freeze.learner)
    row, standing = _as_it_stands(freeze, by), queries.standing(by, freeze.learner)
    insist(policy.may_lift(standing, by_learner=row.by_learner, is_lifted=row.lifted_at is not None))
    _lift(row, by)
    audit.record("open again for somebody", about=freeze.learner.public_id, details={"freeze": str(row.pk)})


@transaction.atomic
def ask_to_lift(*, freeze: Freeze, because: str, by: Person) -> None:
    """Who leads says why what a lead stopped can be open again; a second person is told. Raises NotAllowed."""
    one_at_a_time(freeze.learner)
    row, standing = _as_it_stands(freeze, by), queries.standing(by, freeze.learner)
    asked = row.lift_asked_by_id is not None
    insist(policy.may_ask_to_lift(standing, by_learner=row.by_learner, asked=asked, because=because))
    Freeze.objects.filter(pk=row.pk).update(lift_asked_by=by, lift_because=because.strip())
    audit.record("asked to open again", about=freeze.learner.public_id, details={"freeze": str(row.pk)})
    telling_proxies.lift_asked(row, by)


@transaction.atomic
def lift_as_second(*, freeze: Freeze, by: Person) -> None:
    """The second person, who leads too or is a safeguarding lead of those who do, opens it again. Raises NotAllowed."""
    asked = next((one for one in freezing.to_review(by) if one.id == freeze.pk), None)
    if asked is None:
        raise NotAllowed(_("it needs a second person, after somebody has asked"))
    _lift(_as_it_stands(freeze, by), by)
    audit.record("open again for somebody", about=asked.learner, details={"freeze": str(freeze.pk)})


def _lift(row: Freeze, by: Person) -> None:
    if not Freeze.objects.filter(pk=row.pk, lifted_at__isnull=True).update(lifted_by=by, lifted_at=clock.now()):
        raise NotAllowed(_("it is open again already"))


def _as_it_stands(freeze: Freeze, by: Person) -> Freeze:
    """The row as it is now that nobody else changes it. Raises NotAllowed where it is not open any more."""
    found = freezing.freeze(by, str(freeze.pk))
    if found is None:
        raise NotAllowed(_("it is open again already"))
    return found
