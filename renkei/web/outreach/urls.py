"""Addresses of 開拓."""

from __future__ import annotations

from django.urls import path

from renkei.web.outreach import lists, steps

app_name = "outreach"
urlpatterns = [
    path("", lists.index, name="list"),
    path("due/", lists.due, name="due"),
    path("print/", lists.print_, name="print"),
    path("export/<str:kind>/", lists.export, name="export"),
    path("new/", steps.new, name="new"),
    path("visits/<uuid:pk>/", lists.visit, name="visit"),
    path("visits/<uuid:pk>/cancel/", steps.visit_cancel, name="visit_cancel"),
    path("<uuid:pk>/", lists.detail, name="detail"),
    path("<uuid:pk>/edit/", steps.edit, name="edit"),
    path("<uuid:pk>/visit/", steps.visit_new, name="visit_new"),
    path("<uuid:pk>/answer/", steps.answer, name="answer"),
    path("<uuid:pk>/step/<str:step>/", steps.step, name="step"),
]
