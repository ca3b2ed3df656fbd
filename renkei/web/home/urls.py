"""The first page."""

from __future__ import annotations

from django.urls import path

from renkei.web.home import views

app_name = "home"
urlpatterns = [
    path("", views.index, name="index"),
    path("drafts/<uuid:draft_id>/end/", views.draft_end, name="draft_end"),
]
