"""Addresses under /cases/<id>/emergency/ and /emergencies/."""

from __future__ import annotations

from django.urls import path

from renkei.web.emergencies import views

app_name = "emergencies"
_CASE = "cases/<uuid:case_id>/emergency/"
urlpatterns = [
    path(_CASE, views.open_, name="open"),
    path(f"{_CASE}<uuid:pk>/end/", views.end, name="end"),
    path("emergencies/", views.index, name="list"),
    path("emergencies/<uuid:pk>/", views.detail, name="detail"),
    path("emergencies/<uuid:pk>/print/", views.print_, name="print"),
]
