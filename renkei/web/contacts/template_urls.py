"""Addresses of the ひな形, which belong to no case."""

from __future__ import annotations

from django.urls import path

from renkei.web.contacts import templates

app_name = "note_templates"
urlpatterns = [
    path("", templates.index, name="list"),
    path("new/", templates.new, name="new"),
    path("<slug:kind>/", templates.edit, name="edit"),
    path("<slug:kind>/put-away/", templates.put_away, name="put_away"),
]
