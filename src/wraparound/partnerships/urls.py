"""Addresses of partnerships and of what is agreed in them."""

from __future__ import annotations

from django.urls import path

from wraparound.partnerships import views

app_name = "partnerships"
urlpatterns = [
    path("", views.partnerships, name="list"),
    path("policies/<uuid:organisation>/", views.policy, name="policy"),
    path("policies/<uuid:organisation>/write/", views.write, name="write"),
    path("composites/<uuid:composite>/", views.composite, name="composite"),
    path("composites/<uuid:composite>/<slug:topic>/", views.clause, name="clause"),
    path("<uuid:partnership>/", views.partnership, name="partnership"),
    path("<uuid:partnership>/differences/", views.differences, name="differences"),
]
