"""Addresses of the demo: signing in as somebody of the cast."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "demo"
urlpatterns: list[URLPattern] = []
