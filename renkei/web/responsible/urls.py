"""Addresses of the worksheets, below the case. Both questions are there for every case: the address tells nothing."""

from __future__ import annotations

from django.urls import path

from renkei.web.responsible import plan_views, prints, views

app_name = "responsible"
urlpatterns = [
    path("responsible/", views.undecided, name="list"),
    path("cases/<uuid:case_id>/responsible/", views.index, name="index"),
    path("cases/<uuid:case_id>/responsible/plan/", plan_views.ask, name="plan_ask"),
    path("cases/<uuid:case_id>/responsible/plan/<uuid:exception_id>/", plan_views.decide, name="plan_decide"),
    path("cases/<uuid:case_id>/responsible/plan/<uuid:exception_id>/end/", plan_views.end, name="plan_end"),
    path("cases/<uuid:case_id>/responsible/<slug:kind>/", views.sheet, name="sheet"),
    path("cases/<uuid:case_id>/responsible/<slug:kind>/begin/", views.begin, name="begin"),
    path("cases/<uuid:case_id>/responsible/<slug:kind>/print/", prints.internal, name="print"),
    path("cases/<uuid:case_id>/responsible/<slug:kind>/outside/", prints.outside, name="outside"),
    path("cases/<uuid:case_id>/responsible/<slug:kind>/facts/<slug:fact_id>/", views.fact, name="fact"),
    path("cases/<uuid:case_id>/responsible/<slug:kind>/<slug:step>/", views.step, name="step"),
]
