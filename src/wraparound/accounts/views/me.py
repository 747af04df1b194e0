"""My account, and ways in: invitations, passkeys, the second step, the account of one's organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import actions, queries
from wraparound.accounts.forms import Acceptance, Details
from wraparound.accounts.policy import must_have_second_step
from wraparound.accounts.requests import viewer
from wraparound.core import headers, pages

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wraparound.accounts.models import Person
    from wraparound.accounts.requests import PersonRequest


@pages.signed_in
def start(request: PersonRequest) -> HttpResponse:
    """Where everything about accounts begins."""
    return pages.redirect(request, "accounts:me")


@pages.signed_in
def me(request: PersonRequest) -> HttpResponse:
    """Who I am here, where I belong, how I sign in."""
    mine = queries.memberships_of(request.user)
    ways = queries.ways_in(request.user)
    elsewhere = [
        o
        for o in queries.organisations_to_sign_in_with(request.user)
        if any(m.organisation == o.organisation for m in mine) and o.name not in ways.organisations
    ]
    context = {"mine": mine, "ways": ways, "elsewhere": elsewhere, "must": must_have_second_step(mine)}
    context["ways_back"] = queries.ways_back_of(request.user)
    response = pages.render(request, "accounts/me.html", context)
    headers.forms_may_lead_to(response, *(o.origin for o in elsewhere))
    return response


@pages.signed_in
def details(request: PersonRequest) -> HttpResponse:
    """My name and my number."""
    now = {"name": request.user.name, "phone": request.user.phone}
    form = Details(request.POST or None, initial=now)
    if form.is_valid():
        actions.change_details(**form.cleaned_data, by=request.user)
        return pages.redirect(request, "accounts:me", _("We kept your details."))
    return pages.render(request, "accounts/details.html", {"form": form})


@pages.public(reason="whoever holds the link of an invitation is new here")
@pages.learner_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody is invited: they say who they are, and are in."""
    who = viewer(request)
    found = queries.invitation_by_token(who, token)
    if found is None:
        return pages.render(request, "accounts/no_invitation.html", status=404)
    form = Acceptance(request.POST or None, initial={"name": found.name}) if who is None else None
    if request.method == "POST" and (form is None or form.is_valid()):
        return _accept(request, token, form.cleaned_data["name"] if form else "", who)
    return pages.render(request, "accounts/invitation.html", {"invitation": found, "form": form, "person": who})


def _accept(request: HttpRequest, token: str, name: str, who: Person | None) -> HttpResponse:
    try:
        accepted = actions.accept_invitation(token=token, name=name, by=who)
    except actions.NoSuchInvitation:  # used a moment ago
        return pages.render(request, "accounts/no_invitation.html", status=404)
    except actions.SignInFirst:
        return pages.redirect(request, "accounts:invitation", "", token)
    if not accepted.is_new:
        actions.note_second_step(request, accepted.person)
        return pages.redirect(request, "accounts:me", _("You have joined."))
    actions.sign_in(request, accepted.person)
    return pages.redirect(request, "accounts:remember", _("Welcome. You are in."))


@pages.signed_in
@pages.learner_page
def remember(request: PersonRequest) -> HttpResponse:
    """Offers to remember this device by a passkey, so that nothing has to be remembered by a person."""
    return pages.render(request, "accounts/remember.html", {"ways": queries.ways_in(request.user)})


@pages.signed_in
def second_step(request: PersonRequest) -> HttpResponse:
    """Administrators add a second step, or a passkey, before they go on."""
    return pages.render(request, "accounts/second_step.html", {"ways": queries.ways_in(request.user)})


@pages.public(reason="people sign in here")
def with_organisation(request: HttpRequest) -> HttpResponse:
    """Sign in with the account of one's organisation."""
    found = queries.organisations_to_sign_in_with(None)
    response = pages.render(request, "accounts/with_organisation.html", {"organisations": found})
    headers.forms_may_lead_to(response, *(o.origin for o in found))
    return response
