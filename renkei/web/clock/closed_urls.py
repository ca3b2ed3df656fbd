"""Addresses of the closure days."""

from __future__ import annotations

from django.urls import path

from renkei.web.clock import closed

app_name = "closed_days"
urlpatterns = [
    path("", closed.index, name="list"),
    path("<uuid:closed_id>/remove/", closed.remove, name="remove"),
]
