"""The people of an organisation: the list, inviting, and one person's membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.accounts import actions, handover, mails, policy, queries
from wraparound.accounts.forms import Ending, HandOver, Invite, NewRole, choices_of
from wraparound.accounts.roles import MemberRole
from wraparound.accounts.views import fetch
from wraparound.core import pages, tables
from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from wraparound.accounts.requests import PersonRequest


def address(membership: Any) -> str:
    """The page of a membership."""
    return reverse("accounts:membership", args=[membership.pk])


def label(membership: Any) -> str:
    """What its role is called."""
    return str(MemberRole(membership.role).label)


PEOPLE: tables.Table[Any] = tables.Table(
    name="people",
    caption=gettext_lazy("People"),
    columns=[
        tables.Column("name", gettext_lazy("Name"), lambda m: m.person.name, sort="person__name", href=address),
        tables.Column("role", gettext_lazy("Role"), label, sort="role"),
        tables.Column("email", gettext_lazy("E-mail"), lambda m: m.person.email or ""),
        tables.Column("phone", gettext_lazy("Phone"), lambda m: m.person.phone),
        tables.Column("since", gettext_lazy("Since"), lambda m: m.since, sort="since"),
        tables.Column("until", gettext_lazy("Last day"), lambda m: m.until, sort="until"),
    ],
    filters=[
        tables.Filter("role", gettext_lazy("Role"), "role", [("", gettext_lazy("All roles")), *choices_of(MemberRole)])
    ],
    search=["person__name", "person__email"],
    search_label=gettext_lazy("Name or e-mail"),
    sorted_by="name",
    empty=tables.Empty(gettext_lazy("Nobody yet")),
)


@pages.signed_in
def my_people(request: PersonRequest) -> HttpResponse:
    """The people of my organisation; where I have several, I choose."""
    mine = queries.memberships_of(request.user)
    places = {m.public_id: m.name for m in mine}
    if not places:
        raise Http404
    if len(places) == 1:
        return HttpResponseRedirect(reverse("accounts:people", args=list(places)))
    links = [pages.link(name, "accounts:people", key) for key, name in places.items()]
    return pages.render(request, "accounts/my_people.html", {"links": links})


@pages.signed_in
def people(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Everybody who is a member today."""
    organisation, mine = fetch.my_organisation(request, public_id)
    rows = queries.people_of(request.user, organisation)
    context = {
        "organisation": organisation,
        "may_invite": policy.administers(mine, organisation.pk),
        "invitations": queries.open_invitations(request.user, organisation),
        "roles": dict(choices_of(MemberRole)),
    }
    return PEOPLE.export(request, rows) or pages.render(
        request, "accounts/people.html", {**context, "people": PEOPLE.page_of(request, rows)}
    )


@pages.signed_in
@fetch.refused_is_403
def invite(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A link for somebody who is to be a member."""
    organisation = fetch.organisation(request, public_id)
    roles = queries.roles_i_may_give(request.user, organisation)
    if not roles:
        fetch.insist(Decision(False, "you may not invite anybody here"))
    form = Invite(request.POST or None, roles=roles)
    if form.is_valid():
        invited = actions.invite_person(organisation=organisation, **form.cleaned_data, by=request.user)
        if form.cleaned_data["email"]:
            return pages.redirect(request, "accounts:organisation", _("We have sent the link."), public_id)
        request.session["link_to_give"] = mails.address_of(invited.token)
        return pages.redirect(request, "accounts:link", "", public_id)
    return pages.render(request, "accounts/invite.html", {"form": form, "organisation": organisation})


@pages.signed_in
def link(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The link to give by hand, shown once."""
    organisation = fetch.organisation(request, public_id)
    told = request.session.pop("link_to_give", "")
    return pages.render(request, "accounts/link.html", {"organisation": organisation, "link": told})


@pages.signed_in
@fetch.refused_is_403
def withdraw(request: PersonRequest, public_id: UUID, invitation: UUID) -> HttpResponse:
    """The link of an invitation opens nothing from now on."""
    organisation, _mine = fetch.my_organisation(request, public_id)
    found = queries.open_invitations(request.user, organisation).filter(pk=invitation).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        actions.withdraw_invitation(invitation=found, by=request.user)
    return pages.redirect(request, "accounts:people", _("The invitation is withdrawn."), public_id)


@pages.signed_in
def membership(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One person's place in an organisation, and what an administrator can do about it."""
    found = fetch.membership(request, public_id)
    may = queries.may_i_end(request.user, found)
    mine = queries.memberships_of(request.user)
    context = {
        "membership": found,
        "role": MemberRole(found.role),
        "may": may,
        "administers": policy.administers(mine, found.organisation_id),
        "is_mine": found.person_id == request.user.pk,
    }
    return pages.render(request, "accounts/membership.html", context)


@pages.signed_in
@fetch.refused_is_403
def role(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Another role."""
    found = fetch.membership(request, public_id)
    fetch.insist(queries.may_i_end(request.user, found))
    roles = queries.roles_i_may_give(request.user, found.organisation)
    form = NewRole(request.POST or None, roles=roles, initial={"role": found.role})
    if form.is_valid():
        try:
            made = actions.change_role(membership=found, role=form.cleaned_data["role"], by=request.user)
        except actions.AlreadyThere:
            form.add_error("role", _("They have this role already."))
        else:
            return pages.redirect(request, address(made), _("The role is changed."))
    return pages.render(request, "accounts/role.html", {"form": form, "membership": found})


@pages.signed_in
@fetch.refused_is_403
def end(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ends a membership; nothing passes to anybody."""
    found = fetch.membership(request, public_id)
    fetch.insist(queries.may_i_end(request.user, found))
    form = Ending(request.POST or None)
    if form.is_valid():
        actions.end_membership(membership=found, last_day=form.last_day, by=request.user)
        return pages.redirect(request, address(found), _("The membership is ended."))
    return pages.render(request, "accounts/end.html", {"form": form, "membership": found})


@pages.signed_in
@fetch.refused_is_403
def hand_over(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Everything of somebody who leaves passes to a colleague; before it does, the page says what."""
    found = fetch.membership(request, public_id)
    fetch.insist(queries.may_i_end(request.user, found))
    colleagues = {str(m.pk): m for m in queries.colleagues_of(request.user, found)}
    form = HandOver(request.POST or None, colleagues=colleagues)
    if form.is_valid():
        who, successor = found.person, form.cleaned_data["successor"].person
        passed = actions.hand_over(
            organisation=found.organisation, leaver=who, successor=successor, last_day=form.last_day, by=request.user
        )
        return pages.redirect(request, address(found), _told(passed, successor.name))
    passing = handover.would_pass(found.organisation, found.person, request.user)
    context = {"form": form, "membership": found, "passing": passing, "has_colleagues": bool(colleagues)}
    return pages.render(request, "accounts/hand_over.html", context)


def _told(passed: tuple[handover.Passing, ...], name: str) -> str:
    """What passed over, in one sentence."""
    things = ", ".join(f"{one.label}: {one.count}" for one in passed if one.count)
    if not things:
        return _("The membership is ended. There was nothing to pass to %(name)s.") % {"name": name}
    return _("The membership is ended. Passed to %(name)s: %(things)s.") % {"name": name, "things": things}
