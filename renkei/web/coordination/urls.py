"""Addresses of the joint-running board, below the case."""

from __future__ import annotations

from django.urls import path

from renkei.web.coordination import advice, tail, views

app_name = "coordination"
urlpatterns = [
    path("", views.board, name="board"),
    path("open/", views.open_board, name="open"),
    path("add/", views.add, name="add"),
    path("propose/", views.propose_all, name="propose_all"),
    path("handover/", views.handover, name="handover"),
    path("print/", views.print_handover, name="print"),
    path("tail/", tail.tail, name="tail"),
    path("advice/", advice.index, name="advice"),
    path("advice/new/", advice.ask, name="advice_new"),
    path("advice/<uuid:advice_id>/", advice.one, name="advice_one"),
    path("advice/<uuid:advice_id>/<slug:step>/", advice.step, name="advice_step"),
    path("<uuid:item_id>/", views.item, name="item"),
    path("<uuid:item_id>/<slug:step>/", views.step, name="step"),
]
