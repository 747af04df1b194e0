"""Addresses of what is asked about many learners."""

from __future__ import annotations

from django.urls import path

from wraparound.cohorts import views

RUN = "<uuid:run>/"

app_name = "cohorts"
urlpatterns = [
    path("", views.runs, name="list"),
    path("new/", views.plan_together, name="together"),
    path("pathway/", views.test_pathway, name="pathway"),
    path(RUN, views.run, name="run"),
    path(f"{RUN}stop/", views.stop, name="stop"),
    path(f"{RUN}compared/", views.compared, name="compared"),
    path(f"{RUN}compared/<uuid:learner>/", views.one, name="one"),
    path(f"{RUN}tested/", views.tested, name="tested"),
]
