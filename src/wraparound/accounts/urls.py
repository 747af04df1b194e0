"""Addresses of people and organisations. allauth's own, for signing in, stand beside them under /account/."""

from __future__ import annotations

from django.urls import include, path

from wraparound.accounts.views import me, organisations, people, ways_back

app_name = "accounts"

of_an_organisation = [
    path("", organisations.organisation, name="organisation"),
    path("edit/", organisations.edit, name="edit-organisation"),
    path("sign-in/", organisations.connection, name="connection"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/link/", people.link, name="link"),
    path("invitations/<uuid:invitation>/withdraw/", people.withdraw, name="withdraw-invitation"),
]

of_a_membership = [
    path("", people.membership, name="membership"),
    path("role/", people.role, name="role"),
    path("end/", people.end, name="end-membership"),
    path("hand-over/", people.hand_over, name="hand-over"),
]

urlpatterns = [
    path("", me.start, name="start"),
    path("me/", me.me, name="me"),
    path("details/", me.details, name="details"),
    path("remember/", me.remember, name="remember"),
    path("second-step/", me.second_step, name="second-step"),
    path("with-organisation/", me.with_organisation, name="with-organisation"),
    path("invitation/<str:token>/", me.invitation, name="invitation"),
    path("ways-back/", ways_back.helping, name="helping-back"),
    path("ways-back/<uuid:public_id>/", ways_back.make, name="make-way-back"),
    path("ways-back/<uuid:public_id>/link/", ways_back.link, name="way-back-link"),
    path("back/<str:token>/", ways_back.take, name="way-back"),
    path("people/", people.my_people, name="my-people"),
    path("membership/<uuid:public_id>/", include(of_a_membership)),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.found, name="found"),
    path("organisation/<uuid:public_id>/", include(of_an_organisation)),
]
