"""Words of the procedures (手続)."""

from __future__ import annotations

from django.db.models import TextChoices


class ProcedureStatus(TextChoices):
    """手続の状態, in the order of the road."""

    NOT_NEEDED = "not_needed_here", "不要"
    NOT_STARTED = "not_started", "未着手"
    PREPARING = "getting_ready", "準備"
    APPLIED = "applied", "申請済"
    EXAMINED = "examined", "調査済"
    JUDGING = "judging", "審査中"
    GRANTED = "granted", "決定"
    REJECTED = "rejected", "却下"
    WITHDRAWN = "taken_back", "取下げ"


#: Not applied for yet.
WAITING = (ProcedureStatus.NOT_STARTED, ProcedureStatus.PREPARING)
#: With the office that decides.
RUNNING = (ProcedureStatus.APPLIED, ProcedureStatus.EXAMINED, ProcedureStatus.JUDGING)
#: What waits for such a procedure may begin.
SETTLED = (ProcedureStatus.GRANTED, ProcedureStatus.NOT_NEEDED)
#: Ended without what was wanted: what waits for it stays blocked until it is applied for again.
FAILED = (ProcedureStatus.REJECTED, ProcedureStatus.WITHDRAWN)


class Owner(TextChoices):
    """Who sees to it that the procedure goes on."""

    BODY = "body", "市町村・基幹"
    CENTER = "center", "定着支援センター"
    OFFICE = "office", "事業所（市町村・基幹が確かめる）"


class EntryKind(TextChoices):
    """What was written in the history of a procedure."""

    MOVE = "move", "進めた"
    UNDO = "undo", "取り消した"
    CORRECT = "correct", "日付を直した"
    DETAILS = "details", "窓口・担当などを変えた"


class When(TextChoices):
    """From when it can be applied for."""

    BEFORE = "before", "釈放の前から"
    AFTER = "after", "釈放の日から"
