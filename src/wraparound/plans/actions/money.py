"""Who pays what for a line. Money is a category of its own: a line is read without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.directory.kinds import Funder
from wraparound.plans import policy, queries
from wraparound.plans.actions.keeping import change, locked, make
from wraparound.plans.fields import PAYMENT
from wraparound.plans.models import Payment
from wraparound.plans.policy import Refused, required

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wraparound.accounts.models import Organisation, Person
    from wraparound.plans.models import Line


@transaction.atomic
def add_payment(
    *,
    line: Line,
    funder: Funder,
    pence: int,
    each: str,
    vat: bool = False,
    payer: Organisation | None = None,
    details: str = "",
    by: Person,
) -> Payment:
    """A share of what a line costs: pence without VAT; `each` is once, term or week. Raises Refused."""
    required(policy.may_write(queries.standing(by, line.learner), Category.FINANCE))
    said = {"funder": funder.value, "payer": payer, "pence": pence, "each": each, "vat": vat, "details": details}
    return make(Payment, line.learner, Category.FINANCE, by, line=line, **said)


@transaction.atomic
def change_payment(*, payment: Payment, wanted: Mapping[str, Any], seen: Mapping[str, str], by: Person) -> bool:
    """Changes fields of a share; what was agreed has to be agreed again. Raises Stale with clashes, Refused."""
    row = locked(Payment, payment.pk)
    required(policy.may_write(queries.standing(by, row.learner), Category.FINANCE))
    if strange := set(wanted) - set(PAYMENT):
        raise TypeError(f"a payment has no {', '.join(sorted(strange))} to be said here")
    return change(row, {**wanted, "agreed": False}, seen, by)


@transaction.atomic
def agree_payment(*, payment: Payment, agreed: bool, by: Person) -> None:
    """The organisation that pays says yes, or takes it back. Raises Refused."""
    row = locked(Payment, payment.pk)
    standing = queries.standing(by, row.learner)
    required(policy.may_write(standing, Category.FINANCE))
    if row.payer_id not in standing.organisations:
        raise Refused(_("only the organisation that pays can agree to it"))
    change(row, {"agreed": agreed}, {}, by, "agreed" if agreed else "no longer agreed")


@transaction.atomic
def end_payment(*, payment: Payment, by: Person) -> None:
    """The share is no longer part of the line. Raises Refused."""
    row = locked(Payment, payment.pk)
    required(policy.may_write(queries.standing(by, row.learner), Category.FINANCE))
    change(row, {"ended": clock.now()}, {}, by, "ended")
