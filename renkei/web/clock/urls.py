"""Addresses of the legal clock, below the case. None names a kind of event."""

from __future__ import annotations

from django.urls import path

from renkei.web.clock import views

app_name = "clock"
urlpatterns = [
    path("", views.page, name="page"),
    path("print/", views.print_page, name="print"),
    path("new/", views.new, name="new"),
    path("<uuid:event_id>/move/", views.move, name="move"),
    path("<uuid:event_id>/withdraw/", views.withdraw, name="withdraw"),
]
