"""Settings, all from the environment; what is missing in production stops the start with a sentence.

Without DATABASE_URL the launcher's own database is used: `wraparound.site.embedded` sets the variables below first.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from wraparound.core.database.prepare import actor_key


class SettingsError(Exception):
    """Something that the site cannot run without is missing or wrong."""


def _said(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise SettingsError(f"{name} must be set: see docs/operations.md.")
    return value


def database_of(url: str) -> dict[str, Any]:
    """What a connection string (URL or `key=value`) says, in Django's names; what it has no name for are options."""
    said = conninfo_to_dict(url)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {k: v for k, v in said.items() if k not in names}
    return {**{names[k]: v for k, v in said.items() if k in names}, "OPTIONS": options}


ROOT = Path(__file__).resolve().parents[3]
_INSTALLED = Path(__file__).with_name("built")  # from a wheel, which carries what set-up makes in a checkout
BUILT = _INSTALLED if _INSTALLED.is_dir() else ROOT / "build"
DEBUG = False
DEMO = os.environ.get("WRAPAROUND_DEMO") == "yes"
ANCHORS = os.environ.get("ANCHORS", "")  # a folder that the database cannot write: see docs/operations.md
DOCUMENT_TEMPLATES = os.environ.get("DOCUMENT_TEMPLATES", "")  # a folder in place of ours: see docs/documents.md
EMBEDDED = os.environ.get("DATABASE_EMBEDDED") == "yes"  # said by the launcher of our own database
SECRET_KEY = _said("SECRET_KEY")
ACTOR_KEY = actor_key(_said("ACTOR_KEY"))  # signs who acts; the database holds the same
SECRETS_KEYS = _said("SECRETS_KEY").split()  # the first seals the secrets of sign-in, each of them opens
if not SECRETS_KEYS:
    raise SettingsError("SECRETS_KEY must not be empty: see docs/operations.md.")
ALLOWED_HOSTS = _said("ALLOWED_HOSTS", "127.0.0.1 localhost [::1]").split()
SITE_ADDRESS = _said("SITE_ADDRESS", "http://127.0.0.1:8000")
HTTPS = SITE_ADDRESS.startswith("https://")

INSTALLED_APPS = [  # the ladder, from the bottom: the database's functions are replaced in this order
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # allauth's pages use its words
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "wraparound.core",
    "wraparound.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "wraparound.notices",
    "wraparound.vocabulary",
    "wraparound.directory",
    "wraparound.partnerships",
    "wraparound.workforce",
    "wraparound.learners",
    "wraparound.sharing",
    "wraparound.passport",
    "wraparound.plans",
    "wraparound.cohorts",
    "wraparound.documents",
    "wraparound.records",
    "wraparound.demo",
    "wraparound.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wraparound.core.headers.HeadersMiddleware",
    "wraparound.core.database.patience.PatienceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "wraparound.accounts.signin.PersonMiddleware",
    "wraparound.core.middleware.LanguageMiddleware",  # asks the person
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wraparound.core.middleware.ActorMiddleware",  # innermost: it runs the view
]

ROOT_URLCONF = "wraparound.site.urls"
WSGI_APPLICATION = "wraparound.site.wsgi.application"

# What the site works with: may do nothing until it takes a role (core/database/scope.py).
_default = database_of(_said("DATABASE_URL"))
DATABASE_POOLED = os.environ.get("DATABASE_POOLED") == "yes"  # DATABASE_URL leads to pgbouncer, a transaction at a time
_at_most = int(_said("DATABASE_CONNECTIONS", "0"))  # of each process together; 0: each thread keeps one of its own
_pool: dict[str, Any] = {"pool": {"min_size": 1, "max_size": _at_most, "timeout": 10}} if _at_most else {}
PAGE_SECONDS = int(_said("PAGE_SECONDS", "30"))  # for all that a page asks of the database
_reaching = {  # seconds: a server that is not there, or goes without a word, holds nobody up for longer
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_default,
        "ENGINE": "wraparound.core.database.backend",
        "CONN_MAX_AGE": 0 if _pool else int(_said("DATABASE_SECONDS", "60")),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {**_reaching, **_default["OPTIONS"], **_pool, "server_side_binding": True},
    },
}
if "DATABASE_OWNER_URL" in os.environ:  # only for `manage.py migrate --database owner`
    _owner = database_of(os.environ["DATABASE_OWNER_URL"])
    DATABASES["owner"] = {
        **_owner,
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {**_owner["OPTIONS"], "options": "-c role=app_owner"},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "wraparound.core.jinja.environment"},
    },
    {  # allauth's own pages, in our layout
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wraparound.core.jinja.page",
            ]
        },
    },
]

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BUILT / "locale"]  # made from src/wraparound/locale by tools/words.py
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(_said("STATIC_ROOT", str(ROOT / "build" / "static")))
STATICFILES_DIRS = [BUILT / "frontend"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["wraparound.accounts.signin.Backend"]
ALLAUTH_TRUSTED_PROXY_COUNT = int(_said("TRUSTED_PROXIES", "0"))  # else all who come through them count as one
CACHES = {"default": {"BACKEND": "wraparound.accounts.shared_cache.SharedCache"}}  # limits of sign-in count together
SESSION_ENGINE = "wraparound.accounts.sessions"
# With the prefix a browser keeps them from every other host: no Domain, for all paths, and over https only.
_of_this_host = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_of_this_host}session"
CSRF_COOKIE_NAME = f"{_of_this_host}csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "wraparound.site.views.form_too_old"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # never in a cookie: they may name somebody

EMAIL_BACKEND = _said("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = _said("MAIL_FROM", "Wraparound <no-reply@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

from wraparound.accounts.allauth_settings import *  # noqa: E402, F403 - all of them are settings
