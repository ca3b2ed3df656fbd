"""Addresses of the procedures, below the case."""

from __future__ import annotations

from django.urls import path

from renkei.web.procedures import views

app_name = "procedures"
urlpatterns = [
    path("", views.page, name="page"),
    path("print/", views.print_page, name="print"),
    path("usual/", views.usual, name="usual"),
    path("add/", views.add, name="add"),
    path("<uuid:procedure_id>/", views.detail, name="detail"),
    path("<uuid:procedure_id>/steps/<slug:step>/", views.step, name="step"),
    path("<uuid:procedure_id>/undo/", views.undo, name="undo"),
    path("<uuid:procedure_id>/change/", views.change, name="change"),
    path("<uuid:procedure_id>/lines/<uuid:line_id>/", views.correct, name="correct"),
]
