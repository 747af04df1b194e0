"""Addresses of the passport."""

from __future__ import annotations

from django.urls import path

from wraparound.passport import views, views_parts

app_name = "passport"
urlpatterns = [
    path("", views.home, name="home"),
    path("asked-for/<uuid:organisation>/", views.asked_for, name="asked-for"),
    path("<uuid:learner>/", views.passport, name="passport"),
    path("<uuid:learner>/card/", views.card, name="card"),
    path("<uuid:learner>/questions/<slug:topic>/", views.question, name="question"),
    path("<uuid:learner>/questions/<slug:topic>/choose/", views.choose, name="choose"),
    path("<uuid:learner>/questions/<slug:topic>/before/<slug:voice>/", views.history, name="history"),
    path("<uuid:learner>/asked-by/<uuid:organisation>/", views.receiving, name="receiving"),
    path("<uuid:learner>/photos/<uuid:photo>.jpg", views_parts.photo, name="photo"),
    path("<uuid:learner>/<slug:kind>/", views_parts.things, name="things"),
    path("<uuid:learner>/<slug:kind>/<uuid:thing>/end/", views_parts.end, name="end"),
]
