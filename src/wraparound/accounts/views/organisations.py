"""Organisations: what each says about itself, and for those who keep the system, founding them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.accounts import actions, policy, queries
from wraparound.accounts.forms import Connection, NewOrganisation, OrganisationFacts
from wraparound.accounts.requests import viewer
from wraparound.accounts.roles import OrganisationKind
from wraparound.accounts.views import fetch
from wraparound.core import forms, pages, tables

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.accounts.requests import PersonRequest

FACTS = ("name", "council", "about", "website")
KINDS = [(k.value, k.label) for k in OrganisationKind]

ORGANISATIONS: tables.Table[Any] = tables.Table(
    name="organisations",
    caption=gettext_lazy("Organisations"),
    columns=[
        tables.Column(
            "name",
            gettext_lazy("Name"),
            lambda o: o.name,
            sort="name",
            href=lambda o: reverse("accounts:organisation", args=[o.public_id]),
        ),
        tables.Column("kind", gettext_lazy("Kind"), lambda o: OrganisationKind(o.kind).label, sort="kind"),
        tables.Column("council", gettext_lazy("Council"), lambda o: o.council, sort="council"),
        tables.Column("ukprn", gettext_lazy("UKPRN"), lambda o: o.ukprn),
    ],
    filters=[tables.Filter("kind", gettext_lazy("Kind"), "kind", [("", gettext_lazy("All kinds")), *KINDS])],
    search=["name", "council", "ukprn"],
    search_label=gettext_lazy("Name, council or UKPRN"),
    sorted_by="name",
    empty=tables.Empty(gettext_lazy("No organisation yet"), gettext_lazy("Add the first one.")),
)


@pages.public(reason="what an organisation says about itself is for everybody")
def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Public facts."""
    found, who = fetch.organisation(request, public_id), viewer(request)
    mine = queries.memberships_of(who)
    context = {
        "organisation": found,
        "kind": OrganisationKind(found.kind),
        "may_edit": policy.may_edit_organisation(mine, found.pk).allowed,
        "may_see_people": policy.may_see_people(mine, found.pk).allowed,
        "may_invite": bool(mine and queries.roles_i_may_give(who, found)),
        "keeps_system": policy.keeps_the_system(mine),
    }
    return pages.render(request, "accounts/organisation.html", context)


@pages.signed_in
@fetch.refused_is_403
def edit(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What it says about itself, for its administrators."""
    found, mine = fetch.my_organisation(request, public_id)
    fetch.insist(policy.may_edit_organisation(mine, found.pk))
    now = {name: getattr(found, name) for name in FACTS}
    sent = forms.chosen(OrganisationFacts, request.POST, now) if request.method == "POST" else None
    form = OrganisationFacts(sent, initial={**now, "version": found.version})
    context = {"form": form, "organisation": found, "theirs": None, "version": found.version}
    if form.is_valid():
        try:
            actions.edit_organisation(organisation=found, **form.cleaned_data, by=request.user)
        except actions.Stale as stale:
            theirs = {name: getattr(stale.current, name) for name in FACTS}
            context |= {"theirs": theirs, "version": stale.current.version}
        else:
            return pages.redirect(request, "accounts:organisation", _("We kept what you wrote."), public_id)
    return pages.render(request, "accounts/edit_organisation.html", context)


@pages.signed_in
def organisations(request: PersonRequest) -> HttpResponse:
    """All organisations, for those who keep the system."""
    fetch.insist(policy.may_found(queries.memberships_of(request.user)))
    rows = queries.organisations(request.user)
    context = {"organisations": ORGANISATIONS.page_of(request, rows)}
    return ORGANISATIONS.export(request, rows) or pages.render(request, "accounts/organisations.html", context)


@pages.signed_in
@fetch.refused_is_403
def found(request: PersonRequest) -> HttpResponse:
    """A new one."""
    fetch.insist(policy.may_found(queries.memberships_of(request.user)))
    form = NewOrganisation(request.POST or None)
    if form.is_valid():
        made = actions.found_organisation(**form.cleaned_data, by=request.user)
        return pages.redirect(request, "accounts:invite", _("Now invite its administrator."), made.public_id)
    return pages.render(request, "accounts/found.html", {"form": form})


@pages.signed_in
@fetch.refused_is_403
def connection(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """How its people sign in with the account they have there."""
    organisation = fetch.organisation(request, public_id)
    fetch.insist(policy.may_found(queries.memberships_of(request.user)))
    form = Connection(request.POST or None)
    if request.POST.get("end"):
        actions.disconnect_sign_in(organisation=organisation, by=request.user)
        return pages.redirect(request, "accounts:organisation", _("The connection is ended."), public_id)
    if form.is_valid():
        actions.connect_sign_in(organisation=organisation, **form.cleaned_data, by=request.user)
        return pages.redirect(request, "accounts:organisation", _("The connection is set."), public_id)
    live = any(o.organisation == organisation.pk for o in queries.organisations_to_sign_in_with(request.user))
    return pages.render(request, "accounts/connection.html", {"form": form, "organisation": organisation, "live": live})
