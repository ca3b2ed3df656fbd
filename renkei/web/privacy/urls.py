"""個人情報の取扱い."""

from __future__ import annotations

from django.urls import path

from renkei.web.privacy.views import package, register, requests, retention, returns

app_name = "privacy"
urlpatterns = [
    path("", requests.index, name="requests"),
    path("requests/new/", requests.new, name="request_new"),
    path("requests/<uuid:request_id>/", requests.detail, name="request"),
    path("requests/<uuid:request_id>/letter/", requests.letter, name="request_letter"),
    path("requests/<uuid:request_id>/package/", package.show, name="package"),
    path("requests/<uuid:request_id>/package/review/", package.review, name="package_review"),
    path("requests/<uuid:request_id>/package/export/", package.export, name="package_export"),
    path("requests/<uuid:request_id>/changes/", package.changes, name="request_changes"),
    path("requests/<uuid:request_id>/<slug:step>/", requests.step, name="request_step"),
    path("retention/", retention.index, name="retention"),
    path("retention/cases/<uuid:case_id>/propose/", retention.propose, name="propose"),
    path("retention/cases/<uuid:case_id>/hold/", retention.hold_new, name="hold_new"),
    path("retention/holds/<uuid:hold_id>/release/", retention.hold_release, name="hold_release"),
    path("retention/<uuid:destruction_id>/certificate/", retention.certificate, name="certificate"),
    path("retention/<uuid:destruction_id>/<slug:step>/", retention.step, name="destruction_step"),
    path("returns/", returns.index, name="returns"),
    path("returns/own/", returns.own, name="own_returns"),
    path("returns/own/<uuid:case_id>/", returns.own_answer, name="own_return"),
    path("returns/<uuid:case_id>/<uuid:organisation_id>/link/", returns.link, name="return_link"),
    path("file/", register.file, name="file"),
    path("file/edit/", register.file_edit, name="file_edit"),
    path("file/print/", register.file_print, name="file_print"),
    path("rules/", register.rules, name="rules"),
    path("rules/new/", register.rule_new, name="rule_new"),
]
