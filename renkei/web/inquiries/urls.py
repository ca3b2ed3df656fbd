"""Addresses under /cases/<id>/needs/ and /inquiries/."""

from __future__ import annotations

from django.urls import path

from renkei.web.inquiries.views import asking, batches, clearing, comparing, needs, pages, searching, sheet, steps

app_name = "inquiries"
_NEED = "cases/<uuid:case_id>/needs/<uuid:need_id>/"
_ONE = "inquiries/<uuid:inquiry_id>/"

urlpatterns = [
    path("cases/<uuid:case_id>/needs/", needs.case_page, name="case"),
    path("cases/<uuid:case_id>/needs/new/", needs.need_new, name="need_new"),
    path(f"{_NEED}edit/", needs.need_edit, name="need_edit"),
    path(f"{_NEED}waive/", needs.need_waive, name="need_waive"),
    path(f"{_NEED}settle/", needs.need_settle, name="need_settle"),
    path(f"{_NEED}reopen/", needs.need_reopen, name="need_reopen"),
    path(f"{_NEED}candidates/", asking.candidates, name="candidates"),
    path(f"{_NEED}compare/", comparing.compare, name="compare"),
    path(f"{_NEED}meeting/", comparing.meeting, name="meeting"),
    path(f"{_NEED}ask/", sheet.ask, name="ask"),
    path(f"{_NEED}searches/", searching.searches, name="searches"),
    path(f"{_NEED}searches/<uuid:search_id>/", searching.search, name="search"),
    path("inquiries/rules/", searching.rules, name="rules"),
    path(f"{_NEED}office/", asking.office_new, name="office_new"),
    path("inquiries/", pages.inbox, name="inbox"),
    path("inquiries/sent/", pages.sent, name="list"),
    path(_ONE, pages.detail, name="detail"),
    path(f"{_ONE}answer/", pages.answer, name="answer"),
    path(f"{_ONE}link/", steps.link, name="link"),
    path(f"{_ONE}print/", steps.print_sheet, name="print"),
    path(f"{_ONE}revoke/", steps.revoke, name="revoke"),
    path(f"{_ONE}enter/", steps.enter, name="enter"),
    path(f"{_ONE}extend/", steps.extend, name="extend"),
    path(f"{_ONE}reopen/", steps.reopen, name="reopen"),
    path(f"{_ONE}disclose/", steps.disclose, name="disclose"),
    path(f"{_ONE}visit/", steps.visit_new, name="visit_new"),
    path(f"{_ONE}trial/", steps.start_trial, name="start_trial"),
    path(f"{_ONE}agree/", steps.agree, name="agree"),
    path(f"{_ONE}cancel/", steps.cancel_agreement, name="cancel_agreement"),
    path(f"{_ONE}contract/", steps.contract, name="contract"),
    path(f"{_ONE}withdraw/", steps.withdraw, name="withdraw"),
    path(f"{_ONE}person-declined/", steps.person_declined, name="person_declined"),
    path(f"{_ONE}returned/", steps.returned, name="returned"),
    path("batches/<uuid:batch_id>/", batches.batch, name="batch"),
    path("batches/<uuid:batch_id>/next/", batches.send_next, name="batch_next"),
    path("batches/<uuid:batch_id>/withdraw/", batches.withdraw, name="batch_withdraw"),
    path("clearances/<uuid:clearance_id>/", clearing.clearance, name="clearance"),
    path("clearances/<uuid:clearance_id>/cancel/", clearing.cancel, name="clearance_cancel"),
    path("visits/<uuid:visit_id>/result/", steps.visit_finish, name="visit_finish"),
    path("visits/<uuid:visit_id>/cancel/", steps.visit_cancel, name="visit_cancel"),
]
