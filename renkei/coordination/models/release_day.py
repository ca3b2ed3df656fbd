"""釈放の日の行程表: who meets the person, where they go on the first day, and what the first two weeks rest on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.coordination.enums.plan import StopKind
from renkei.coordination.models.plan import PLAN_WALL
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.permissions import P

#: As the plan; and an office its own stop, once somebody chose to show it and while the class of its words is open.
STOP_WALL = walls.on(
    "case",
    read=f"{walls.is_system('jobs')} OR ((SELECT wall.is_core()) AND wall.opens({{t}}.case_id, 'justice_outline'))"
    f" OR ((SELECT wall.is_office()) AND {{t}}.is_shown AND {{t}}.removed_at IS NULL AND {walls.own()}"
    " AND wall.reaches({t}.case_id, 'task_view') AND wall.opens({t}.case_id, 'welfare'))",
    write=(P.TASK_WRITE,),
)


class ReleaseDay(Base):
    """One per case. Where the person is met stands under justice_outline, money, medicine and the place to sleep under welfare.
    The day itself is the legal clock's and stands nowhere else."""

    WALL = PLAN_WALL
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "meet_at": Privacy.JUSTICE, "meet_place": Privacy.JUSTICE, "meets": Privacy.JUSTICE,
        "belongings": Privacy.JUSTICE, "cash": Privacy.WELFARE, "two_weeks": Privacy.WELFARE, "medicine": Privacy.WELFARE,
        "sleeps": Privacy.WELFARE, "sleeps_else": Privacy.WELFARE, "evening": Privacy.WELFARE, "version": Privacy.NONE,
    }  # fmt: skip

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="release_day", db_comment="ケース")
    meet_at = EncryptedTextField("迎えの時刻", null=True, db_comment="迎えの時刻")
    meet_place = EncryptedTextField("迎えの場所", null=True, db_comment="迎えの場所")
    meets = EncryptedTextField("迎えに行く人", null=True, db_comment="迎えに行く人（機関と職員名）")
    belongings = EncryptedTextField("持ち物・服", null=True, db_comment="持ち物・服")
    cash = EncryptedTextField("手元のお金", null=True, db_comment="釈放のときに持っているお金")
    two_weeks = EncryptedTextField("最初の2週間のお金と食事", null=True, db_comment="最初の2週間のお金と食事")
    medicine = EncryptedTextField("薬と受診", null=True, db_comment="薬の残りと次の受診")
    sleeps = EncryptedTextField("その日に泊まるところ", null=True, db_comment="その日に泊まるところ")
    sleeps_else = EncryptedTextField("泊まれないときの代わり", null=True, db_comment="泊まれないときの代わり")
    evening = EncryptedTextField("夜に困ったときの連絡先", null=True, db_comment="夜に困ったときの連絡先")
    version = models.PositiveSmallIntegerField(default=0, db_comment="書き直した回数")

    class Meta:
        db_table_comment = "釈放の日の行程表"


class ReleaseStop(Base):
    """One place of the first day. `is_shown`: the office sees its own stop, as 利用開始日の予定, with the day it was told."""

    WALL = STOP_WALL
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "at": Privacy.PSEUDONYM, "place": Privacy.WELFARE,
        "address": Privacy.WELFARE, "goes_with": Privacy.WELFARE, "note": Privacy.WELFARE, "organisation": Privacy.PSEUDONYM,
        "is_shown": Privacy.NONE, "told_day": Privacy.PSEUDONYM, "removed_at": Privacy.NONE,
    }  # fmt: skip
    MOVES = ("organisation",)

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="release_stops", db_comment="ケース")
    kind = models.CharField("行き先の種類", max_length=20, choices=StopKind.choices, db_comment="行き先の種類")
    at = models.TimeField("時刻", null=True, blank=True, db_comment="着く時刻")
    place = EncryptedTextField("行き先", db_comment="行き先の名前・窓口")
    address = EncryptedTextField("所在地・電話", null=True, db_comment="所在地・電話")
    goes_with = EncryptedTextField("一緒に行く人", null=True, db_comment="一緒に行く人（機関と職員名）")
    note = EncryptedTextField("することと持ち物", null=True, db_comment="することと持ち物")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="行き先の事業所"
    )
    is_shown = models.BooleanField(default=False, db_comment="その事業所にも見せるか")
    told_day = models.DateField("事業所に伝える日", null=True, blank=True, db_comment="事業所に伝えた利用開始日")
    removed_at = models.DateTimeField(null=True, db_comment="行程から外した日時")

    class Meta:
        db_table_comment = "釈放の日に回るところ"
        indexes = [models.Index(fields=["case", "at"], name="release_stop_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_shown=False) | Q(organisation__isnull=False, told_day__isnull=False),
                name="release_stop_shown",
                violation_error_message="事業所に見せるときは、事業所と、伝える日を入力してください。",
            ),
        ]  # fmt: skip
