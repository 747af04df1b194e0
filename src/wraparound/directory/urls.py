"""Addresses of the local offer."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from wraparound.directory.views import keep, offer, workbooks


class What(StringConverter):
    """A kind of entry."""

    regex = "service|site|offering|remedy"


class Confirmed(StringConverter):
    """A kind of entry that is confirmed from time to time."""

    regex = "service|remedy"


register_converter(What, "what")
register_converter(Confirmed, "confirmed")

app_name = "directory"
urlpatterns = [
    path("", offer.search, name="search"),
    path("services/<uuid:public_id>/", offer.service, name="service"),
    path("services/<uuid:public_id>/keep/", offer.keep, name="keep"),
    path("services/<uuid:public_id>/let-go/", offer.let_go, name="let-go"),
    path("organisations/<uuid:public_id>/", offer.organisation, name="organisation"),
    path("compare/", offer.compare, name="compare"),
    path("short-list/", offer.short, name="short-list"),
    path("short-list/mail/", offer.mail, name="mail"),
    path("remedies/", offer.remedies, name="remedies"),
    path("remedies/<uuid:public_id>/", offer.remedy, name="remedy"),
    path("ours/", keep.ours, name="ours"),
    path("ours/<uuid:organisation>/", keep.entries, name="entries"),
    path("ours/<uuid:organisation>/new/<what:what>/", keep.add, name="add"),
    path("ours/<uuid:organisation>/new/term/", keep.add_term, name="add-term"),
    path("ours/<uuid:organisation>/workbook/", workbooks.put_up, name="put-up"),
    path("ours/<what:what>/<uuid:public_id>/", keep.change, name="change"),
    path("ours/<what:what>/<uuid:public_id>/words/<slug:field>/", keep.words, name="words"),
    path("ours/<confirmed:what>/<uuid:public_id>/confirm/", keep.confirm, name="confirm"),
    path("workbooks/template/", workbooks.template, name="template"),
    path("workbooks/<uuid:public_id>/", workbooks.trial, name="trial"),
    path("workbooks/<uuid:public_id>/faults/", workbooks.faults, name="faults"),
    path("workbooks/<uuid:public_id>/carry-out/", workbooks.carry_out, name="carry-out"),
]
