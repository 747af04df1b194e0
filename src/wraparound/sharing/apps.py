"""Sharing as a Django app: what it says to the subjects below it is registered here."""

from __future__ import annotations

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """A new learner comes with a first grant, and a learner's page says what is open to whom."""

    name = "wraparound.sharing"
    verbose_name = "sharing"

    def ready(self) -> None:
        """Registers the first grant, the words for why, and who knows what is open."""
        from wraparound.learners import intake, open_parts  # noqa: PLC0415 - models are there only now
        from wraparound.sharing import actions, queries  # noqa: PLC0415
        from wraparound.sharing.policy import Basis, Permission  # noqa: PLC0415

        intake.asks(bases=Basis, permissions=Permission)
        intake.also(actions.first_grant)
        open_parts.says_what_is_open(queries.open_categories)
