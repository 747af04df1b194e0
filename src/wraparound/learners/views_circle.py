"""Who supports a learner: the team, the family, the links by which people come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.accounts.actions import sign_in
from wraparound.accounts.roles import CirclePart
from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.learners import actions, forms, open_parts, queries
from wraparound.learners.policy import InvitedAs, Refused
from wraparound.learners.views import subject

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

BEARER = "Who holds the link of an invitation is told what it is for, and nothing about anybody."


@pages.signed_in
def circle(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Everybody in the circle, and what the viewer can change."""
    about = subject(request, learner)
    viewer: Any = request.user
    shown = {
        "about": about,
        "places": queries.circle(viewer, about),
        "standing": queries.standing(viewer, about),
        "invitations": queries.invitations(viewer, about),
        "may_add": bool(queries.colleagues(viewer, about)),
    }
    open_parts.looked(request, about, Category.IDENTITY, page="circle")
    return pages.render(request, "learners/circle.html", shown)


@pages.signed_in
def invite(request: HttpRequest, learner: UUID) -> HttpResponse:
    """A link for family, an advocate or the learner; shown once, because only its fingerprint is kept."""
    about = subject(request, learner)
    viewer: Any = request.user
    standing = queries.standing(viewer, about)
    if not (standing.is_the_learner or standing.is_lead):
        raise PermissionDenied
    form = forms.Invite(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            _made, token = actions.invite_to_circle(
                learner=about, part=InvitedAs(said["part"]), name=said["name"], email=said["email"], by=viewer
            )
        except Refused as refused:
            form.add_error("part", str(refused).capitalize() + ".")
        else:
            request.session["circle-link"] = token
            return pages.redirect(request, "learners:invite", "", about.public_id)
    link = request.session.pop("circle-link", "") if request.method == "GET" else ""
    address = request.build_absolute_uri(pages.url_if("learners:invitation", link)) if link else ""
    return pages.render(request, "learners/invite.html", {"about": about, "form": form, "address": address})


@pages.signed_in
@require_POST
def withdraw(request: HttpRequest, learner: UUID, invitation: UUID) -> HttpResponse:
    """The link leads nowhere any more."""
    about = subject(request, learner)
    viewer: Any = request.user
    found = queries.invitation(viewer, about, invitation)
    if found is None:
        raise Http404
    actions.withdraw_circle_invitation(invitation=found, by=viewer)
    return pages.redirect(request, "learners:circle", _("The invitation holds no longer."), about.public_id)


@pages.signed_in
def add(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Somebody of one's own organisation joins the team."""
    about = subject(request, learner)
    viewer: Any = request.user
    known = {f"{o.public_id}.{p.public_id}": (o, p) for o, p in queries.colleagues(viewer, about)}
    if not known:
        raise PermissionDenied
    form = forms.Add(request.POST or None, people=[(k, f"{p.name}, {o.name}") for k, (o, p) in known.items()])
    if form.is_valid():
        organisation, person = known[form.cleaned_data["who"]]
        told: dict[str, Any] = {"learner": about, "organisation": organisation, "by": viewer}
        part = CirclePart(form.cleaned_data["part"])
        try:
            if part is CirclePart.LEAD:
                actions.change_lead(to=person, **told)
            else:
                actions.add_to_circle(person=person, part=part, **told)
        except Refused as refused:
            form.add_error("part", str(refused).capitalize() + ".")
        else:
            return pages.redirect(request, "learners:circle", _("The circle has changed."), about.public_id)
    return pages.render(request, "learners/add.html", {"about": about, "form": form})


@pages.signed_in
@require_POST
def end(request: HttpRequest, learner: UUID, place: UUID) -> HttpResponse:
    """A place ends now."""
    about = subject(request, learner)
    viewer: Any = request.user
    found = queries.place(viewer, place)
    if found is None or found.learner_id != about.pk:
        raise Http404
    try:
        actions.end_place_in_circle(place=found, by=viewer)
    except Refused as refused:
        raise PermissionDenied(str(refused)) from refused
    to = "learners:list" if queries.learner(viewer, learner) is None else "learners:circle"
    args = () if to == "learners:list" else (about.public_id,)
    return pages.redirect(request, to, _("The circle has changed."), *args)


@pages.public(reason=BEARER)
@pages.learner_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: whoever has signed in says yes; whoever is new here says their name too."""
    viewer: Any = request.user if request.user.is_authenticated else None
    part = queries.offered(viewer, token)
    form = forms.Newcomer(request.POST or None) if viewer is None else None
    if part is not None and request.method == "POST" and (form is None or form.is_valid()):
        try:
            return _joined(request, token, viewer, form)
        except Refused:  # used a moment ago, or not for them
            part = None
    shown = {"part": part, "viewer": viewer, "form": form}
    return pages.render(request, "learners/invitation.html", shown, status=200 if part else 404)


def _joined(request: HttpRequest, token: str, viewer: Any, form: forms.Newcomer | None) -> HttpResponse:
    if form is None:
        actions.accept_circle_invitation(token=token, by=viewer)
        return pages.redirect(request, "home", _("Welcome to the circle."))
    sign_in(request, actions.come_in_by_link(token=token, name=form.cleaned_data["name"]))
    return pages.redirect(request, "accounts:remember", _("Welcome to the circle."))
