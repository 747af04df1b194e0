"""The site as a web server runs it. It does not start on a database that could show somebody what is not theirs."""

from __future__ import annotations

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wraparound.site.settings")
application = get_wsgi_application()

from wraparound.site import refusals  # noqa: E402 - needs the apps

if told := refusals.reasons():
    sys.exit("Wraparound does not start:\n" + "\n".join(f"- {one}" for one in told))
