"""The tone of a status chip by the value of the status, over all machines. Words carry the meaning, the tone helps."""

from __future__ import annotations

_BY_TONE = {
    "info": "anonymous submitted received sent open offered planned proposed waiting",
    "progress": "considering disclosed screening accepted matching in_progress placed joint handover active ongoing visiting trial running",
    "success": "positive answered_yes agreed contracted in_service completed done closed_done handed_over taken_over met valid",
    "warning": "question returned paused suspended conditional deferred expiring draft_due",
    "danger": "person_declined overdue refused out_of_scope withdrawn declined expired cancelled broken revoked",
}

#: status value → tone; anything not named is neutral.
TONES: dict[str, str] = {value: tone for tone, values in _BY_TONE.items() for value in values.split()}
