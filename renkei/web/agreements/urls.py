"""情報共有の取決め."""

from __future__ import annotations

from django.urls import path

from renkei.web.agreements import views

app_name = "agreements"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:agreement_id>/", views.detail, name="detail"),
    path("<uuid:agreement_id>/edit/", views.edit, name="edit"),
    path("<uuid:agreement_id>/end/", views.end, name="end"),
    path("<uuid:agreement_id>/file/", views.file, name="file"),
]
