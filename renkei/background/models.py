"""Why a job failed, in a word. Never its message: that may hold a value."""

from __future__ import annotations

from django.db import models

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.permissions import P

_PROGRAM = walls.is_system("jobs", "mail")


class JobFailure(Base):
    """処理の失敗: one try of one job that did not go well."""

    WALL = walls.Wall(
        read=f"{_PROGRAM} OR {walls.may(P.SYSTEM_WATCH)}", add=_PROGRAM, change=walls.NOBODY, remove=_PROGRAM
    )
    PURPOSE, RETENTION = Purpose.SECURITY, Retention.SHORT
    PRIVACY = {
        "job_id": Privacy.NONE, "task": Privacy.NONE, "error": Privacy.NONE, "attempt": Privacy.NONE, "at": Privacy.NONE,
    }  # fmt: skip

    job_id = models.BigIntegerField(db_comment="処理の番号")
    task = models.CharField(max_length=60, db_comment="処理の名前（コード）")
    error = models.CharField(max_length=60, db_comment="失敗の種類（値は含まない）")
    attempt = models.PositiveSmallIntegerField(db_comment="何回目か")
    at = models.DateTimeField(db_comment="失敗した日時")

    class Meta:
        db_table_comment = "裏で進む処理の失敗"
        indexes = [models.Index(fields=["job_id", "-at"], name="job_failure_by_job")]
