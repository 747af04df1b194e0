"""Addresses of learners and their circles."""

from __future__ import annotations

from django.urls import path

from wraparound.learners import views, views_circle, views_intake

app_name = "learners"
urlpatterns = [
    path("", views.learners, name="list"),
    path("new/", views_intake.who, name="new"),
    path("new/already-there/", views_intake.already_there, name="new-already-there"),
    path("new/why/", views_intake.why, name="new-why"),
    path("invitations/<str:token>/", views_circle.invitation, name="invitation"),
    path("<uuid:learner>/", views.learner, name="learner"),
    path("<uuid:learner>/circle/", views_circle.circle, name="circle"),
    path("<uuid:learner>/circle/invite/", views_circle.invite, name="invite"),
    path("<uuid:learner>/circle/invitations/<uuid:invitation>/withdraw/", views_circle.withdraw, name="withdraw"),
    path("<uuid:learner>/circle/places/new/", views_circle.add, name="add"),
    path("<uuid:learner>/circle/places/<uuid:place>/end/", views_circle.end, name="end"),
    path("<uuid:learner>/merge/", views.merge, name="merge"),
    path("<uuid:learner>/merge/<uuid:merge>/undo/", views.undo_merge, name="undo-merge"),
]
