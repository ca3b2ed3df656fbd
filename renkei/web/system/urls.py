"""Addresses of the work in the background."""

from __future__ import annotations

from django.urls import path

from renkei.web.system import views

app_name = "system"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<slug:job_id>/retry/", views.retry, name="retry"),
]
