"""Agreements, consents and the ledger."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from renkei.core.fields import EncryptedBytesField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.disclosure.enums import (
    LEGAL_BASES,
    AttachmentKind,
    Basis,
    Cause,
    ConsentEventKind,
    ConsentKind,
    ConsentStatus,
    Method,
    SignatureKind,
    Stage,
)  # fmt: skip
from renkei.policy import walls
from renkei.policy.enums import NAMED_CLASSES, InfoClass, OrgKind

_ORG = "accounts.Organisation"


def _codes(comment: str, **options: Any) -> ArrayField:
    return ArrayField(models.CharField(max_length=40), default=list, blank=True, db_comment=comment, **options)


class Attachment(Base):
    """A signed scan or other file, as an encrypted row (up to 20 MB). `case` is null for agreements."""

    WALL = walls.ATTACHMENT
    PURPOSE, RETENTION = Purpose.DISCLOSURE, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "info_class": Privacy.NONE, "kind": Privacy.NONE, "name": Privacy.IDENTITY,
        "content": Privacy.IDENTITY, "media_type": Privacy.NONE, "size": Privacy.NONE, "sha256": Privacy.NONE,
        "organisation": Privacy.NONE, "uploaded_by": Privacy.STAFF,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_comment="ケース")
    info_class = models.CharField(max_length=20, choices=InfoClass.choices, db_comment="情報区分")
    kind = models.CharField(max_length=20, choices=AttachmentKind.choices, db_comment="書類の種類")
    name = EncryptedTextField(db_comment="元のファイル名")
    content = EncryptedBytesField(db_comment="内容")
    media_type = models.CharField(max_length=60, db_comment="形式")
    size = models.PositiveIntegerField(db_comment="大きさ（バイト）")
    sha256 = models.CharField(max_length=64, db_comment="内容の要約値")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="登録した機関")
    uploaded_by = models.UUIDField(null=True, db_comment="登録した利用者")

    class Meta:
        db_table_comment = "添付書類"
        constraints = [
            models.CheckConstraint(
                condition=Q(size__lte=20 * 1024 * 1024), name="attachment_size",
                violation_error_message="ファイルは20MBまでです。",
            ),
        ]  # fmt: skip


class SharingAgreement(Base):
    """情報共有の取決め between a municipality and another body (Q3, Q7), dated."""

    WALL = walls.AGREEMENT
    MOVES = ("municipality", "partner")  # until a disclosure rests on it (services/agreements.py)
    PURPOSE, RETENTION = Purpose.DISCLOSURE, Retention.CONTRACT
    PRIVACY = {
        "municipality": Privacy.NONE, "partner": Privacy.NONE, "title": Privacy.NONE, "classes": Privacy.NONE,
        "starts_on": Privacy.NONE, "ends_on": Privacy.NONE, "ended_early_on": Privacy.NONE, "tail_days": Privacy.NONE,
        "meeting_interval_months": Privacy.NONE, "board_template": Privacy.NONE, "attachment": Privacy.NONE,
        "note": Privacy.NONE,
    }  # fmt: skip

    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="市町村（または組合）")
    partner = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="相手の機関")
    title = models.CharField("名称", max_length=100, db_comment="取決めの名称")
    classes = _codes("共有できる情報区分")
    starts_on = models.DateField("開始日", db_comment="開始日")
    ends_on = models.DateField("終了日", null=True, blank=True, db_comment="最終日")
    ended_early_on = models.DateField(null=True, blank=True, db_comment="途中で終えた最終日")
    tail_days = models.PositiveSmallIntegerField("引継ぎ後の閲覧日数", default=30, db_comment="日")
    meeting_interval_months = models.PositiveSmallIntegerField("定期協議の間隔", default=3, db_comment="か月")
    board_template = _codes("併走の分担項目（コード）")
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", db_comment="署名した文書"
    )
    note = models.CharField("備考", max_length=200, blank=True, db_comment="備考")

    class Meta:
        db_table_comment = "情報共有の取決め"
        indexes = [models.Index(fields=["municipality", "partner"], name="agreement_parties")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(municipality=F("partner")), name="agreement_two_bodies",
                violation_error_message="別の機関を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="agreement_period",
                violation_error_message="終了日は開始日以後の日を入力してください。",
            ),
        ]  # fmt: skip


class Consent(Base):
    """同意: one version of one case. Its recipients stand beside; its history is append-only."""

    WALL = walls.on("case", write=walls.CONSENTING)
    PURPOSE, RETENTION = Purpose.DISCLOSURE, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "version": Privacy.NONE, "kind": Privacy.PSEUDONYM, "status": Privacy.PSEUDONYM,
        "organisation": Privacy.NONE, "explained_at": Privacy.PSEUDONYM, "explained_by": Privacy.STAFF,
        "explainer_name": Privacy.IDENTITY, "place": Privacy.IDENTITY, "methods": Privacy.PSEUDONYM,
        "present": Privacy.THIRD_PARTY, "understanding": Privacy.WELFARE, "explained": Privacy.PSEUDONYM,
        "signature": Privacy.PSEUDONYM, "proxy_reason": Privacy.WELFARE, "guardian_agreed": Privacy.PSEUDONYM,
        "purposes": Privacy.PSEUDONYM, "classes": Privacy.PSEUDONYM, "receive_from": Privacy.PSEUDONYM,
        "valid_from": Privacy.PSEUDONYM, "valid_until": Privacy.PSEUDONYM, "refused_items": Privacy.WELFARE,
        "copy_given": Privacy.PSEUDONYM, "review_on": Privacy.PSEUDONYM, "attachment": Privacy.NONE,
        "ended_at": Privacy.PSEUDONYM, "withdrawal_note": Privacy.WELFARE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="consents", db_comment="ケース")
    version = models.PositiveSmallIntegerField("版", db_comment="ケースの中の通し番号")
    kind = models.CharField("様式", max_length=10, choices=ConsentKind.choices, db_comment="様式種別")
    status = models.CharField(
        "状態", max_length=20, choices=ConsentStatus.choices, default=ConsentStatus.EXPLAINED, db_comment="状態"
    )
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="説明した機関")
    explained_at = models.DateTimeField("説明した日時", db_comment="説明した日時")
    explained_by = models.UUIDField(null=True, db_comment="説明した利用者")
    explainer_name = EncryptedTextField(null=True, db_comment="説明した人の氏名（利用者でないとき）")
    place = EncryptedTextField(null=True, db_comment="説明した場所")
    methods = _codes("説明の方法")
    present = EncryptedTextField(null=True, db_comment="同席した人")
    understanding = EncryptedTextField(null=True, db_comment="理解の確認")
    explained = _codes("説明した項目")
    signature = models.CharField(
        "署名", max_length=20, choices=SignatureKind.choices, blank=True, db_comment="署名の種類"
    )
    proxy_reason = EncryptedTextField(null=True, db_comment="代筆の理由")
    guardian_agreed = models.BooleanField("後見人などの同意", default=False, db_comment="後見人などの同意")
    purposes = _codes("目的")
    classes = _codes("伝えてよい情報区分")
    receive_from = _codes("情報を受け取ってよい機関の種類")
    valid_from = models.DateField("有効期間の開始", db_comment="開始日")
    valid_until = models.DateField("有効期間の終了", null=True, blank=True, db_comment="最終日（空欄は支援終了まで）")
    refused_items = EncryptedTextField(null=True, db_comment="同意しない項目")
    copy_given = models.BooleanField("控えを渡した", default=False, db_comment="控えの交付")
    review_on = models.DateField("次の見直し日", null=True, blank=True, db_comment="見直し日")
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", db_comment="署名した同意書"
    )
    ended_at = models.DateTimeField(null=True, db_comment="撤回・失効した日時")
    withdrawal_note = EncryptedTextField(null=True, db_comment="撤回の事情")

    class Meta:
        db_table_comment = "同意"
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="consent_version", violation_error_message="同じ版の同意があります。"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="consent_period",
                violation_error_message="有効期間の終了は、開始以後の日を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["withdrawn", "expired"]) | Q(ended_at__isnull=False), name="consent_ended_at",
                violation_error_message="撤回・失効の日時がありません。",
            ),
        ]  # fmt: skip


class ConsentRecipient(Base):
    """提供先: an organisation by name, or every body of a kind, and up to which stage."""

    WALL = walls.on("consent", write=walls.CONSENTING)
    PURPOSE, RETENTION = Purpose.DISCLOSURE, Retention.CASE
    PRIVACY = {
        "consent": Privacy.PSEUDONYM, "organisation": Privacy.PSEUDONYM, "organisation_kind": Privacy.PSEUDONYM,
        "stages": Privacy.PSEUDONYM, "added_at": Privacy.NONE, "ended_at": Privacy.NONE,
    }  # fmt: skip

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="recipients", db_comment="同意")
    organisation = models.ForeignKey(
        _ORG, models.PROTECT, null=True, blank=True, related_name="+", db_comment="提供先の機関"
    )
    organisation_kind = models.CharField(max_length=20, choices=OrgKind.choices, blank=True, db_comment="提供先の種類")
    stages = _codes("段階")
    added_at = models.DateTimeField(db_comment="加えた日時")
    ended_at = models.DateTimeField(null=True, db_comment="一部撤回した日時")

    class Meta:
        db_table_comment = "同意の提供先"
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, organisation_kind="")
                | (Q(organisation__isnull=True) & ~Q(organisation_kind="")),
                name="consent_recipient_one", violation_error_message="機関の名前か種類のどちらかを選んでください。",
            ),
        ]  # fmt: skip


class ConsentEvent(Base):
    """History of a consent; a trigger refuses change."""

    WALL = walls.on("consent", write=walls.CONSENTING).append_only()
    PURPOSE, RETENTION = Purpose.DISCLOSURE, Retention.CASE
    PRIVACY = {
        "consent": Privacy.PSEUDONYM, "kind": Privacy.PSEUDONYM, "at": Privacy.NONE, "user_id": Privacy.STAFF,
        "organisation_id": Privacy.NONE, "detail": Privacy.NONE,
    }  # fmt: skip

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="events", db_comment="同意")
    kind = models.CharField(max_length=20, choices=ConsentEventKind.choices, db_comment="出来事")
    at = models.DateTimeField(db_comment="日時")
    user_id = models.UUIDField(null=True, db_comment="記録した利用者")
    organisation_id = models.UUIDField(null=True, db_comment="記録した機関")
    detail = models.JSONField(default=dict, db_comment="補足（コードと識別子のみ）")

    class Meta:
        db_table_comment = "同意の経過"


class LedgerEntry(Base):
    """開示台帳の1行: who gave which class of which case to whom, on what basis, from when until when.

    Never edited or deleted; only its end may be set, and only to come nearer (trigger in 0002_guards).
    """

    WALL = walls.LEDGER
    PURPOSE, RETENTION = Purpose.DISCLOSURE, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "info_class": Privacy.NONE, "recipient": Privacy.PSEUDONYM, "giver": Privacy.PSEUDONYM,
        "acted_by": Privacy.PSEUDONYM, "basis": Privacy.PSEUDONYM, "consent": Privacy.PSEUDONYM,
        "agreement": Privacy.NONE, "delegation": Privacy.NONE, "legal_reason": Privacy.WELFARE, "derived_from": Privacy.PSEUDONYM,
        "whole_class": Privacy.NONE, "version_id": Privacy.NONE, "fields": Privacy.NONE, "persons": Privacy.STAFF,
        "paper_persons": Privacy.STAFF, "stage": Privacy.PSEUDONYM, "cause": Privacy.PSEUDONYM, "cause_id": Privacy.NONE,
        "method": Privacy.NONE, "starts_at": Privacy.PSEUDONYM, "ends_at": Privacy.PSEUDONYM, "ended_cause": Privacy.PSEUDONYM,
        "opened_by": Privacy.STAFF, "ended_by": Privacy.STAFF,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="ledger", db_comment="ケース")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="情報区分")
    recipient = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="提供先")
    giver = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="情報に責任を負う提供元")
    acted_by = models.ForeignKey(
        _ORG, models.PROTECT, null=True, related_name="+", db_comment="提供元の名で行った受託団体"
    )
    basis = models.CharField("根拠", max_length=20, choices=Basis.choices, db_comment="根拠")
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, related_name="entries", db_comment="根拠の同意（版）"
    )
    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, null=True, related_name="+", db_comment="取決め")
    delegation = models.ForeignKey(
        "accounts.Delegation", models.PROTECT, null=True, related_name="+", db_comment="委託"
    )
    legal_reason = EncryptedTextField(null=True, db_comment="法令上の根拠の具体的な理由")
    derived_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="derived", db_comment="元になった行"
    )
    whole_class = models.BooleanField(db_comment="区分の全体（現在の版）か")
    version_id = models.UUIDField(null=True, db_comment="開示した版")
    fields = _codes("開示した項目")
    persons = ArrayField(models.UUIDField(), default=list, blank=True, db_comment="見てよい利用者（指名）")
    paper_persons = EncryptedTextField(null=True, db_comment="見てよい人（利用者でない人の氏名）")
    stage = models.CharField("段階", max_length=10, choices=Stage.choices, db_comment="段階")
    cause = models.CharField("きっかけ", max_length=20, choices=Cause.choices, db_comment="開いた出来事")
    cause_id = models.UUIDField(null=True, db_comment="開いた出来事の識別子")
    method = models.CharField("方法", max_length=10, choices=Method.choices, default=Method.SYSTEM, db_comment="方法")
    starts_at = models.DateTimeField("開始", db_comment="開始日時")
    ends_at = models.DateTimeField("終了", null=True, db_comment="終了日時（空欄は継続中）")
    ended_cause = models.CharField(max_length=20, choices=Cause.choices, blank=True, db_comment="終わらせた出来事")
    opened_by = models.UUIDField(null=True, db_comment="開いた利用者")
    ended_by = models.UUIDField(null=True, db_comment="終わらせた利用者")

    class Meta:
        db_table_comment = "開示台帳"
        indexes = [
            models.Index(fields=["recipient", "info_class", "case"], name="ledger_by_recipient"),
            models.Index(fields=["case", "recipient"], name="ledger_by_case"),
            models.Index(fields=["consent"], name="ledger_by_consent"),
            models.Index(
                fields=["giver"],
                name="ledger_ended",
                condition=Q(ends_at__isnull=False) & ~Q(info_class=InfoClass.SUMMARY),
            ),
            models.Index(
                fields=["case"],
                name="ledger_ended_of_case",
                condition=Q(ends_at__isnull=False) & ~Q(info_class=InfoClass.SUMMARY) & ~Q(giver=F("recipient")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="ledger_period",
                violation_error_message="終了は開始より後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.CONSENT) | Q(consent__isnull=False), name="ledger_consent_named",
                violation_error_message="根拠とする同意を選んでください。",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.COMMISSION) | Q(delegation__isnull=False), name="ledger_commission_named",
                violation_error_message="根拠とする委託がありません。",
            ),
            models.CheckConstraint(
                condition=~Q(basis__in=list(LEGAL_BASES)) | Q(legal_reason__isnull=False), name="ledger_reason_written",
                violation_error_message="法令上の根拠には、具体的な理由を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.SUMMARY) | Q(info_class=InfoClass.SUMMARY), name="ledger_summary_only",
                violation_error_message="仮名の相談で渡せるのは概要だけです。",
            ),
            models.CheckConstraint(
                condition=Q(info_class=InfoClass.SUMMARY)
                | Q(basis__in=[Basis.OWN, Basis.RETAINED, Basis.COMMISSION, *LEGAL_BASES])
                | Q(cause=Cause.BEFORE_SYSTEM)
                | Q(agreement__isnull=False),
                name="ledger_agreement", violation_error_message="情報共有の取決めがない機関には開示できません。",
            ),
            models.CheckConstraint(
                condition=Q(whole_class=True, version_id__isnull=True)
                | (Q(whole_class=False, version_id__isnull=False) & ~Q(fields=[])),
                name="ledger_version", violation_error_message="開示する版と項目を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(whole_class=True)
                | ~Q(info_class__in=[str(c) for c in NAMED_CLASSES])
                | ~Q(persons=[])
                | Q(paper_persons__isnull=False),
                name="ledger_persons", violation_error_message="この情報を見る人を指名してください。",
            ),
        ]  # fmt: skip


class ReturnConfirmation(Base):
    """返却・廃棄の確認 from a recipient whose access has ended (SX)."""

    WALL = walls.RETURN
    PURPOSE, RETENTION = Purpose.DISCLOSURE, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "recipient": Privacy.PSEUDONYM, "at": Privacy.NONE, "how": Privacy.NONE,
        "recorded_by": Privacy.STAFF, "note": Privacy.WELFARE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    recipient = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="返却・廃棄した機関")
    at = models.DateTimeField(db_comment="確認した日時")
    how = models.CharField(max_length=10, choices=[("returned", "返却"), ("destroyed", "廃棄")], db_comment="方法")
    recorded_by = models.UUIDField(null=True, db_comment="記録した利用者")
    note = EncryptedTextField(null=True, db_comment="備考")

    class Meta:
        db_table_comment = "返却・廃棄の確認"


class SafetyReview(Base):
    """支援の安全確認: opened when a person in service withdraws; somebody looks whether support can go on safely."""

    WALL = walls.on("case", write=walls.MOVING)
    PURPOSE, RETENTION = Purpose.DISCLOSURE, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "consent": Privacy.PSEUDONYM, "organisation": Privacy.NONE, "opened_at": Privacy.NONE,
        "done_at": Privacy.NONE, "done_by": Privacy.STAFF, "result": Privacy.WELFARE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+", db_comment="撤回された同意")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="確認する機関")
    opened_at = models.DateTimeField(db_comment="始めた日時")
    done_at = models.DateTimeField(null=True, db_comment="確認を終えた日時")
    done_by = models.UUIDField(null=True, db_comment="確認を終えた利用者")
    result = EncryptedTextField(null=True, db_comment="確認した内容")

    class Meta:
        db_table_comment = "支援の安全確認"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(result__isnull=False), name="safety_review_result",
                violation_error_message="確認した内容を入力してください。",
            ),
        ]  # fmt: skip
