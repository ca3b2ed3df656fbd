"""相談: what an office asks, in codes; its texts stand apart, each with its class."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.consultation.enums import About, Channel, ConsultKind, ConsultStatus, ConsultUrgency, MessageKind
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import support_walls as walls
from renkei.policy.enums import InfoClass

_ORG = "accounts.Organisation"


class Consultation(Base):
    """事業所からの相談: general, or on a case. Of somebody who has no case yet (`UNLISTED`) it holds no word."""

    WALL = walls.CONSULTATION
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "number": Privacy.PSEUDONYM, "municipality": Privacy.NONE, "office": Privacy.PSEUDONYM, "case": Privacy.PSEUDONYM,
        "about": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "urgency": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM,
        "asked_at": Privacy.PSEUDONYM, "asked_by": Privacy.STAFF, "channel": Privacy.NONE, "spoken_to": Privacy.IDENTITY,
        "answer_due": Privacy.PSEUDONYM, "assignee": Privacy.STAFF, "assigned_to": Privacy.NONE,
        "answered_at": Privacy.PSEUDONYM, "closed_at": Privacy.PSEUDONYM,
    }  # fmt: skip

    number = models.CharField("相談番号", max_length=20, unique=True, db_comment="年度と無作為の符号。例 S8-7K3Q9")
    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="相談を受ける市町村・組合")
    office = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="相談した事業所")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="consultations", db_comment="ケース")
    about = models.CharField("だれのことか", max_length=10, choices=About.choices, db_comment="全般か、特定の方か")
    kind = models.CharField("内容", max_length=12, choices=ConsultKind.choices, db_comment="相談の内容の種類")
    urgency = models.CharField(
        "急ぎ方", max_length=10, choices=ConsultUrgency.choices, default=ConsultUrgency.NORMAL, db_comment="急ぎ方"
    )
    status = models.CharField(
        "状態", max_length=10, choices=ConsultStatus.choices, default=ConsultStatus.RECEIVED, db_comment="状態"
    )
    asked_at = models.DateTimeField(db_comment="相談のあった日時")
    asked_by = models.UUIDField(null=True, db_comment="相談した、または代わりに入力した利用者")
    channel = models.CharField(
        "聞いた方法",
        max_length=10,
        choices=Channel.choices,
        blank=True,
        db_comment="代わりに入力したときの方法（空欄は画面から）",
    )
    spoken_to = EncryptedTextField(null=True, db_comment="代わりに入力したときの、話した相手")
    answer_due = models.DateField("回答の期限", db_comment="回答の期限（開庁日で数える）")
    assigned_to = models.ForeignKey(_ORG, models.PROTECT, null=True, related_name="+", db_comment="担当する機関")
    assignee = models.UUIDField(null=True, db_comment="担当する利用者")
    answered_at = models.DateTimeField(null=True, db_comment="最後に回答した日時")
    closed_at = models.DateTimeField(null=True, db_comment="完了・取下げの日時")

    class Meta:
        db_table_comment = "事業所からの相談（後方支援）"
        indexes = [
            models.Index(fields=["municipality", "status", "answer_due"], name="consultation_by_body"),
            models.Index(fields=["office", "-asked_at"], name="consultation_by_office"),
            models.Index(fields=["case", "-asked_at"], name="consultation_by_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(about=About.CASE, case__isnull=False) | (~Q(about=About.CASE) & Q(case__isnull=True)),
                name="consultation_on_case", violation_error_message="特定の方の相談には、ケースが要ります。",
            ),
            models.CheckConstraint(
                condition=Q(channel="", spoken_to__isnull=True) | (~Q(channel="") & Q(spoken_to__isnull=False)),
                name="consultation_on_behalf", violation_error_message="代わりに入力するときは、方法と話した相手を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "withdrawn"], closed_at__isnull=False)
                | (~Q(status__in=["done", "withdrawn"]) & Q(closed_at__isnull=True)),
                name="consultation_closed_at", violation_error_message="完了・取下げの日時がありません。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ConsultStatus.ANSWERED) | Q(answered_at__isnull=False), name="consultation_answered_at",
                violation_error_message="回答の日時がありません。",
            ),
        ]  # fmt: skip


class Message(Base):
    """One text of a consultation, never changed. `from_office`: the office's words, whoever typed them."""

    WALL = walls.CONSULTATION_MESSAGE
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "consultation"
    PRIVACY = {
        "consultation": Privacy.PSEUDONYM, "kind": Privacy.NONE, "info_class": Privacy.NONE, "text": Privacy.WELFARE,
        "from_office": Privacy.NONE, "organisation": Privacy.NONE, "author": Privacy.STAFF, "at": Privacy.PSEUDONYM,
    }  # fmt: skip

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="messages", db_comment="相談")
    kind = models.CharField("種類", max_length=10, choices=MessageKind.choices, db_comment="文の種類")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="情報区分")
    text = EncryptedTextField("内容", db_comment="内容")
    from_office = models.BooleanField(db_comment="事業所の言葉か（代わりに入力したものを含む）")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="入力した機関")
    author = models.UUIDField(null=True, db_comment="入力した利用者")
    at = models.DateTimeField(db_comment="日時")

    class Meta:
        db_table_comment = "相談のやりとり"
        indexes = [models.Index(fields=["consultation", "at"], name="message_by_consultation")]
