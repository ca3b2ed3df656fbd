"""Addresses of the tasks, below the case."""

from __future__ import annotations

from django.urls import path

from renkei.web.tasks import views

app_name = "tasks"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("take/", views.take_many, name="take_many"),
    path("finish/", views.finish_many, name="finish_many"),
    path("<uuid:task_id>/change/", views.change, name="change"),
    path("<uuid:task_id>/drop/", views.drop, name="drop"),
    path("<uuid:task_id>/take/", views.take, name="take"),
    path("<uuid:task_id>/finish/", views.finish, name="finish"),
    path("<uuid:task_id>/reopen/", views.reopen, name="reopen"),
]
