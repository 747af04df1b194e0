"""The site's own settings; style sheets and scripts need not have been built, since they are not measured."""

from __future__ import annotations

import os

from wraparound.site.settings import *  # noqa: F403
from wraparound.site.settings import DATABASES, database_of

MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

STATEMENT_SECONDS = 10  # a statement that takes longer is stopped, and told
DATABASES["default"]["OPTIONS"].setdefault("options", f"-c statement_timeout={STATEMENT_SECONDS}s")
if "DATABASE_BY_HAND_URL" in os.environ:  # a superuser: what is written by hand runs where no policy holds
    _all = database_of(os.environ["DATABASE_BY_HAND_URL"])
    DATABASES["by_hand"] = {
        **_all,
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {
            **_all["OPTIONS"],
            "options": f"-c search_path=app -c statement_timeout={STATEMENT_SECONDS}s",
            "server_side_binding": True,
        },
    }
LOGGING = {  # a page that fails is told in the tables, without its text
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"django.request": {"level": "CRITICAL", "propagate": False}},
}
