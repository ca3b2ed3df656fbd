"""Addresses of the messages."""

from __future__ import annotations

from django.urls import path

from renkei.web.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.index, name="list"),
    path("read-all/", views.read_all, name="read_all"),
    path("<uuid:message_id>/open/", views.open_message, name="open"),
]
