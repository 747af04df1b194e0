"""Addresses of the exercise."""

from __future__ import annotations

from django.urls import path

from wraparound.workforce import views

app_name = "workforce"
urlpatterns = [
    path("", views.exercise, name="exercise"),
    path("<slug:slug>/", views.story, name="story"),
]
