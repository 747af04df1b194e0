"""The addresses that every page leads to, and none of the subjects'."""

from __future__ import annotations

from django.urls import include, path

from wraparound.site import page_urls

urlpatterns = [*page_urls.urlpatterns, path("account/", include("allauth.urls"))]
