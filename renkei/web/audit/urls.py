"""The record."""

from __future__ import annotations

from django.urls import path

from renkei.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.events, name="list"),
    path("export/", views.export, name="export"),
    path("head/", views.head, name="head"),
]
