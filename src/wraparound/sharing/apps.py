"""Sharing as a Django app: what it says to the subjects below it is registered here."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    """A new learner comes with a first grant, and a learner's page says what is open to whom."""

    name = "wraparound.sharing"
    verbose_name = "sharing"
    purpose = _("To decide who may see what of a learner, and to show the learner who did.")

    def ready(self) -> None:
        """Registers the first grant, the words for why, and who knows what is open."""
        from wraparound.core import middleware  # noqa: PLC0415
        from wraparound.learners import intake, open_parts  # noqa: PLC0415 - models are there only now
        from wraparound.sharing import (  # noqa: F401, PLC0415 - links for what they register
            actions,
            links_asking,
            links_bases,
            links_hands,
            links_looks,
            links_proxies,
            looking,
            previews,
            queries,
        )
        from wraparound.sharing.policy import Basis, Permission  # noqa: PLC0415

        previews.shows("page", _("Who you are"), "learners:learner")
        intake.asks(bases=Basis, permissions=Permission)
        intake.also(actions.first_grant)
        open_parts.says_what_is_open(queries.open_categories)
        open_parts.notes_looks(looking.note)
        if looking.watch not in middleware.watchers:
            middleware.watchers.append(looking.watch)
