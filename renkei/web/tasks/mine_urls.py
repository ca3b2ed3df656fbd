"""わたしのやること: across cases."""

from __future__ import annotations

from django.urls import path

from renkei.web.tasks import views

app_name = "my_tasks"
urlpatterns = [path("", views.mine, name="list")]
