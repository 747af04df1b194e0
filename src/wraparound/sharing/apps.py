"""The sharing app."""

from __future__ import annotations

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.sharing"
    verbose_name = "sharing"
