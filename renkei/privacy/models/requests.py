"""開示・訂正・利用停止請求: the register, its corrections, what was reviewed, taken out and changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from renkei.core.fields import CodeField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.permissions import P
from renkei.privacy.enums.requests import (
    AgentProof,
    Channel,
    Choice,
    Decision,
    DeliveryMethod,
    ExportForm,
    ExportReason,
    ExtendReason,
    IdentityProof,
    Requester,
    RequestKind,
    RequestStatus,
)

_ORG = "accounts.Organisation"


class DataRequest(Base):
    """One request. Who asks is kept as text of the person's key; of the proof only how it was given."""

    KEY_OF = "person"
    WALL = walls.PRIVACY
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.REQUEST
    PRIVACY = {
        "number": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM, "municipality": Privacy.NONE,
        "person": Privacy.PSEUDONYM, "taken_by": Privacy.STAFF, "channel": Privacy.NONE, "received_on": Privacy.PSEUDONYM,
        "requester": Privacy.PSEUDONYM, "requester_name": Privacy.IDENTITY, "contact": Privacy.IDENTITY,
        "wish": Privacy.WELFARE, "identity_proof": Privacy.NONE, "agent_proof": Privacy.NONE,
        "proof_checked_on": Privacy.NONE, "days": Privacy.NONE, "extension": Privacy.NONE, "extend_reason": Privacy.NONE,
        "extend_note": Privacy.WELFARE, "extend_told_on": Privacy.NONE, "extended_at": Privacy.NONE,
        "extended_by": Privacy.STAFF, "decision": Privacy.PSEUDONYM, "decision_reason": Privacy.WELFARE,
        "decided_at": Privacy.NONE, "decided_by": Privacy.STAFF, "delivered_on": Privacy.NONE, "delivery": Privacy.NONE,
        "delivered_at": Privacy.NONE, "delivered_by": Privacy.STAFF, "withdrawn_on": Privacy.NONE,
    }  # fmt: skip

    number = models.CharField("請求番号", max_length=20, unique=True, db_comment="年度と無作為の符号。例 Q8-7K3Q9")
    kind = models.CharField("請求の種類", max_length=20, choices=RequestKind.choices, db_comment="請求の種類")
    status = models.CharField(
        "状態", max_length=20, choices=RequestStatus.choices, default=RequestStatus.RECEIVED, db_comment="状態"
    )
    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="請求を受けた市町村")
    person = models.ForeignKey(
        "cases.Person",
        models.PROTECT,
        null=True,
        related_name="+",
        db_comment="対象の本人（仮名。見つからないときは空欄）",
    )
    taken_by = models.UUIDField(null=True, db_comment="受け付けた利用者")
    channel = CodeField("受付の方法", max_length=20, choices=Channel.choices, db_comment="受付の方法")
    received_on = models.DateField("受付日", db_comment="請求書を受け付けた日")
    requester = CodeField("請求する人", max_length=20, choices=Requester.choices, db_comment="請求する人の立場")
    requester_name = EncryptedTextField("請求する人の氏名", db_comment="請求する人の氏名")
    contact = EncryptedTextField("連絡先", null=True, db_comment="連絡先")
    wish = EncryptedTextField("請求の内容", db_comment="請求の内容")
    identity_proof = CodeField(
        "本人確認",
        max_length=20,
        choices=IdentityProof.choices,
        blank=True,
        db_comment="本人確認の方法（写しは残さない）",
    )
    agent_proof = CodeField(
        "代理人の資格", max_length=20, choices=AgentProof.choices, blank=True, db_comment="代理人の資格の確認方法"
    )
    proof_checked_on = models.DateField("確認した日", null=True, db_comment="本人確認をした日")
    days = models.PositiveSmallIntegerField("決定の期限", db_comment="受付日に適用されたきまりの日数")
    extension = models.PositiveSmallIntegerField("延長", default=0, db_comment="延長した日数")
    extend_reason = CodeField(max_length=20, choices=ExtendReason.choices, blank=True, db_comment="延長の理由")
    extend_note = EncryptedTextField(null=True, db_comment="延長の理由の説明")
    extend_told_on = models.DateField(null=True, db_comment="延長を請求者に通知した日")
    extended_at = models.DateTimeField(null=True, db_comment="延長を記録した日時")
    extended_by = models.UUIDField(null=True, db_comment="延長した利用者")
    decision = CodeField("決定", max_length=20, choices=Decision.choices, blank=True, db_comment="決定")
    decision_reason = EncryptedTextField(null=True, db_comment="決定の理由")
    decided_at = models.DateTimeField(null=True, db_comment="決定した日時")
    decided_by = models.UUIDField(null=True, db_comment="決定した利用者")
    delivered_on = models.DateField(null=True, db_comment="通知・実施した日")
    delivery = CodeField(max_length=20, choices=DeliveryMethod.choices, blank=True, db_comment="通知・実施の方法")
    delivered_at = models.DateTimeField(null=True, db_comment="実施を記録した日時")
    delivered_by = models.UUIDField(null=True, db_comment="実施を記録した利用者")
    withdrawn_on = models.DateField(null=True, db_comment="取り下げられた日")

    class Meta:
        db_table_comment = "開示・訂正・利用停止請求"
        indexes = [models.Index(fields=["municipality", "status"], name="data_request_open")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["decided", "delivered"]) | (Q(decided_at__isnull=False) & ~Q(decision="")),
                name="data_request_decided", violation_error_message="決定の内容がありません。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["received", "fixing", "withdrawn"]) | ~Q(identity_proof=""),
                name="data_request_proof", violation_error_message="本人確認の方法を記録してください。",
            ),
            models.CheckConstraint(
                condition=Q(extension=0) | (~Q(extend_reason="") & Q(extend_told_on__isnull=False)),
                name="data_request_extension", violation_error_message="延長には、理由と通知した日が必要です。",
            ),
        ]  # fmt: skip


