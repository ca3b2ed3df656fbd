"""活動の報告: figures as they were when a month was reported. A later correction makes a newer version, never another past."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy.permissions import P
from renkei.policy.walls import NOBODY, Wall, is_system, may, own

#: Figures of a body and of the municipality for which it works; the auditor reads them. Never changed.
REPORT_WALL = Wall(
    read=f"{is_system('jobs')} OR ({may(P.ACTIVITY_VIEW)} AND ({own('body_id')} OR {own('municipality_id')}"
    " OR (SELECT wall.is_auditor())))",
    add=f"{own('body_id')} AND {may(P.ACTIVITY_REPORT)}",
    change=NOBODY,
)


class ActivityReport(Base):
    """One version of the figures of one body's month for one municipality. `figures`: see rules/activity.py `to_json`."""

    WALL = REPORT_WALL
    PURPOSE, RETENTION = Purpose.STATISTICS, Retention.STATISTICS
    PRIVACY = {
        "body": Privacy.NONE, "municipality": Privacy.NONE, "month": Privacy.NONE, "version": Privacy.NONE,
        "figures": Privacy.NONE, "reason": Privacy.NONE, "made_at": Privacy.NONE, "made_by": Privacy.STAFF,
    }  # fmt: skip

    body = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="活動した機関")
    municipality = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="どの市町村のための活動か"
    )
    month = models.DateField("月", db_comment="その月の1日")
    version = models.PositiveSmallIntegerField("版", db_comment="1から")
    figures = models.JSONField("数", db_comment="件数・人数・時間（個人を含まない）")
    reason = models.CharField("直した理由", max_length=200, blank=True, db_comment="2版から。個人のことは書かない")
    made_at = models.DateTimeField("確定した日時", db_comment="確定した日時")
    made_by = models.UUIDField(null=True, db_comment="確定した利用者")

    class Meta:
        db_table_comment = "確定した月ごとの活動の報告"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "municipality", "month", "version"], name="activity_report_version",
                violation_error_message="この月の報告は、ほかの人が先に確定しました。",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="activity_report_reason",
                violation_error_message="直した理由を入力してください。",
            ),
        ]  # fmt: skip
