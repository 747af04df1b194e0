"""What belongs to a line: what has to be in place for it, and who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.decisions import Stale
from wraparound.plans import actions, fields, forms, policy
from wraparound.plans.queries import talk
from wraparound.plans.views.clashing import Choice, both
from wraparound.plans.views.common import asks, carried_out, done, found_or_404, line_of, needed
from wraparound.sharing import actions as sharing
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

MONEY = ("funder", "payer", "pence", "each", "vat", "details")


@pages.signed_in
def add_need(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """One more thing that has to be in place."""
    here, row = line_of(request, learner, line)
    needed(policy.may_write(here.standing, row.kept_in))
    form = forms.NeedForm(request.POST or None, words=vocabulary.choices(here.viewer, "need"))
    at = (here.about.public_id, row.pk)
    if form.is_valid() and carried_out(
        form, lambda: actions.add_line_need(line=row, **form.cleaned_data, by=here.viewer)
    ):
        return pages.redirect(request, "plans:line", _("We kept it."), *at)
    back = pages.url_if("plans:line", *at)
    return asks(request, here, form, _("What must be in place"), _("Save"), back, note=row.title)


@pages.signed_in
@require_POST
def end_need(request: HttpRequest, learner: UUID, line: UUID, need: UUID) -> HttpResponse:
    """It is in place now, or is not needed after all."""
    here, row = line_of(request, learner, line)
    found = found_or_404(talk.line_need(here.viewer, row, need))
    in_place = request.POST.get("do") == "in-place"
    message = _("It is in place.") if in_place else _("We took it away.")
    act = {"need": found, "in_place": in_place, "by": here.viewer}
    return done(request, lambda: actions.end_line_need(**act), message, "plans:line", here.about.public_id, row.pk)


@pages.signed_in
def add_payment(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """A share of what a line costs, for those to whom money is open."""
    here, row = line_of(request, learner, line)
    needed(here.may_write(Category.FINANCE))
    form = forms.PaymentForm(request.POST or None, known=here.choosable())
    at = (here.about.public_id, row.pk)
    if form.is_valid() and carried_out(
        form, lambda: actions.add_payment(line=row, **form.cleaned_data, by=here.viewer)
    ):
        return pages.redirect(request, "plans:line", _("We kept it."), *at)
    back = pages.url_if("plans:line", *at)
    return asks(request, here, form, _("Who pays"), _("Save"), back, note=row.title)


@pages.signed_in
def payment(request: HttpRequest, learner: UUID, line: UUID, payment: UUID) -> HttpResponse:
    """Changes a share; what was agreed has to be agreed again."""
    here, row = line_of(request, learner, line)
    found: Any = found_or_404(talk.payment(here.viewer, row, payment))
    needed(here.may_write(Category.FINANCE))
    sharing.record_look(learner=here.about, categories=[Category.FINANCE], by=here.viewer)
    shown = {name: getattr(found, name) for name in MONEY}
    shown["payer"] = str(found.payer.public_id) if found.payer else ""
    form = forms.PaymentForm(request.POST or None, known=here.choosable(), initial=shown)
    sent = Choice(request.POST, MONEY, fields.marks(found, MONEY))
    at = (here.about.public_id, row.pk)
    if form.is_valid():
        wanted, seen = sent.settled(form.cleaned_data)
        told = {"payment": found, "wanted": wanted, "seen": seen, "by": here.viewer}
        try:
            if not wanted or carried_out(form, lambda: actions.change_payment(**told)):
                return pages.redirect(request, "plans:line", _("We kept it."), *at)
        except Stale as stale:
            return both(request, here, form, sent, stale.current, _("somebody else"), request.path)
    page = {"here": here, "about": here.about, "line": row, "payment": found, "form": form, "marks": sent.marks}
    return pages.render(request, "plans/payment.html", page)


@pages.signed_in
@require_POST
def settle_payment(request: HttpRequest, learner: UUID, line: UUID, payment: UUID) -> HttpResponse:
    """Who pays agrees or takes it back; or the share is no longer part of the line."""
    here, row = line_of(request, learner, line)
    found: Any = found_or_404(talk.payment(here.viewer, row, payment))
    what = request.POST.get("do", "")
    acts = {
        "agree": lambda: actions.agree_payment(payment=found, agreed=True, by=here.viewer),
        "take-back": lambda: actions.agree_payment(payment=found, agreed=False, by=here.viewer),
        "end": lambda: actions.end_payment(payment=found, by=here.viewer),
    }
    if what not in acts:
        raise PermissionDenied
    return done(request, acts[what], _("We kept it."), "plans:line", here.about.public_id, row.pk)
