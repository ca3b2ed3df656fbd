"""Addresses of the notes, below the case."""

from __future__ import annotations

from django.urls import path

from renkei.web.contacts import views

app_name = "contacts"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.write, name="new"),
    path("<uuid:note_id>/", views.detail, name="detail"),
    path("<uuid:note_id>/correct/", views.correct, name="correct"),
    path("<uuid:note_id>/done/", views.done, name="done"),
]
