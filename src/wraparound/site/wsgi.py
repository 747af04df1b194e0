"""The site as a web server runs it. It does not start on a database that could show somebody what is not theirs."""

from __future__ import annotations

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wraparound.site.settings")
application = get_wsgi_application()

from django.db import connection  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from wraparound.site import refusals  # noqa: E402 - needs the apps

if told := refusals.reasons():
    sys.exit("Wraparound does not start:\n" + "\n".join(f"- {one}" for one in told))

# Where the web server loads this once and then forks (gunicorn --preload), a worker that died is replaced at once:
# every view is there by now, and no connection is, which two of them would share.
_ = get_resolver().url_patterns
connection.close()
connection.close_pool()  # type: ignore[attr-defined]