class RequestCase(Base):
    """A case of the person that the request covers."""

    WALL = walls.on("request", audited=True, write=(P.REQUEST_TAKE, P.REQUEST_DECIDE))
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.REQUEST
    PRIVACY = {"request": Privacy.PSEUDONYM, "case": Privacy.PSEUDONYM}

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="covered", db_comment="請求")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")

    class Meta:
        db_table_comment = "請求の対象のケース"
        constraints = [
            models.UniqueConstraint(
                fields=["request", "case"], name="request_case_once",
                violation_error_message="このケースは、すでに対象です。",
            )
        ]  # fmt: skip


class RequestPause(Base):
    """補正: asked on a day, corrected on another; the clock stands still between."""

    KEY_OF = "request"
    WALL = walls.on("request", audited=True, write=(P.REQUEST_TAKE, P.REQUEST_DECIDE))
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.REQUEST
    PRIVACY = {
        "request": Privacy.PSEUDONYM, "asked_on": Privacy.NONE, "asked_by": Privacy.STAFF, "what": Privacy.WELFARE,
        "fixed_on": Privacy.NONE, "fixed_by": Privacy.STAFF,
    }  # fmt: skip

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="pauses", db_comment="請求")
    asked_on = models.DateField(db_comment="補正を求めた日")
    asked_by = models.UUIDField(null=True, db_comment="補正を求めた利用者")
    what = EncryptedTextField(db_comment="補正してもらうこと")
    fixed_on = models.DateField(null=True, db_comment="補正された日")
    fixed_by = models.UUIDField(null=True, db_comment="補正を記録した利用者")

    class Meta:
        db_table_comment = "請求の補正"
        constraints = [
            models.CheckConstraint(
                condition=Q(fixed_on__isnull=True) | Q(fixed_on__gte=F("asked_on")), name="request_pause_period",
                violation_error_message="補正された日は、求めた日以後の日を入力してください。",
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(fixed_on__isnull=True), name="request_pause_one_open",
                violation_error_message="まだ補正されていない項目があります。",
            ),
        ]  # fmt: skip


