"""Addresses of the vocabulary."""

from __future__ import annotations

from django.urls import path

from wraparound.vocabulary import views

app_name = "vocabulary"
urlpatterns = [
    path("", views.home, name="home"),
    path("groups/", views.groups, name="groups"),
    path("suggestions/", views.suggestions, name="suggestions"),
    path("suggestions/new/", views.suggest, name="suggest"),
    path("suggestions/<uuid:public_id>/", views.suggestion, name="suggestion"),
    path("<slug:slug>/", views.term, name="term"),
]
