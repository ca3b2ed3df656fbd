"""Addresses of the case pages."""

from __future__ import annotations

from django.urls import path

from renkei.web.cases import views

app_name = "cases"
urlpatterns = [
    path("", views.index, name="list"),
    path("search/", views.search, name="search"),
    path("<uuid:case_id>/", views.detail, name="detail"),
    path("<uuid:case_id>/history/", views.history, name="history"),
    path("<uuid:case_id>/steps/<slug:step>/", views.step, name="step"),
    path("<uuid:case_id>/assignments/", views.assignments, name="assignments"),
    path("<uuid:case_id>/assignments/take/", views.take, name="take"),
    path("<uuid:case_id>/assignments/<uuid:assignment_id>/remove/", views.remove, name="remove"),
    path("<uuid:case_id>/assignments/<uuid:assignment_id>/hand-on/", views.hand_on, name="hand_on"),
]
