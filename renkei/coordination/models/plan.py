"""釈放の計画: from what the tasks of a case are dated, and the prepared outcomes (シナリオ) of 入口支援."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.coordination.enums.plan import ScenarioStatus
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.permissions import P

#: For the bodies of the programme, where justice_outline is open to the reader: that an outcome is expected is itself of the class.
PLAN_WALL = walls.on(
    "case",
    read=f"{walls.is_system('jobs')} OR ((SELECT wall.is_core()) AND wall.opens({{t}}.case_id, 'justice_outline'))",
    write=(P.TASK_WRITE,),
)


class ReleasePlan(Base):
    """The backward plan of a case: one set of tasks (Task.source=plan), counted from `basis`."""

    WALL = PLAN_WALL
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "outcome": Privacy.JUSTICE, "basis": Privacy.JUSTICE, "dated_on": Privacy.NONE,
        "is_stale": Privacy.NONE, "made_at": Privacy.NONE, "made_by": Privacy.STAFF,
    }  # fmt: skip

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="release_plan", db_comment="ケース")
    outcome = EncryptedTextField("結果", null=True, db_comment="選ばれた結果（コード）")
    basis = EncryptedTextField(null=True, db_comment="どの日付から数えたか")
    dated_on = models.DateField(db_comment="日付を計算した日")
    is_stale = models.BooleanField(default=False, db_comment="計算し直せていない「やること」があるか")
    made_at = models.DateTimeField(db_comment="計画を作った日時")
    made_by = models.UUIDField(null=True, db_comment="計画を作った利用者")

    class Meta:
        db_table_comment = "釈放の計画"


class Scenario(Base):
    """シナリオ: a prepared plan for one outcome: where to go, what to do besides the template."""

    WALL = PLAN_WALL
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "outcome": Privacy.JUSTICE, "destination": Privacy.JUSTICE, "own_tasks": Privacy.JUSTICE,
        "note": Privacy.JUSTICE, "status": Privacy.PSEUDONYM, "made_at": Privacy.NONE, "made_by": Privacy.STAFF,
        "chosen_at": Privacy.PSEUDONYM, "chosen_by": Privacy.STAFF,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="scenarios", db_comment="ケース")
    outcome = EncryptedTextField("結果", db_comment="どの結果のための準備か（コード）")
    destination = EncryptedTextField("行き先", null=True, db_comment="行き先・帰住先")
    own_tasks = EncryptedTextField(
        "この結果のときにすること", null=True, db_comment="この結果のときにすること（1行に一つ）"
    )
    note = EncryptedTextField("補足", null=True, db_comment="補足")
    status = models.CharField(
        "状態", max_length=20, choices=ScenarioStatus.choices, default=ScenarioStatus.PREPARED, db_comment="状態"
    )
    made_at = models.DateTimeField(db_comment="準備を始めた日時")
    made_by = models.UUIDField(null=True, db_comment="準備を始めた利用者")
    chosen_at = models.DateTimeField(null=True, db_comment="この結果になったと記録した日時")
    chosen_by = models.UUIDField(null=True, db_comment="この結果になったと記録した利用者")

    class Meta:
        db_table_comment = "結果ごとの準備（シナリオ）"
        indexes = [models.Index(fields=["case", "status"], name="scenario_by_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(status="chosen"), name="scenario_one_chosen",
                violation_error_message="この結果は、すでに選ばれています。",
            ),
            models.CheckConstraint(
                condition=~Q(status="chosen") | Q(chosen_at__isnull=False), name="scenario_chosen_at",
                violation_error_message="選んだ日時がありません。",
            ),
        ]  # fmt: skip
