"""Addresses of the release plan, below the case."""

from __future__ import annotations

from django.urls import path

from renkei.web.plan import day, views

app_name = "plan"
urlpatterns = [
    path("", views.page, name="page"),
    path("make/", views.make, name="make"),
    path("outcomes/new/", views.scenario_new, name="scenario_new"),
    path("outcomes/<uuid:scenario_id>/", views.scenario, name="scenario"),
    path("outcomes/<uuid:scenario_id>/choose/", views.choose, name="choose"),
    path("outcomes/<uuid:scenario_id>/aside/", views.aside, name="aside"),
    path("outcomes/<uuid:scenario_id>/again/", views.again, name="again"),
    path("outcomes/<uuid:scenario_id>/hold/", views.hold_new, name="hold_new"),
    path("holds/<uuid:hold_id>/", views.hold, name="hold"),
    path("holds/<uuid:hold_id>/free/", views.hold_free, name="hold_free"),
    path("day/", day.sheet, name="day"),
    path("day/edit/", day.edit, name="day_edit"),
    path("day/print/", day.print_sheet, name="day_print"),
    path("day/copy/", day.print_copy, name="day_copy"),
    path("day/stops/new/", day.stop_new, name="stop_new"),
    path("day/stops/<uuid:stop_id>/", day.stop, name="stop"),
    path("day/stops/<uuid:stop_id>/remove/", day.stop_remove, name="stop_remove"),
]