class RequestReview(Base):
    """審査: whether a flagged part goes into the package: a whole section of a case, or one row of it."""

    KEY_OF = "request"
    WALL = walls.on("request", audited=True, write=(P.REQUEST_TAKE, P.REQUEST_DECIDE))
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.REQUEST
    PRIVACY = {
        "request": Privacy.PSEUDONYM, "case": Privacy.PSEUDONYM, "table": Privacy.NONE, "row_id": Privacy.NONE,
        "choice": Privacy.PSEUDONYM, "reason": Privacy.WELFARE, "decided_at": Privacy.NONE, "decided_by": Privacy.STAFF,
    }  # fmt: skip

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="reviews", db_comment="請求")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    table = models.CharField(max_length=60, db_comment="表の名前")
    row_id = models.UUIDField(null=True, db_comment="行（空欄は表の全体）")
    choice = models.CharField(max_length=10, choices=Choice.choices, db_comment="結論")
    reason = EncryptedTextField(db_comment="理由")
    decided_at = models.DateTimeField(db_comment="決めた日時")
    decided_by = models.UUIDField(null=True, db_comment="決めた利用者")

    class Meta:
        db_table_comment = "開示する範囲の審査"
        constraints = [
            models.UniqueConstraint(
                fields=["request", "case", "table", "row_id"], nulls_distinct=False, name="request_review_once",
                violation_error_message="ほかの人が先に決めました。画面を開き直してください。",
            )
        ]  # fmt: skip


class PackageExport(Base):
    """まとめた記録を出した記録: who took it out, in which form, why, how much of it."""

    WALL = walls.on("request", audited=True, write=(P.REQUEST_TAKE, P.REQUEST_DECIDE))
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.REQUEST
    PRIVACY = {
        "request": Privacy.PSEUDONYM, "at": Privacy.NONE, "by": Privacy.STAFF, "form": Privacy.NONE, "reason": Privacy.NONE,
        "rows": Privacy.PSEUDONYM, "withheld": Privacy.PSEUDONYM, "sha256": Privacy.NONE,
    }  # fmt: skip

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="exports", db_comment="請求")
    at = models.DateTimeField(db_comment="出した日時")
    by = models.UUIDField(null=True, db_comment="出した利用者")
    form = CodeField(max_length=10, choices=ExportForm.choices, db_comment="形")
    reason = CodeField(max_length=20, choices=ExportReason.choices, db_comment="理由")
    rows = models.PositiveIntegerField(db_comment="含めた行の数")
    withheld = models.PositiveIntegerField(db_comment="除いた・審査中の項目の数")
    sha256 = models.CharField(max_length=64, blank=True, db_comment="ファイルの要約値")

    class Meta:
        db_table_comment = "まとめた記録を出した記録"


class RequestChange(Base):
    """What a correction or a suspension changed: the new version, the ended row of the ledger."""

    WALL = walls.on("request", audited=True, write=(P.REQUEST_TAKE, P.REQUEST_DECIDE))
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.REQUEST
    PRIVACY = {
        "request": Privacy.PSEUDONYM, "case": Privacy.PSEUDONYM, "table": Privacy.NONE, "row_id": Privacy.NONE,
        "at": Privacy.NONE, "by": Privacy.STAFF,
    }  # fmt: skip

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="changes", db_comment="請求")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    table = models.CharField(max_length=60, db_comment="表の名前")
    row_id = models.UUIDField(db_comment="新しい版、または終えた開示の行")
    at = models.DateTimeField(db_comment="記録した日時")
    by = models.UUIDField(null=True, db_comment="記録した利用者")

    class Meta:
        db_table_comment = "請求によって変えたこと"
        constraints = [
            models.UniqueConstraint(
                fields=["request", "row_id"], name="request_change_once",
                violation_error_message="この変更は、すでに記録されています。",
            )
        ]  # fmt: skip
