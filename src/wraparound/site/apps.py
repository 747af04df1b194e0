"""The site app."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.site"
    verbose_name = "site"
