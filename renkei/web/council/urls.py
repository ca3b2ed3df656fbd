"""Addresses of 定期協議・協議会."""

from __future__ import annotations

from django.urls import path

from renkei.web.council.views import series, sessions, sheets

app_name = "council"
_ONE = "<uuid:pk>/"
_SHEET = "sheets/<uuid:pk>/"
urlpatterns = [
    path("", series.index, name="list"),
    path("new/", series.new, name="new"),
    path(_SHEET, sheets.detail, name="sheet"),
    path(_SHEET + "edit/", sheets.edit, name="sheet_edit"),
    path(_SHEET + "decide/", sheets.decide, name="sheet_decide"),
    path(_SHEET + "withdraw/", sheets.withdraw, name="sheet_withdraw"),
    path(_SHEET + "hand/", sheets.hand, name="sheet_hand"),
    path(_SHEET + "copies/<uuid:copy_id>/back/", sheets.back, name="sheet_back"),
    path(_SHEET + "print/", sheets.paper, name="sheet_print"),
    path(_ONE, series.detail, name="detail"),
    path(_ONE + "edit/", series.edit, name="edit"),
    path(_ONE + "end/", series.end, name="end"),
    path(_ONE + "members/", series.members, name="members"),
    path(_ONE + "members/<uuid:member_id>/", series.member, name="member"),
    path(_ONE + "members/<uuid:member_id>/remove/", series.member_remove, name="member_remove"),
    path(_ONE + "meetings/new/", sessions.new, name="session_new"),
    path(_ONE + "cases/", sessions.cases, name="cases"),
    path(_ONE + "cases/<uuid:case_id>/sheet/", sheets.new, name="sheet_new"),
    path(_ONE + "gaps/", sessions.gaps, name="gaps"),
    path(_ONE + "status/", sessions.status, name="status"),
    path(_ONE + "status/print/", sessions.status_print, name="status_print"),
    path(_ONE + "followups/new/", series.followup_new, name="followup_new"),
    path(_ONE + "followups/<uuid:followup_id>/", series.followup, name="followup"),
    path(_ONE + "followups/<uuid:followup_id>/edit/", series.followup_edit, name="followup_edit"),
    path(_ONE + "followups/<uuid:followup_id>/reopen/", series.followup_reopen, name="followup_reopen"),
]
