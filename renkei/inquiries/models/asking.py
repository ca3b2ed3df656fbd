"""Inquiries, their answers, the keys of those without an account, and visits."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from renkei.core.fields import EncryptedJSONField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.inquiries.enums import (
    BY_THE_OFFICE,
    EXITS,
    AnswerKind,
    AskAgain,
    Channel,
    InquiryStatus,
    KeyKind,
    SendMethod,
    VisitKind,
    VisitOutcome,
    VisitStatus,
    WithdrawReason,
)
from renkei.policy import walls

_S = InquiryStatus
_EXITS = [str(s) for s in EXITS]
_DECIDED = [str(_S.AGREED), str(_S.CONTRACTED)]
_UNSENT = [str(_S.CANDIDATE), str(_S.WITHDRAWN)]


def _codes(comment: str) -> ArrayField:
    return ArrayField(models.CharField(max_length=40), default=list, blank=True, db_comment=comment)


class Inquiry(Base):
    """打診: one need, one office. `version` counts the steps: a form posted on an older one is refused."""

    WALL = walls.INQUIRY
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "need": Privacy.PSEUDONYM, "organisation": Privacy.PSEUDONYM, "office": Privacy.PSEUDONYM,
        "number": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM, "version": Privacy.NONE, "choice": Privacy.PSEUDONYM, "batch": Privacy.NONE, "position": Privacy.NONE,
        "sheet": Privacy.WELFARE, "choice_reason": Privacy.WELFARE, "with_background": Privacy.PSEUDONYM,
        "background_reason": Privacy.JUSTICE, "method": Privacy.NONE, "deadline": Privacy.PSEUDONYM,
        "sent_at": Privacy.PSEUDONYM, "sent_by": Privacy.STAFF, "sent_for": Privacy.NONE, "reminded_at": Privacy.NONE,
        "answered_at": Privacy.PSEUDONYM, "disclosed_at": Privacy.PSEUDONYM, "agreed_at": Privacy.PSEUDONYM,
        "contracted_on": Privacy.PSEUDONYM, "closed_at": Privacy.PSEUDONYM, "close_reason": Privacy.PSEUDONYM,
        "close_note": Privacy.WELFARE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="inquiries", db_comment="ケース")
    need = models.ForeignKey("cases.Need", models.PROTECT, related_name="inquiries", db_comment="ニーズ")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="inquiries", db_comment="打診先の機関"
    )
    office = models.ForeignKey(
        "offices.Office", models.SET_NULL, null=True, related_name="+", db_comment="事業所台帳の事業所"
    )
    choice = models.ForeignKey(
        "inquiries.Choice", models.PROTECT, null=True, related_name="inquiries", db_comment="選んだもとの検索"
    )
    number = models.CharField("打診番号", max_length=20, unique=True, db_comment="打診番号")
    status = models.CharField("状態", max_length=20, choices=_S.choices, default=_S.CANDIDATE, db_comment="打診の状態")
    version = models.PositiveIntegerField(default=0, db_comment="歩みの数。古い画面からの操作を見分ける")
    batch = models.UUIDField(null=True, db_comment="打診のまとまり")
    position = models.PositiveSmallIntegerField("順番", null=True, db_comment="まとまりの中の順番（1から）")
    sheet = EncryptedJSONField(null=True, db_comment="打診票（匿名の内容の写し）")
    choice_reason = EncryptedTextField(null=True, db_comment="この事業所を選んだ理由")
    with_background = models.BooleanField(default=False, db_comment="背景を伝える打診か")
    background_reason = EncryptedTextField(null=True, db_comment="背景を伝える理由")
    method = models.CharField(
        "方法", max_length=10, choices=SendMethod.choices, default=SendMethod.SCREEN, db_comment="打診の方法"
    )
    deadline = models.DateTimeField("回答期限", null=True, db_comment="回答期限")
    sent_at = models.DateTimeField(null=True, db_comment="打診した日時")
    sent_by = models.UUIDField(null=True, db_comment="打診した利用者")
    sent_for = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="打診の名義（市町村）"
    )
    reminded_at = models.DateTimeField(null=True, db_comment="期限前に知らせた日時")
    answered_at = models.DateTimeField(null=True, db_comment="最後の回答の日時")
    disclosed_at = models.DateTimeField(null=True, db_comment="実名で共有した日時")
    agreed_at = models.DateTimeField(null=True, db_comment="内定の日時")
    contracted_on = models.DateField(null=True, db_comment="契約・利用開始日")
    closed_at = models.DateTimeField(null=True, db_comment="終わった日時")
    close_reason = models.CharField(
        max_length=20, choices=WithdrawReason.choices, blank=True, db_comment="取下げの理由"
    )
    close_note = EncryptedTextField(null=True, db_comment="終わりの事情")

    class Meta:
        db_table_comment = "打診"
        indexes = [
            models.Index(fields=["organisation", "status"], name="inquiry_inbox"),
            models.Index(fields=["case", "status"], name="inquiry_by_case"),
            models.Index(fields=["office", "sent_at"], name="inquiry_by_office"),
            models.Index(
                fields=["-sent_at"],
                condition=Q(answered_at__isnull=False) & ~Q(status=_S.DECLINED),
                name="inquiry_said_yes",
            ),
            models.Index(fields=["deadline"], condition=Q(status=_S.ANONYMOUS), name="inquiry_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation"], condition=~Q(status__in=_EXITS), name="inquiry_once_per_office",
                violation_error_message="この事業所には、同じニーズですでに打診しています。",
            ),
            models.UniqueConstraint(
                fields=["need"], condition=Q(status__in=_DECIDED), name="inquiry_one_decided",
                violation_error_message="このニーズは、すでに受入先が決まっています。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_UNSENT) | Q(sent_at__isnull=False, deadline__isnull=False, sheet__isnull=False),
                name="inquiry_sent_complete", violation_error_message="打診票と回答期限がありません。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_EXITS, closed_at__isnull=False) | (~Q(status__in=_EXITS) & Q(closed_at__isnull=True)),
                name="inquiry_closed_at", violation_error_message="終わった日時が、状態と合いません。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_DECIDED) | Q(agreed_at__isnull=False, disclosed_at__isnull=False),
                name="inquiry_agreed_at", violation_error_message="内定の前に、実名での共有が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(status=_S.CONTRACTED) | Q(contracted_on__isnull=False),
                name="inquiry_contracted_on", violation_error_message="契約・利用開始日を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(status=_S.WITHDRAWN) | ~Q(close_reason=""),
                name="inquiry_withdrawn_reason", violation_error_message="取下げの理由を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(with_background=False) | Q(background_reason__isnull=False),
                name="inquiry_background_reason", violation_error_message="背景を伝える理由を入力してください。",
            ),
        ]  # fmt: skip


class Answer(Base):
    """回答. Every answer is kept; the newest counts."""

    WALL = walls.on("inquiry")
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "inquiry"
    PRIVACY = {
        "inquiry": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "conditions": Privacy.WELFARE,
        "vacancy_from": Privacy.PSEUDONYM, "visit_days": Privacy.WELFARE, "wanted": Privacy.PSEUDONYM,
        "decline_reasons": Privacy.PSEUDONYM, "decline_note": Privacy.WELFARE, "ask_again": Privacy.PSEUDONYM,
        "answered_by_name": Privacy.IDENTITY, "answered_by": Privacy.STAFF, "channel": Privacy.NONE,
        "answered_at": Privacy.PSEUDONYM, "entered_by": Privacy.STAFF, "entered_for": Privacy.NONE,
        "attachment": Privacy.NONE,
    }  # fmt: skip

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="answers", db_comment="打診")
    kind = models.CharField("回答", max_length=20, choices=AnswerKind.choices, db_comment="回答")
    conditions = EncryptedTextField(null=True, db_comment="条件")
    vacancy_from = models.DateField("受入れできる日", null=True, db_comment="空きがある・受入れできる最初の日")
    visit_days = EncryptedTextField(null=True, db_comment="見学・面会・体験ができる日")
    wanted = _codes("もっと知りたいこと")
    decline_reasons = _codes("断り理由")
    decline_note = EncryptedTextField(null=True, db_comment="断り理由の説明")
    ask_again = models.CharField(
        "次に声をかけてよいか", max_length=10, choices=AskAgain.choices, blank=True, db_comment="次に声をかけてよいか"
    )
    answered_by_name = EncryptedTextField(null=True, db_comment="回答した人の氏名")
    answered_by = models.UUIDField(null=True, db_comment="回答した利用者")
    channel = models.CharField("回答の方法", max_length=10, choices=Channel.choices, db_comment="回答の方法")
    answered_at = models.DateTimeField(db_comment="回答のあった日時")
    entered_by = models.UUIDField(null=True, db_comment="代わりに入力した利用者")
    entered_for = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+", db_comment="代わりに入力した機関"
    )
    attachment = models.ForeignKey(
        "disclosure.Attachment", models.PROTECT, null=True, related_name="+", db_comment="回答票の写し"
    )

    class Meta:
        db_table_comment = "打診への回答"
        indexes = [models.Index(fields=["inquiry", "-answered_at"], name="answer_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=AnswerKind.NO) | ~Q(decline_reasons=[]), name="answer_decline_coded",
                violation_error_message="理由を一つ以上選んでください。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=AnswerKind.CONDITIONAL) | Q(conditions__isnull=False), name="answer_conditions",
                violation_error_message="条件を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[str(c) for c in BY_THE_OFFICE], entered_for__isnull=True)
                | (~Q(channel__in=[str(c) for c in BY_THE_OFFICE]) & Q(entered_for__isnull=False)),
                name="answer_on_behalf", violation_error_message="代わりに入力した機関がありません。",
            ),
        ]  # fmt: skip


class AnswerKey(Base):
    """The secret of a one-time link or of a printed sheet, as a hash. Made for one state of the inquiry, used once."""

    WALL = walls.on("inquiry")
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.SHORT
    PRIVACY = {
        "inquiry": Privacy.PSEUDONYM, "kind": Privacy.NONE, "secret_hash": Privacy.NONE, "status": Privacy.PSEUDONYM,
        "expires_at": Privacy.NONE, "used_at": Privacy.NONE, "revoked_at": Privacy.NONE, "made_by": Privacy.STAFF,
    }  # fmt: skip

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="keys", db_comment="打診")
    kind = models.CharField("種類", max_length=10, choices=KeyKind.choices, db_comment="鍵の種類")
    secret_hash = models.CharField(max_length=64, unique=True, db_comment="秘密のSHA-256（秘密そのものは持たない）")
    status = models.CharField(max_length=20, choices=_S.choices, db_comment="作ったときの打診の状態")
    expires_at = models.DateTimeField(db_comment="有効期限")
    used_at = models.DateTimeField(null=True, db_comment="使った日時")
    revoked_at = models.DateTimeField(null=True, db_comment="無効にした日時")
    made_by = models.UUIDField(null=True, db_comment="作った利用者")

    class Meta:
        db_table_comment = "回答の鍵"
        indexes = [models.Index(fields=["inquiry", "kind"], name="answer_key_by_inquiry")]


class Visit(Base):
    """面会・見学・体験: planned, then done with an outcome or cancelled with a reason."""

    WALL = walls.on("inquiry")
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "inquiry"
    PRIVACY = {
        "inquiry": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM, "planned_at": Privacy.PSEUDONYM,
        "until": Privacy.PSEUDONYM, "place": Privacy.IDENTITY, "persons": Privacy.THIRD_PARTY, "outcome": Privacy.WELFARE,
        "outcome_code": Privacy.PSEUDONYM, "done_at": Privacy.PSEUDONYM, "channel": Privacy.NONE,
        "reported_by": Privacy.IDENTITY, "reported_at": Privacy.NONE, "attachment": Privacy.NONE,
        "cancel_reason": Privacy.WELFARE, "closed_at": Privacy.NONE, "entered_by": Privacy.STAFF,
    }  # fmt: skip

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="visits", db_comment="打診")
    kind = models.CharField("種類", max_length=10, choices=VisitKind.choices, db_comment="種類")
    status = models.CharField(
        "状態", max_length=10, choices=VisitStatus.choices, default=VisitStatus.PLANNED, db_comment="予定の状態"
    )
    planned_at = models.DateTimeField("日時", db_comment="予定の日時")
    until = models.DateField("最終日", null=True, db_comment="体験の最終日")
    place = EncryptedTextField(null=True, db_comment="場所")
    persons = EncryptedTextField(null=True, db_comment="参加する人")
    outcome_code = models.CharField("結果", max_length=20, choices=VisitOutcome.choices, blank=True, db_comment="結果")
    outcome = EncryptedTextField(null=True, db_comment="結果の説明")
    done_at = models.DateTimeField(null=True, db_comment="実施した日時")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True, db_comment="結果を聞いた方法")
    reported_by = EncryptedTextField(null=True, db_comment="結果を知らせた人")
    reported_at = models.DateTimeField(null=True, db_comment="結果を聞いた日時")
    attachment = models.ForeignKey(
        "disclosure.Attachment", models.PROTECT, null=True, related_name="+", db_comment="記録の写し"
    )
    cancel_reason = EncryptedTextField(null=True, db_comment="中止の理由")
    closed_at = models.DateTimeField(null=True, db_comment="結果・中止を記録した日時")
    entered_by = models.UUIDField(null=True, db_comment="記録した利用者")

    class Meta:
        db_table_comment = "面会・見学・体験"
        indexes = [models.Index(fields=["planned_at"], condition=Q(status="planned"), name="visit_planned")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=VisitStatus.DONE) | (~Q(outcome_code="") & Q(done_at__isnull=False)),
                name="visit_done_outcome", violation_error_message="結果を選んでください。",
            ),
            models.CheckConstraint(
                condition=~Q(status=VisitStatus.CANCELLED) | Q(cancel_reason__isnull=False),
                name="visit_cancelled_reason", violation_error_message="中止の理由を入力してください。",
            ),
        ]  # fmt: skip
