"""Addresses of the demo: signing in as somebody of the cast."""

from __future__ import annotations

from django.urls import path

from wraparound.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("<slug:key>/", views.sign_in, name="sign-in"),
]
