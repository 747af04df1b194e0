"""Accounts as a Django app, and who may do what with the tables of sign-in, which others wrote."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from wraparound.core.database.prepare import OWNER
from wraparound.core.database.protection import ALL, NOBODY, Protection, Rule
from wraparound.core.database.scope import Role

KEPT_BY_MIGRATIONS = Protection((Rule(OWNER, ALL),))
SIGN_IN_ONLY = Protection((Rule(Role.SIGN_IN, ALL),))


class AccountsConfig(AppConfig):
    """Sign-in works in a role of its own, which sees these tables and nothing of a learner."""

    name = "wraparound.accounts"
    verbose_name = "accounts"
    purpose = _("To know who signs in, in which organisation and role, and to let nobody else in.")

    protections: ClassVar[dict[str, Protection]] = {
        "sessions.Session": SIGN_IN_ONLY,
        "account.EmailAddress": SIGN_IN_ONLY,
        "account.EmailConfirmation": SIGN_IN_ONLY,
        "mfa.Authenticator": SIGN_IN_ONLY,
        "socialaccount.SocialAccount": SIGN_IN_ONLY,
        "socialaccount.SocialApp": SIGN_IN_ONLY,
        "socialaccount.SocialToken": SIGN_IN_ONLY,
        # Django's own permissions are not used: who may do what stands in each subject's policy.
        "contenttypes.ContentType": KEPT_BY_MIGRATIONS,
        "auth.Permission": KEPT_BY_MIGRATIONS,
        "auth.Group": NOBODY,
        "auth.Group_permissions": NOBODY,
    }

    def ready(self) -> None:
        """Adds where people can go, and where it is kept how they like to read."""
        from allauth.account.middleware import AccountMiddleware  # noqa: PLC0415

        from wraparound.accounts import links, reading  # noqa: F401, PLC0415  # models are there only now
        from wraparound.core import pages  # noqa: PLC0415
        from wraparound.core.middleware import exception_answers  # noqa: PLC0415

        exception_answers.append(AccountMiddleware(lambda _: None).process_exception)
        pages.reading_store.set(reading.load, reading.save)
