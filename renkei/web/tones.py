"""The tone of a status chip by the value of the status, over all machines. Words carry the meaning, the tone helps."""

from __future__ import annotations

_BY_TONE = {
    "neutral": "dropped retired draft preparing candidate explained waived closed ended returned_slip freed",
    "info": "drafted registered requested submitted received sent open planned proposed waiting anonymous intake awaiting_release offered asked advice_asked preliminary pending",
    "progress": "visited called held screening accepted reviewing approved in_progress coordinating considering disclosed trial placed joint active running working"
    " backup moving started",
    "success": "accepts agreed contracted in_service handed_over met obtained positive done completed valid signed delivered decided justified final"
    " used answered advice_answered",
    "warning": "half_year question questioned returned paused suspended conditional deferred partly_withdrawn expiring fixing reopened lapsed",
    "danger": "overdue refused rejected out_of_scope withdrawn declined person_declined expired cancelled revoked failed"
    " unjustified impossible",
}

#: status value → tone; anything not named is neutral.
TONES: dict[str, str] = {value: tone for tone, values in _BY_TONE.items() for value in values.split()}
TONES |= {  # 実施者の判断, 計画相談の例外
    "checking": "info", "negotiating": "progress", "interim": "warning", "responsible_decided": "success",
    "reconsidering": "warning", "exception_asked": "info", "exception_approved": "success", "exception_refused": "danger",
    "exception_ended": "neutral",
}  # fmt: skip
TONES |= {  # 手続
    "not_needed_here": "neutral", "not_started": "neutral", "getting_ready": "info", "applied": "progress", "examined": "progress",
    "judging": "progress", "granted": "success", "taken_back": "danger",
}  # fmt: skip
