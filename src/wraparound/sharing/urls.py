"""Who sees what: the learner's pages, who looked, and what organisations ask for."""

from __future__ import annotations

from django.urls import path

from wraparound.sharing.views import asking, hands, looks, preview

app_name = "sharing"

urlpatterns = [
    path("<uuid:learner>/", hands.who_sees, name="who"),
    path("<uuid:learner>/share/", hands.share, name="share"),
    path("<uuid:learner>/with/<uuid:grant>/", hands.receiver, name="with"),
    path("<uuid:learner>/with/<uuid:grant>/hide/", hands.hide, name="hide"),
    path("<uuid:learner>/changes/<uuid:change>/undo/", hands.undo, name="undo"),
    path("<uuid:learner>/later/", hands.later, name="later"),
    path("<uuid:learner>/later/<uuid:question>/settle/", hands.settle, name="settle"),
    path("<uuid:learner>/preview/<uuid:person>/", preview.preview, name="preview"),
    path("concerns/", looks.concerns, name="concerns"),
    path("concerns/<uuid:concern>/", looks.concern, name="concern"),
    path("requests/<uuid:key>/", asking.one, name="request"),
    path("<uuid:learner>/ask/", asking.ask, name="ask"),
    path("<uuid:learner>/requests/", asking.requests, name="requests"),
    path("<uuid:learner>/looks/", looks.looks, name="looks"),
    path("<uuid:learner>/looks/wrong/", looks.wrong, name="wrong"),
]
