"""Addresses of the messages."""

from __future__ import annotations

from django.urls import path

from renkei.web.notifications import mails, views

app_name = "notifications"
urlpatterns = [
    path("", views.index, name="list"),
    path("read-all/", views.read_all, name="read_all"),
    path("mail/", mails.choose, name="mail"),
    path("stopped/", mails.stopped, name="stopped"),
    path("stopped/<uuid:membership_id>/stop/", mails.stop, name="stop"),
    path("stopped/<uuid:membership_id>/resume/", mails.resume, name="resume"),
    path("<uuid:message_id>/open/", views.open_message, name="open"),
]
