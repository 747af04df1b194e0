"""Addresses of what is held about learners: to take away, to put right, to keep and to erase."""

from __future__ import annotations

from django.urls import path

from wraparound.records.views import claims, keeping, mine, processing, reviews

app_name = "records"
urlpatterns = [
    path("<uuid:learner>/", mine.mine, name="mine"),
    path("<uuid:learner>/file/<uuid:export>/", mine.file, name="file"),
    path("<uuid:learner>/held/", mine.held, name="held"),
    path("<uuid:learner>/wrong/", claims.wrong, name="wrong"),
    path("<uuid:learner>/object/", claims.object_to, name="object"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<uuid:claim>/", claims.claim, name="claim"),
    path("schedule/", keeping.schedule, name="schedule"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("<uuid:learner>/kept/", keeping.kept, name="kept"),
    path("erasures/<uuid:key>/", keeping.erasure, name="erasure"),
    path("processing/", processing.record, name="processing"),
    path("organisations/<uuid:organisation>/review/", reviews.review, name="review"),
]
