"""Mounted at /a/."""

from __future__ import annotations

from django.urls import path

from renkei.web.answer import returns, views

app_name = "answer"
urlpatterns = [
    path("", views.code, name="code"),
    path("done/", views.done, name="done"),
    path("sheet/", views.sheet, name="sheet"),
    path("returned/<str:token>/", returns.returned, name="returned"),
    path("<str:token>/", views.open_link, name="open"),
]
