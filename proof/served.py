"""Settings of a site that runs in processes of its own: the site's, and what a proof plants (`PROOF_PLANTED`)."""

from __future__ import annotations

import os

from wraparound.site.settings import *  # noqa: F403

MIDDLEWARE = [*os.environ.get("PROOF_PLANTED", "").split(), *MIDDLEWARE]  # noqa: F405
ROOT_URLCONF = os.environ.get("PROOF_URLS", ROOT_URLCONF)  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {  # errors are meant here
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["nowhere"]},
}
