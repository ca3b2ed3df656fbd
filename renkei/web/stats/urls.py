"""Figures."""

from __future__ import annotations

from django.urls import path

from renkei.web.stats import activity, ties, views

app_name = "stats"
urlpatterns = [
    path("unmet/", views.unmet, name="unmet"),
    path("unmet/export/", views.unmet_export, name="unmet_export"),
    path("unmet/print/", views.unmet_print, name="unmet_print"),
    path("ties/", ties.index, name="ties"),
    path("ties/print/", ties.print_, name="ties_print"),
    path("ties/export/", ties.export, name="ties_export"),
    path("activity/", activity.index, name="activity"),
    path("activity/rows/", activity.rows, name="activity_rows"),
    path("activity/export/", activity.export, name="activity_export"),
    path("activity/print/", activity.print_, name="activity_print"),
    path("activity/confirm/", activity.confirm, name="activity_confirm"),
    path("activity/reports/<uuid:report_id>/", activity.report, name="activity_report"),
    path("activity/reports/<uuid:report_id>/print/", activity.report_print, name="activity_report_print"),
    path("activity/reports/<uuid:report_id>/export/", activity.report_export, name="activity_report_export"),
]
