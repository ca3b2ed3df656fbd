"""同意と開示 of a case."""

from __future__ import annotations

from django.urls import path

from renkei.web.disclosure.views import accesses, consent, ledger, overview, prints, withdrawal

app_name = "disclosure"
urlpatterns = [
    path("", overview.case, name="case"),
    path("new/", consent.new, name="consent_new"),
    path("blank/<slug:kind>/", prints.blank, name="consent_blank"),
    path("ledger/", prints.ledger, name="ledger_print"),
    path("ledger/new/", ledger.legal_new, name="legal_new"),
    path("ledger/<uuid:entry_id>/end/", ledger.end, name="entry_end"),
    path("accesses/", accesses.history, name="accesses"),
    path("accesses/print/", accesses.history_print, name="accesses_print"),
    path("answer/", accesses.answer_print, name="answer_print"),
    path("returns/<uuid:organisation_id>/", ledger.returned, name="returned"),
    path("reviews/<uuid:review_id>/", ledger.review, name="review"),
    path("files/<uuid:attachment_id>/", overview.attachment, name="attachment"),
    path("<uuid:consent_id>/", overview.consent, name="consent"),
    path("<uuid:consent_id>/obtain/", consent.obtain, name="obtain"),
    path("<uuid:consent_id>/refuse/", consent.refuse, name="refuse"),
    path("<uuid:consent_id>/recipients/", consent.recipient_add, name="recipient_add"),
    path("<uuid:consent_id>/withdraw/", withdrawal.withdraw, name="withdraw"),
    path("<uuid:consent_id>/print/", prints.consent, name="consent_print"),
]
