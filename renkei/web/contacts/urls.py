"""Addresses of the notes, below the case."""

from __future__ import annotations

from django.urls import path

from renkei.web.contacts import sheets, tables, views

app_name = "contacts"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.write, name="new"),
    path("table/", tables.table, name="table"),
    path("table/print/", tables.table_print, name="table_print"),
    path("table/export/", tables.table_export, name="table_export"),
    path("sheet/", sheets.paper, name="sheet"),
    path("from-sheet/", sheets.enter, name="sheet_entry"),
    path("<uuid:note_id>/", views.detail, name="detail"),
    path("<uuid:note_id>/correct/", views.correct, name="correct"),
    path("<uuid:note_id>/done/", views.done, name="done"),
]
