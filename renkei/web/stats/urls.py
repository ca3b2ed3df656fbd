"""Figures."""

from __future__ import annotations

from django.urls import path

from renkei.web.stats import views

app_name = "stats"
urlpatterns = [
    path("unmet/", views.unmet, name="unmet"),
    path("unmet/export/", views.unmet_export, name="unmet_export"),
    path("unmet/print/", views.unmet_print, name="unmet_print"),
]
