"""やること: one thing somebody has to do on a case, whatever it came from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from renkei.coordination.enums.tasks import DropReason, TaskSource, TaskStatus
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

#: With its case, for whoever reads tasks of it. One's own body's, of which the page withholds the words where the class is not
#: open to the reader; another body's only between the bodies of the programme, and only where the class is open.
TASK_WALL = walls.on(
    "case",
    read=f"{walls.is_system('jobs')} OR (wall.reaches({{t}}.case_id, 'task_view') AND ({walls.own()}"
    " OR ((SELECT wall.is_core()) AND wall.opens({t}.case_id, {t}.info_class))))",
    write=(P.TASK_WRITE,),
)


class Task(Base):
    """A task. `info_class` says whose text the title is; `user_id` None: nobody's yet; `rule`: what made and dates it."""

    WALL = TASK_WALL
    MOVES = ("organisation",)  # a task is handed on
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "info_class": Privacy.NONE, "title": Privacy.JUSTICE, "organisation": Privacy.NONE,
        "user_id": Privacy.STAFF, "start_on": Privacy.PSEUDONYM, "due_on": Privacy.PSEUDONYM, "reason": Privacy.PSEUDONYM,
        "by_hand": Privacy.NONE, "source": Privacy.NONE, "source_id": Privacy.NONE, "rule": Privacy.NONE,
        "status": Privacy.NONE, "made_at": Privacy.NONE, "made_by": Privacy.STAFF, "ended_at": Privacy.NONE,
        "ended_by": Privacy.STAFF, "drop_reason": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="tasks", db_comment="ケース")
    info_class = models.CharField(
        "情報区分", max_length=20, choices=InfoClass.choices, default=InfoClass.SUMMARY, db_comment="題名の情報区分"
    )
    title = EncryptedTextField("やること", db_comment="何をするか")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="どの機関がするか"
    )
    user_id = models.UUIDField(null=True, db_comment="だれがするか（空は、まだ決まっていない）")
    start_on = models.DateField("始める日", null=True, blank=True, db_comment="始める日")
    due_on = models.DateField("期限", null=True, blank=True, db_comment="期限")
    reason = models.CharField(max_length=60, blank=True, db_comment="日付の数え方（コード）")
    by_hand = models.BooleanField(default=False, db_comment="日付を人が変えた")
    source = models.CharField(
        max_length=20, choices=TaskSource.choices, default=TaskSource.FREE, db_comment="何から生まれたか"
    )
    source_id = models.UUIDField(null=True, db_comment="元の行")
    rule = models.CharField(max_length=40, blank=True, db_comment="どのひな形・規則によるか（コード）")
    status = models.CharField(
        "状態", max_length=10, choices=TaskStatus.choices, default=TaskStatus.OPEN, db_comment="状態"
    )
    made_at = models.DateTimeField(db_comment="加えた日時")
    made_by = models.UUIDField(null=True, db_comment="加えた利用者")
    ended_at = models.DateTimeField(null=True, db_comment="済みにした・取りやめた日時")
    ended_by = models.UUIDField(null=True, db_comment="済みにした・取りやめた利用者")
    drop_reason = models.CharField(max_length=20, choices=DropReason.choices, blank=True, db_comment="取りやめの理由")

    class Meta:
        db_table_comment = "やること"
        indexes = [
            models.Index(fields=["case", "status"], name="task_by_case"),
            models.Index(fields=["organisation", "due_on"], condition=Q(status="open"), name="task_open_of_body"),
            models.Index(fields=["source", "source_id"], condition=Q(source_id__isnull=False), name="task_by_source"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "source", "source_id", "rule"], condition=~Q(rule=""), nulls_distinct=False,
                name="task_once_by_rule", violation_error_message="この「やること」は、すでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(start_on__isnull=True) | Q(due_on__isnull=True) | Q(start_on__lte=F("due_on")),
                name="task_start_before_due", violation_error_message="期限は、始める日以後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(status=TaskStatus.OPEN, ended_at__isnull=True)
                | (~Q(status=TaskStatus.OPEN) & Q(ended_at__isnull=False)),
                name="task_ended_at", violation_error_message="済みにした・取りやめた日時がありません。",
            ),
            models.CheckConstraint(
                condition=~Q(status=TaskStatus.DROPPED) | ~Q(drop_reason=""), name="task_drop_reason",
                violation_error_message="取りやめる理由を選んでください。",
            ),
        ]  # fmt: skip
