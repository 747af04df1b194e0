"""Addresses of the pages that belong to no subject."""

from __future__ import annotations

from django.urls import path

from wraparound.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("reading/", views.reading, name="reading"),
    path("reading/<slug:name>/", views.reading_choice, name="reading-choice"),
    path("language/", views.language, name="set_language"),
]
