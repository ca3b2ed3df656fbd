"""Addresses of 後方支援. None holds a word of a person."""

from __future__ import annotations

from django.urls import path

from renkei.web.consultation.views import asking, contacting, crisis, kept, steps

app_name = "consultation"
urlpatterns = [
    path("", asking.index, name="list"),
    path("new/", asking.new, name="new"),
    path("plans/", contacting.index, name="plans"),
    path("plans/<uuid:pk>/", contacting.plan, name="plan"),
    path("plans/<uuid:pk>/edit/", contacting.plan_edit, name="plan_edit"),
    path("plans/<uuid:pk>/end/", contacting.plan_end, name="plan_end"),
    path("contacts/<uuid:pk>/", contacting.contact, name="contact"),
    path("contacts/<uuid:pk>/cancel/", contacting.contact_cancel, name="contact_cancel"),
    path("offices/open/<uuid:pk>/", contacting.office_open, name="office_open"),
    path("offices/<uuid:organisation_id>/", contacting.office, name="office"),
    path("offices/<uuid:organisation_id>/enter/", asking.enter, name="enter"),
    path("offices/<uuid:organisation_id>/plans/new/", contacting.plan_new, name="plan_new"),
    path("offices/<uuid:organisation_id>/contacts/new/", contacting.contact_new, name="contact_new"),
    path("advice/", kept.index, name="advice"),
    path("advice/new/", kept.new, name="kept_new"),
    path("advice/<uuid:pk>/", kept.detail, name="kept"),
    path("advice/<uuid:pk>/edit/", kept.edit, name="kept_edit"),
    path("advice/<uuid:pk>/decide/", kept.decide, name="kept_decide"),
    path("advice/<uuid:pk>/retire/", kept.retire, name="kept_retire"),
    path("cases/<uuid:case_id>/", crisis.case, name="case"),
    path("cases/<uuid:case_id>/crisis/", crisis.detail, name="crisis"),
    path("cases/<uuid:case_id>/crisis/edit/", crisis.edit, name="crisis_edit"),
    path("cases/<uuid:case_id>/crisis/print/", crisis.print_plan, name="crisis_print"),
    path("cases/<uuid:case_id>/crisis/copy/", crisis.print_copy, name="crisis_copy"),
    path("<uuid:pk>/", asking.detail, name="detail"),
    path("<uuid:pk>/answer/", steps.answer, name="answer"),
    path("<uuid:pk>/assign/", steps.assign, name="assign"),
    path("<uuid:pk>/link/", steps.link, name="link"),
    path("<uuid:pk>/step/<str:step>/", steps.step, name="step"),
]
