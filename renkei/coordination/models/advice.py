"""助言の依頼: a question to the centre on a hard case, by information class, and what was written in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.coordination.enums.advice import AdviceItem, AdviceStatus, AdviceTopic, EntryKind
from renkei.coordination.enums.joint import Channel, Side
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.enums import InfoClass

#: Between the bodies of the programme that see the case, and only where the class of the question is open.
_WALL = walls.on(
    "case",
    read=f"{walls.is_system('jobs')} OR (wall.reaches({{t}}.case_id, 'handover_view') AND (SELECT wall.is_core())"
    " AND wall.opens({t}.case_id, {t}.info_class))",
)


class Advice(Base):
    """A question with its answers. `outside`: the centre was asked by telephone or letter, it does not read it here."""

    WALL = _WALL
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "info_class": Privacy.NONE, "topic": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM,
        "asker": Privacy.NONE, "center": Privacy.NONE, "outside": Privacy.NONE, "asked_at": Privacy.NONE,
        "due_on": Privacy.NONE, "answered_at": Privacy.NONE, "ended_at": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="advice", db_comment="ケース")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="相談の情報区分")
    topic = models.CharField("何について", max_length=20, choices=AdviceTopic.choices, db_comment="何について")
    status = models.CharField(
        "状態", max_length=20, choices=AdviceStatus.choices, default=AdviceStatus.ASKED, db_comment="状態"
    )
    asker = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="求めた機関")
    center = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="求めた先のセンター"
    )
    outside = models.BooleanField(default=False, db_comment="れんけいの外（電話・書面など）で求めたか")
    asked_at = models.DateTimeField(db_comment="求めた日時（続けて聞いたときは、その日時）")
    due_on = models.DateField("回答の期限", db_comment="回答の期限")
    answered_at = models.DateTimeField(null=True, db_comment="最後に回答があった日時")
    ended_at = models.DateTimeField(null=True, db_comment="終えた・取り下げた日時")

    class Meta:
        db_table_comment = "定着支援センターへの助言の依頼"
        indexes = [models.Index(fields=["case", "status"], name="advice_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=AdviceStatus.ANSWERED) | Q(answered_at__isnull=False), name="advice_answered_at",
                violation_error_message="回答の日時がありません。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[AdviceStatus.CLOSED, AdviceStatus.WITHDRAWN], ended_at__isnull=False)
                | Q(status__in=[AdviceStatus.ASKED, AdviceStatus.ANSWERED], ended_at__isnull=True),
                name="advice_ended_at", violation_error_message="終えた日時がありません。",
            ),
        ]  # fmt: skip


class AdviceEntry(Base):
    """What was written: question, answer, outcome; append-only. Entries for the other body say how it was told."""

    WALL = walls.on("advice").append_only()
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "advice"
    PRIVACY = {
        "advice": Privacy.PSEUDONYM, "kind": Privacy.NONE, "text": Privacy.JUSTICE, "at": Privacy.NONE,
        "user_id": Privacy.STAFF, "organisation_id": Privacy.NONE, "side": Privacy.NONE, "channel": Privacy.NONE,
        "spoken_to": Privacy.STAFF, "told_at": Privacy.NONE, "item": Privacy.NONE, "minutes": Privacy.NONE,
    }  # fmt: skip

    advice = models.ForeignKey(Advice, models.PROTECT, related_name="entries", db_comment="助言の依頼")
    kind = models.CharField(max_length=20, choices=EntryKind.choices, db_comment="何を書いたか")
    text = EncryptedTextField("内容", db_comment="内容")
    at = models.DateTimeField(db_comment="記録した日時")
    user_id = models.UUIDField(null=True, db_comment="記録した利用者")
    organisation_id = models.UUIDField(null=True, db_comment="記録した機関")
    side = models.CharField(max_length=10, choices=Side.choices, db_comment="どちらの側の言葉か")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True, db_comment="れんけいの外：方法")
    spoken_to = models.CharField(max_length=60, blank=True, db_comment="れんけいの外：話した相手（職員名）")
    told_at = models.DateTimeField(null=True, db_comment="れんけいの外：話した日時")
    item = models.CharField(
        "事業の区分",
        max_length=1,
        choices=AdviceItem.choices,
        default=AdviceItem.COORDINATION,
        db_comment="事業の区分（書いたときのケースの段階から）",
    )
    minutes = models.PositiveSmallIntegerField("かかった時間", null=True, blank=True, db_comment="かかった時間（分）")

    class Meta:
        db_table_comment = "助言の依頼のやり取り"
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="", spoken_to="", told_at__isnull=True)
                | (~Q(channel="") & ~Q(spoken_to="") & Q(told_at__isnull=False)),
                name="advice_entry_told", violation_error_message="方法・話した相手・日時を、すべて入力してください。",
            ),
        ]  # fmt: skip
