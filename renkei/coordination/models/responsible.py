"""判断の表 (援護の実施者, 生活保護の実施機関), its facts and what was written in it; 計画相談の例外."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from renkei.coordination.enums.responsible import (
    EntryKind,
    ExceptionReason,
    ExceptionStatus,
    SheetKind,
    SheetStatus,
)
from renkei.core.fields import CodeField, EncryptedJSONField, EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

_REACHED = f"{walls.is_system('jobs')} OR (wall.reaches({{t}}.case_id, 'responsible_view') AND "
#: Where a person lives and what he needs: welfare; that he is or was in custody: justice_outline, row by row. After the consent
#: ended nothing newer, and of own collection only what is own.
_HELD = "wall.holds_class('welfare', {t}.case_id, {t}.organisation_id, {t}.opened_at)"
_ROW_HELD = "wall.holds_class({t}.info_class, {t}.case_id, {t}.organisation_id, {t}.at)"
_SHEET = walls.on("case", read=f"{_REACHED}{_HELD})", write=(P.RESPONSIBLE_WRITE,))
_ROW = walls.on(
    "case", read=f"{_REACHED}wall.opens({{t}}.case_id, 'welfare') AND {_ROW_HELD})", write=(P.RESPONSIBLE_WRITE,)
).append_only()  # fmt: skip
_EXCEPTION = walls.on(
    "case", read=_REACHED + "(SELECT wall.is_core()))", write=(P.INQUIRY_SEND, P.PLAN_EXCEPTION_APPROVE)
)


class Worksheet(Base):
    """判断の表 of one case and one question. `due_on`: when it is looked at next; `until`: how long the interim holds."""

    WALL = _SHEET
    KEEPS = {"case": "", "kind": ""}
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "kind": Privacy.NONE, "status": Privacy.PSEUDONYM, "due_on": Privacy.PSEUDONYM,
        "until": Privacy.PSEUDONYM, "decided_on": Privacy.PSEUDONYM, "organisation": Privacy.NONE, "opened_at": Privacy.NONE,
        "opened_by": Privacy.STAFF,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="worksheets", db_comment="ケース")
    kind = models.CharField("何の判断か", max_length=10, choices=SheetKind.choices, db_comment="何の判断か")
    status = models.CharField(
        "状態", max_length=20, choices=SheetStatus.choices, default=SheetStatus.CHECKING, db_comment="状態"
    )
    due_on = models.DateField("次に確かめる日", null=True, db_comment="次に確かめる日（決定のあとは空）")
    until = models.DateField("暫定の対応の期限", null=True, db_comment="暫定の対応をいつまで続けるか")
    decided_on = models.DateField("決定した日", null=True, db_comment="決定した日")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="判断を進める機関"
    )
    opened_at = models.DateTimeField(db_comment="確認を始めた日時")
    opened_by = models.UUIDField(null=True, db_comment="確認を始めた利用者")

    class Meta:
        db_table_comment = "援護の実施者・生活保護の実施機関の判断の表"
        indexes = [models.Index(fields=["status", "due_on"], name="worksheet_by_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], name="worksheet_once",
                violation_error_message="この判断の表は、すでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(status=SheetStatus.DECIDED, decided_on__isnull=False, due_on__isnull=True)
                | (~Q(status=SheetStatus.DECIDED) & Q(decided_on__isnull=True, due_on__isnull=False)),
                name="worksheet_decided", violation_error_message="決定した日、または次に確かめる日を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(status=SheetStatus.INTERIM) | Q(until__isnull=False), name="worksheet_interim_until",
                violation_error_message="暫定の対応の期限を入力してください。",
            ),
        ]  # fmt: skip


class WorksheetFact(Base):
    """One version of one fact. `content`: answer, municipality, on, evidence, kept_where, note. The newest counts."""

    WALL = _ROW
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "sheet": Privacy.PSEUDONYM, "code": Privacy.NONE, "info_class": Privacy.NONE,
        "version": Privacy.NONE, "content": Privacy.JUSTICE, "at": Privacy.NONE, "user_id": Privacy.STAFF,
        "organisation": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    sheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="facts", db_comment="判断の表")
    code = CodeField("事実", max_length=30, db_comment="どの事実か（コード。どの人にも同じ問い）")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="事実の情報区分")
    version = models.PositiveSmallIntegerField(db_comment="版（事実の中の通し番号）")
    content = EncryptedJSONField("内容", db_comment="答え・市町村・日付・根拠・根拠のある所・補足")
    at = models.DateTimeField(db_comment="確かめて記録した日時")
    user_id = models.UUIDField(null=True, db_comment="確かめた利用者")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="確かめた機関"
    )

    class Meta:
        db_table_comment = "判断の表の事実（版）"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "code", "version"], name="worksheet_fact_version",
                violation_error_message="ほかの人が先にこの事実を記録しました。最新の内容を確認してください。",
            ),
        ]  # fmt: skip


class WorksheetEntry(Base):
    """市町村の考え, 暫定の対応, 決定, 再検討: append-only. `content` by kind, as `services.responsible` writes it."""

    WALL = _ROW
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "sheet": Privacy.PSEUDONYM, "kind": Privacy.NONE, "info_class": Privacy.NONE,
        "content": Privacy.JUSTICE, "at": Privacy.NONE, "user_id": Privacy.STAFF, "organisation": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    sheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="entries", db_comment="判断の表")
    kind = models.CharField(max_length=20, choices=EntryKind.choices, db_comment="何を書いたか")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="内容の情報区分")
    content = EncryptedJSONField("内容", db_comment="市町村・日付・相手・方法・理由など")
    at = models.DateTimeField(db_comment="記録した日時")
    user_id = models.UUIDField(null=True, db_comment="記録した利用者")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="記録した機関"
    )

    class Meta:
        db_table_comment = "判断の表に書いたこと"
        indexes = [models.Index(fields=["sheet", "at"], name="worksheet_entry_by_sheet")]


class PlanException(Base):
    """計画相談の例外 (Q4): the commissioned body's own office also makes the plan of this person, from–to, approved by the
    municipality's manager; never by who asked."""

    WALL = _EXCEPTION
    KEEPS = {"case": "", "office": "", "reason": "", "asked_by": ""}
    PURPOSE, RETENTION = Purpose.PLACEMENT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "office": Privacy.PSEUDONYM, "reason": Privacy.PSEUDONYM, "text": Privacy.WELFARE,
        "starts_on": Privacy.PSEUDONYM, "ends_on": Privacy.PSEUDONYM, "review_on": Privacy.PSEUDONYM,
        "status": Privacy.NONE, "organisation": Privacy.NONE, "asked_by": Privacy.STAFF, "asked_at": Privacy.NONE,
        "decided_by": Privacy.STAFF, "decided_at": Privacy.NONE, "note": Privacy.WELFARE, "ended_at": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="plan_exceptions", db_comment="ケース")
    office = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="計画相談を行う事業所"
    )
    reason = models.CharField("理由", max_length=20, choices=ExceptionReason.choices, db_comment="例外の理由")
    text = EncryptedTextField("事情", db_comment="例外が要る事情")
    starts_on = models.DateField("始まり", db_comment="例外の最初の日")
    ends_on = models.DateField("終わり", db_comment="例外の最後の日")
    review_on = models.DateField("見直す日", db_comment="例外を見直す日")
    status = models.CharField(
        "状態", max_length=20, choices=ExceptionStatus.choices, default=ExceptionStatus.PENDING, db_comment="状態"
    )
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="求めた機関")
    asked_by = models.UUIDField(null=True, db_comment="求めた利用者")
    asked_at = models.DateTimeField(db_comment="求めた日時")
    decided_by = models.UUIDField(null=True, db_comment="承認した・しなかった利用者")
    decided_at = models.DateTimeField(null=True, db_comment="承認した・しなかった日時")
    note = EncryptedTextField("承認者の補足", null=True, db_comment="承認した・しなかった理由、終えた理由")
    ended_at = models.DateTimeField(null=True, db_comment="終えた日時")

    class Meta:
        db_table_comment = "計画相談の例外（受託した団体が計画相談も行う）"
        indexes = [models.Index(fields=["case", "status"], name="plan_exception_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("review_on"), review_on__lte=F("ends_on")), name="plan_exception_period",
                violation_error_message="見直す日は、例外の期間の中の日にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ExceptionStatus.PENDING, ExceptionStatus.ENDED])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="plan_exception_decided", violation_error_message="承認した人がありません。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="plan_exception_other_person",
                violation_error_message="例外を求めた人は、自分で承認できません。",
            ),
            models.UniqueConstraint(
                fields=["case", "office"], condition=Q(status=ExceptionStatus.PENDING), name="plan_exception_asked_once",
                violation_error_message="この事業所についての例外は、すでに承認を待っています。",
            ),
        ]  # fmt: skip
