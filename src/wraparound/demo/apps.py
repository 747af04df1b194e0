"""The demo app."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.demo"
    verbose_name = "demo"
