"""The site map. Each subject keeps its own part."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from wraparound.site import page_urls

SUBJECTS = {
    "notices/": "notices",
    "words/": "vocabulary",
    "local-offer/": "directory",
    "partnerships/": "partnerships",
    "exercise/": "workforce",
    "learners/": "learners",
    "sharing/": "sharing",
    "passport/": "passport",
    "plans/": "plans",
    "together/": "cohorts",
    "documents/": "documents",
    "records/": "records",
}

urlpatterns = [
    *page_urls.urlpatterns,
    path("account/", include("wraparound.accounts.urls")),
    path("account/", include("allauth.urls")),
    *(
        path(prefix, include(f"wraparound.{app}.urls"))
        for prefix, app in SUBJECTS.items()
        if find_spec(f"wraparound.{app}.urls")
    ),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("wraparound.demo.urls")))

handler400 = "wraparound.site.views.bad_request"
handler403 = "wraparound.site.views.forbidden"
handler404 = "wraparound.site.views.not_found"
handler500 = "wraparound.site.views.server_error"
