"""The request, its questions and the checklist of its reception. What it says of the person stands in `people`."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from renkei.cases.enums import Urgency
from renkei.coordination.enums.referral import (
    CenterSharing,
    Channel,
    ExceptionStatus,
    Finding,
    FormKind,
    Item,
    ReferralKind,
    ReferralStatus,
)
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.disclosure.enums import LEGAL_BASES, Basis
from renkei.policy import walls

_ORG = "accounts.Organisation"
_SUBMITTED = [
    str(s)
    for s in (
        ReferralStatus.SUBMITTED,
        ReferralStatus.ACCEPTED,
        ReferralStatus.RETURNED,
        ReferralStatus.OUT_OF_SCOPE,
    )
]
_DECIDED = [str(s) for s in (ReferralStatus.ACCEPTED, ReferralStatus.RETURNED, ReferralStatus.OUT_OF_SCOPE)]


class Referral(Base):
    """利用調整依頼: who asks which municipality for what, until when, on whose consent; and the answer (回答書)."""

    WALL = walls.on("case", write=walls.MOVING)
    MOVES = ("addressee",)  # of a draft
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "number": Privacy.PSEUDONYM, "case": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "form": Privacy.NONE,
        "status": Privacy.PSEUDONYM, "urgency": Privacy.PSEUDONYM, "asks": Privacy.PSEUDONYM, "sender": Privacy.PSEUDONYM,
        "sender_name": Privacy.IDENTITY, "addressee": Privacy.PSEUDONYM, "entered_by": Privacy.PSEUDONYM,
        "channel": Privacy.NONE, "spoken_with": Privacy.IDENTITY, "spoken_at": Privacy.NONE, "attachment": Privacy.NONE,
        "consent": Privacy.PSEUDONYM, "legal_basis": Privacy.PSEUDONYM, "legal_reason": Privacy.WELFARE,
        "center_sharing": Privacy.PSEUDONYM, "exception": Privacy.PSEUDONYM, "exception_note": Privacy.JUSTICE,
        "exception_by": Privacy.STAFF, "exception_at": Privacy.NONE, "message": Privacy.WELFARE,
        "contact_name": Privacy.STAFF, "contact_phone": Privacy.STAFF, "source_number": Privacy.PSEUDONYM,
        "answer_by": Privacy.PSEUDONYM, "due_at": Privacy.NONE, "paused_at": Privacy.NONE, "submitted_at": Privacy.PSEUDONYM,
        "decided_at": Privacy.PSEUDONYM, "decided_by": Privacy.STAFF, "decision_code": Privacy.PSEUDONYM,
        "decision_reason": Privacy.WELFARE, "first_action": Privacy.WELFARE, "withdrawn_at": Privacy.PSEUDONYM,
        "created_by": Privacy.STAFF,
    }  # fmt: skip

    number = models.CharField("依頼番号", max_length=24, unique=True, db_comment="依頼番号")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="referrals", db_comment="ケース")
    kind = models.CharField("依頼区分", max_length=12, choices=ReferralKind.choices, db_comment="依頼区分")
    form = models.CharField("様式", max_length=10, choices=FormKind.choices, db_comment="様式")
    status = models.CharField(
        "状態", max_length=14, choices=ReferralStatus.choices, default=ReferralStatus.DRAFT, db_comment="状態"
    )
    urgency = models.CharField("緊急度", max_length=12, choices=Urgency.choices, db_comment="緊急度")
    asks = ArrayField(models.CharField(max_length=20), default=list, blank=True, db_comment="依頼したい調整（コード）")
    sender = models.ForeignKey(_ORG, models.PROTECT, null=True, related_name="+", db_comment="依頼元の機関")
    sender_name = EncryptedTextField(null=True, db_comment="依頼元の名称（登録のない機関）")
    addressee = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="宛先の市町村")
    entered_by = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="入力した機関")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True, db_comment="代行入力：受けた方法")
    spoken_with = EncryptedTextField(null=True, db_comment="代行入力：話した相手")
    spoken_at = models.DateTimeField(null=True, db_comment="代行入力：受けた日時")
    attachment = models.ForeignKey(
        "disclosure.Attachment", models.PROTECT, null=True, related_name="+", db_comment="署名した依頼書"
    )
    consent = models.ForeignKey(
        "disclosure.Consent", models.PROTECT, null=True, related_name="+", db_comment="根拠とする同意"
    )
    legal_basis = models.CharField(
        max_length=20, choices=Basis.choices, blank=True, db_comment="同意によらない提供の法令上の根拠"
    )
    legal_reason = EncryptedTextField(null=True, db_comment="法令上の根拠の具体的な理由")
    center_sharing = models.CharField(
        max_length=12, choices=CenterSharing.choices, default=CenterSharing.NOT_ASKED,
        db_comment="定着支援センターと共有する同意（Q6）",
    )  # fmt: skip
    exception = models.CharField(
        max_length=10, choices=ExceptionStatus.choices, default=ExceptionStatus.NONE,
        db_comment="「その他」の対象者の承認",
    )  # fmt: skip
    exception_note = EncryptedTextField(null=True, db_comment="承認・不承認の理由")
    exception_by = models.UUIDField(null=True, db_comment="承認・不承認を決めた利用者")
    exception_at = models.DateTimeField(null=True, db_comment="承認・不承認の日時")
    message = EncryptedTextField(null=True, db_comment="依頼の内容・留意点")
    contact_name = models.CharField("担当者", max_length=60, blank=True, db_comment="依頼元の担当者")
    contact_phone = models.CharField("電話", max_length=20, blank=True, db_comment="依頼元の電話")
    source_number = models.CharField(
        "保護観察所の依頼文書番号", max_length=60, blank=True, db_comment="特別調整協力等依頼書などの番号"
    )
    answer_by = models.DateField("回答希望日", null=True, blank=True, db_comment="依頼元が希望する回答の日")
    due_at = models.DateTimeField("回答期限", null=True, db_comment="受付の回答期限")
    paused_at = models.DateTimeField(null=True, db_comment="質問の回答を待って時計を止めた日時")
    submitted_at = models.DateTimeField("提出日時", null=True, db_comment="提出した日時（再提出で新しくなる）")
    decided_at = models.DateTimeField("回答日時", null=True, db_comment="受理・差戻し・対象外を決めた日時")
    decided_by = models.UUIDField(null=True, db_comment="決めた利用者")
    decision_code = models.CharField(max_length=20, blank=True, db_comment="差戻し・対象外の理由（コード）")
    decision_reason = EncryptedTextField(null=True, db_comment="回答の理由・条件")
    first_action = EncryptedTextField(null=True, db_comment="初動の予定")
    withdrawn_at = models.DateTimeField(null=True, db_comment="取り下げた日時")
    created_by = models.UUIDField(null=True, db_comment="作成した利用者")

    class Meta:
        db_table_comment = "利用調整の依頼"
        indexes = [
            models.Index(fields=["status", "due_at"], name="referral_by_due"),
            models.Index(fields=["case"], name="referral_by_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind=ReferralKind.NEW), name="referral_one_new",
                violation_error_message="このケースには、すでに新規の依頼があります。",
            ),
            models.CheckConstraint(
                condition=Q(sender__isnull=False) | Q(sender_name__isnull=False), name="referral_has_sender",
                violation_error_message="依頼元を選ぶか、名称を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_SUBMITTED) | (Q(submitted_at__isnull=False) & Q(due_at__isnull=False)),
                name="referral_submitted_at", violation_error_message="提出日時がありません。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_DECIDED) | (Q(decided_at__isnull=False) & Q(decided_by__isnull=False)),
                name="referral_decided", violation_error_message="回答の日時と担当者がありません。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["returned", "out_of_scope"])
                | (~Q(decision_code="") & Q(decision_reason__isnull=False)),
                name="referral_reasoned", violation_error_message="差戻し・対象外には、理由が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReferralStatus.ACCEPTED)
                | Q(exception__in=[str(ExceptionStatus.NONE), str(ExceptionStatus.APPROVED)]),
                name="referral_exception_approved",
                violation_error_message="「その他」の対象者は、承認が終わるまで受理できません。",
            ),
            models.CheckConstraint(
                condition=~Q(exception__in=["approved", "declined"])
                | (Q(exception_by__isnull=False) & Q(exception_at__isnull=False) & Q(exception_note__isnull=False)),
                name="referral_exception_signed", violation_error_message="承認・不承認の理由と担当者がありません。",
            ),
            models.CheckConstraint(
                condition=Q(legal_basis="")
                | (Q(legal_basis__in=[str(b) for b in LEGAL_BASES]) & Q(legal_reason__isnull=False)),
                name="referral_legal_reason", violation_error_message="法令上の根拠には、具体的な理由を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(channel="") | (Q(spoken_with__isnull=False) & Q(spoken_at__isnull=False)),
                name="referral_on_behalf", violation_error_message="代行入力では、相手と日時を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReferralStatus.WITHDRAWN) | Q(withdrawn_at__isnull=False),
                name="referral_withdrawn_at", violation_error_message="取下げの日時がありません。",
            ),
        ]  # fmt: skip


class ReferralQuestion(Base):
    """依頼についての質問: while one is open, the clock of the answer stands still."""

    WALL = walls.on("referral", write=walls.MOVING)
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "referral"
    PRIVACY = {
        "referral": Privacy.PSEUDONYM, "asked_at": Privacy.NONE, "asked_by": Privacy.STAFF, "text": Privacy.WELFARE,
        "answered_at": Privacy.NONE, "answered_by": Privacy.STAFF, "answer": Privacy.WELFARE, "channel": Privacy.NONE,
        "spoken_with": Privacy.IDENTITY,
    }  # fmt: skip

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="questions", db_comment="依頼")
    asked_at = models.DateTimeField(db_comment="質問した日時")
    asked_by = models.UUIDField(null=True, db_comment="質問した利用者")
    text = EncryptedTextField(db_comment="質問")
    answered_at = models.DateTimeField(null=True, db_comment="回答した日時")
    answered_by = models.UUIDField(null=True, db_comment="回答を記録した利用者")
    answer = EncryptedTextField(null=True, db_comment="回答")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True, db_comment="代行入力：受けた方法")
    spoken_with = EncryptedTextField(null=True, db_comment="代行入力：話した相手")

    class Meta:
        db_table_comment = "依頼についての質問"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer__isnull=True)
                | Q(answered_at__isnull=False, answer__isnull=False),
                name="question_answered", violation_error_message="回答を入力してください。",
            ),
        ]  # fmt: skip


class IntakeCheck(Base):
    """受付の確認: one item of the checklist, as last answered, by whom and when (the audit keeps what was before)."""

    WALL = walls.on("referral", write=walls.MOVING)
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "referral"
    PRIVACY = {
        "referral": Privacy.PSEUDONYM, "item": Privacy.NONE, "finding": Privacy.PSEUDONYM, "note": Privacy.WELFARE,
        "user_id": Privacy.STAFF, "at": Privacy.NONE,
    }  # fmt: skip

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="checks", db_comment="依頼")
    item = models.CharField(max_length=20, choices=Item.choices, db_comment="項目")
    finding = models.CharField(max_length=10, choices=Finding.choices, db_comment="確認の結果")
    note = EncryptedTextField(null=True, db_comment="備考")
    user_id = models.UUIDField(null=True, db_comment="確認した利用者")
    at = models.DateTimeField(db_comment="確認した日時")

    class Meta:
        db_table_comment = "受付の確認"
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "item"], name="intake_check_once",
                violation_error_message="同じ項目の確認がすでにあります。",
            ),
        ]  # fmt: skip
