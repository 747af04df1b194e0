"""The site's own settings, with what a test run has to say; where the database is, conftest.py says later."""

from __future__ import annotations

import os

os.environ.update(
    SECRET_KEY="only for tests",
    ACTOR_KEY="only for tests",
    SECRETS_KEY="only-for-tests",
    DATABASE_URL="dbname=none",
    DATABASE_OWNER_URL="dbname=none",
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    WRAPAROUND_DEMO="yes",
)

from wraparound.site.settings import *  # noqa: F403

MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]  # noqa: F405 - static files need not be there
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # real ones are slow on purpose
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # the real one writes for good
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
