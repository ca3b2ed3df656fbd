"""Addresses of the gallery; mounted only with DEBUG or GALLERY."""

from __future__ import annotations

from django.urls import path

from renkei.web.gallery import views

app_name = "gallery"
urlpatterns = [
    path("", views.index, name="index"),
    path("form/", views.form, name="form"),
    path("sheet/", views.sheet, name="sheet"),
    path("refusal/<int:status>/", views.refusal, name="refusal"),
]
