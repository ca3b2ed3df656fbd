"""Addresses of 依頼・受付."""

from __future__ import annotations

from django.urls import path

from renkei.web.referrals import entry, views

app_name = "referrals"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", entry.choose, name="new"),
    path("new/today/", entry.today, name="today"),
    path("new/running/", entry.running, name="running"),
    path("new/<slug:kind>/", entry.create, name="create"),
    path("<uuid:referral_id>/", views.detail, name="detail"),
    path("<uuid:referral_id>/sheet/", entry.edit, name="sheet"),
    path("<uuid:referral_id>/follow-up/", views.follow_up, name="follow_up"),
    path("<uuid:referral_id>/slip/", views.slip, name="slip"),
    path("<uuid:referral_id>/print/", views.print_sheet, name="print"),
    path("<uuid:referral_id>/scan/", views.scan, name="scan"),
    path("<uuid:referral_id>/questions/<uuid:question_id>/", views.answer, name="answer"),
    path("<uuid:referral_id>/<slug:step>/", views.step, name="step"),
]
