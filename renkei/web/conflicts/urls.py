"""Addresses under /cases/<id>/conflicts/."""

from __future__ import annotations

from django.urls import path

from renkei.web.conflicts import views

app_name = "conflicts"
_CASE = "cases/<uuid:case_id>/conflicts/"
urlpatterns = [
    path(_CASE, views.index, name="list"),
    path(f"{_CASE}declare/", views.declare, name="declare"),
    path(f"{_CASE}<uuid:pk>/end/", views.end, name="end"),
]
