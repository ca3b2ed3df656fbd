"""Addresses under /incidents/."""

from __future__ import annotations

from django.urls import path

from renkei.web.incidents import affected, views

app_name = "incidents"
_ONE = "<uuid:pk>/"
_ROW = f"{_ONE}affected/<uuid:row_id>/"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path(_ONE, views.detail, name="detail"),
    path(f"{_ONE}edit/", views.edit, name="edit"),
    path(f"{_ONE}measure/", views.measure, name="measure"),
    path(f"{_ONE}report/", views.report, name="report"),
    path(f"{_ONE}print/", views.print_, name="print"),
    path(f"{_ONE}step/<slug:step>/", views.step, name="step"),
    path(f"{_ONE}affected/", affected.search, name="affected"),
    path(f"{_ONE}affected/add/", affected.add, name="affected_add"),
    path(f"{_ROW}remove/", affected.remove, name="affected_remove"),
    path(f"{_ROW}notice/", affected.notice, name="notice"),
]
