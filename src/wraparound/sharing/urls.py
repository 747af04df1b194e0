"""Who sees what: the learner's pages, who looked, and what organisations ask for."""

from __future__ import annotations

from django.urls import path

from wraparound.sharing.views import (
    ages,
    asking,
    bases,
    disagreements,
    freezing,
    hands,
    looks,
    preview,
    proxies,
    safety,
    withholding,
)

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
    path("<uuid:learner>/proxies/", proxies.who_decides, name="proxies"),
    path("<uuid:learner>/proxies/new/", proxies.appoint, name="appoint"),
    path("<uuid:learner>/deciding/", proxies.deciding, name="deciding"),
    path("<uuid:learner>/deciding/share/", proxies.decide_to_share, name="decide-share"),
    path("<uuid:learner>/freeze/", freezing.freeze, name="freeze"),
    path("freezes/", freezing.freezes, name="freezes"),
    path("<uuid:learner>/ages/", ages.birthday, name="ages"),
    path("<uuid:learner>/decisions/", bases.others_decided, name="bases"),
    path("<uuid:learner>/decisions/assess/", bases.assess, name="assess"),
    path("<uuid:learner>/decisions/duty/", bases.on_duty, name="duty"),
    path("<uuid:learner>/decisions/safety/", safety.opening, name="safety"),
    path("<uuid:learner>/decisions/<uuid:key>/", bases.decision, name="decision"),
    path("safety/", safety.safety_list, name="safety-list"),
    path("safety/<uuid:grant>/", safety.safety_one, name="safety-one"),
    path("<uuid:learner>/wishes/", withholding.wishes, name="wishes"),
    path("wishes/<uuid:wish>/", withholding.wish, name="wish"),
    path("<uuid:learner>/disagreements/", disagreements.of_a_learner, name="disagreements"),
    path("disagreements/<uuid:disagreement>/", disagreements.one, name="disagreement"),
]
