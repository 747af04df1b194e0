"""Addresses of the notices."""

from __future__ import annotations

from django.urls import path

from wraparound.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notices, name="list"),
    path("read/", views.read_all, name="read-all"),
    path("mails/", views.mails, name="mails"),
    path("<uuid:notice>/open/", views.open_notice, name="open"),
    path("<uuid:notice>/read/", views.read, name="read"),
]
