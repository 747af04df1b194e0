"""Addresses of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wraparound.documents.views import documents, feeds, feeds_week, layouts

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("<uuid:learner>/", documents.documents, name="documents"),
    path("<uuid:learner>/file/", documents.file, name="file"),
    path("calendar/<str:token>.ics", feeds.calendar, name="calendar"),
    path("<uuid:learner>/calendar/", feeds.feeds, name="feeds"),
    path("<uuid:learner>/calendar/address/", feeds.address, name="feeds-address"),
    path("<uuid:learner>/calendar/<uuid:feed>/stop/", feeds.stop, name="stop-feed"),
    path("<uuid:learner>/calendar/<uuid:feed>/new/", feeds.replace, name="replace-feed"),
    path("<uuid:learner>/week/", feeds_week.printed, name="week"),
    path("layouts/<uuid:organisation>/", layouts.layouts, name="layouts"),
    path("layouts/<uuid:organisation>/<slug:kind>/", layouts.layout, name="layout"),
    path("layouts/<uuid:organisation>/<slug:kind>/start.docx", layouts.starting_point, name="layout-start"),
    path("layouts/<uuid:organisation>/<slug:kind>/default/", layouts.default, name="layout-default"),
    path("layouts/<uuid:organisation>/<slug:kind>/<uuid:key>/made-up.docx", layouts.tried, name="layout-tried"),
    path("layouts/<uuid:organisation>/<slug:kind>/<uuid:key>/layout.docx", layouts.sent, name="layout-file"),
    path("layouts/<uuid:organisation>/<slug:kind>/<uuid:key>/use/", layouts.use, name="use-layout"),
]
