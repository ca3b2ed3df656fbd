"""手続の一覧 across cases, and how long each takes in one's municipality."""

from __future__ import annotations

from django.urls import path

from renkei.web.procedures import lists

app_name = "procedure_list"
urlpatterns = [
    path("", lists.index, name="list"),
    path("days/", lists.days, name="days"),
    path("days/<slug:kind>/", lists.days_edit, name="days_edit"),
]
