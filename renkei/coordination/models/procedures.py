"""手続: a procedure of a case, everything written of it, and how long each kind takes in a municipality."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.coordination.enums.procedures import RUNNING, WAITING, EntryKind, Owner, ProcedureStatus
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls
from renkei.policy.permissions import P

_ORG = "accounts.Organisation"
#: Of the class `welfare`, held as a whole: the row of an office names a version of the face sheet, no procedure.
_HELD = "wall.holds_class('welfare', {t}.case_id, {t}.organisation_id, {t}.made_at)"
_W = (P.PROCEDURE_WRITE,)


class Procedure(Base):
    """A procedure as it stands: a copy of what its lines say (rules.procedures.history), for lists and the home page.

    `kind`, `variant`: codes of data/procedures.toml, encrypted: that one applies for 生活保護 or a 手帳 is 要配慮. One of a kind
    on a case, kept by the service (a cipher can't be compared). `due_on`: by when to apply, or when the decision is expected.
    """

    WALL = walls.on("case", read=f"{walls.is_system('jobs')} OR ((SELECT wall.is_core()) AND {_HELD})", write=_W)
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "case"
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "kind": Privacy.WELFARE, "variant": Privacy.WELFARE, "status": Privacy.PSEUDONYM,
        "owner": Privacy.NONE, "window": Privacy.WELFARE, "days": Privacy.NONE, "applied_on": Privacy.PSEUDONYM,
        "due_on": Privacy.PSEUDONYM, "blocked_since": Privacy.PSEUDONYM, "organisation": Privacy.NONE,
        "made_at": Privacy.NONE, "made_by": Privacy.STAFF,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="procedures", db_comment="ケース")
    kind = EncryptedTextField("手続", db_comment="手続の種類（コード）")
    variant = EncryptedTextField("方法", null=True, db_comment="手続の方法（コード）")
    status = models.CharField(
        "状態", max_length=20, choices=ProcedureStatus.choices, default=ProcedureStatus.NOT_STARTED, db_comment="状態"
    )
    owner = models.CharField("進める人", max_length=10, choices=Owner.choices, db_comment="どの側が進めるか")
    window = EncryptedTextField("窓口", null=True, db_comment="申請先の窓口")
    days = models.PositiveSmallIntegerField("かかる日数", null=True, db_comment="この手続だけの、かかる日数（開庁日）")
    applied_on = models.DateField("申請した日", null=True, db_comment="申請した日（いまの申請）")
    due_on = models.DateField("次の日付", null=True, db_comment="いつまでに申請するか、または、決定の見込みの日")
    blocked_since = models.DateField(null=True, db_comment="ほかの手続を待ち始めた日（待っていなければ空）")
    organisation = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="手続を加えた機関")
    made_at = models.DateTimeField(db_comment="加えた日時")
    made_by = models.UUIDField(null=True, db_comment="加えた利用者")

    class Meta:
        db_table_comment = "手続（手帳・支給決定など）"
        indexes = [
            models.Index(fields=["case", "status"], name="procedure_by_case"),
            models.Index(fields=["due_on"], condition=Q(status__in=[*WAITING, *RUNNING]), name="procedure_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=RUNNING) | Q(applied_on__isnull=False), name="procedure_applied_on",
                violation_error_message="申請した日を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gte=1, days__lte=400), name="procedure_days",
                violation_error_message="かかる日数は、1から400までの数にしてください。",
            ),
        ]  # fmt: skip


class ProcedureEntry(Base):
    """A line of the history; append-only. `target`: the line that an undo or a correction speaks of."""

    WALL = walls.on("procedure", write=_W).append_only()
    PURPOSE, RETENTION = Purpose.SUPPORT, Retention.CASE
    KEY_OF = "procedure"
    PRIVACY = {
        "procedure": Privacy.PSEUDONYM, "number": Privacy.NONE, "kind": Privacy.NONE, "status": Privacy.PSEUDONYM, "on": Privacy.PSEUDONYM,
        "target": Privacy.NONE, "note": Privacy.WELFARE, "at": Privacy.NONE, "user_id": Privacy.STAFF,
        "organisation_id": Privacy.NONE,
    }  # fmt: skip

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="entries", db_comment="手続")
    number = models.PositiveSmallIntegerField(db_comment="手続の中の通し番号")
    kind = models.CharField(max_length=10, choices=EntryKind.choices, db_comment="何を書いたか")
    status = models.CharField(max_length=20, db_comment="このあとの状態")
    on = models.DateField("日付", db_comment="実際にあった日")
    target = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_comment="取り消した・直した行")
    note = EncryptedTextField("メモ・理由", null=True, db_comment="メモ・理由")
    at = models.DateTimeField(db_comment="書いた日時")
    user_id = models.UUIDField(null=True, db_comment="書いた利用者")
    organisation_id = models.UUIDField(null=True, db_comment="書いた機関")

    class Meta:
        db_table_comment = "手続の経過。追記だけ"
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"], name="procedure_entry_number",
                violation_error_message="この手続は、ほかの人が先に変えました。画面を開き直してください。",
            ),
            models.UniqueConstraint(
                fields=["target"], condition=Q(kind="undo"), name="procedure_undone_once",
                violation_error_message="この段階は、すでに取り消されています。画面を開き直してください。",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["undo", "correct"]) | Q(target__isnull=False, note__isnull=False),
                name="procedure_entry_reason", violation_error_message="理由を入力してください。",
            ),
        ]  # fmt: skip


class UsualDays(Base):
    """この市町村でかかる日数 of a kind, a version a row, never edited; the newest counts. No days: as the file says again."""

    WALL = walls.open_to_all(
        "how long an office takes is about no person; every body that waits for it counts with it",
        write=f"{walls.may(P.PROCEDURE_DAYS)} AND {{t}}.municipality_id = ANY ((SELECT wall.represented())::uuid[])",
    ).append_only()
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STANDING
    PRIVACY = {
        "municipality": Privacy.NONE, "kind": Privacy.NONE, "variant": Privacy.NONE, "days": Privacy.NONE,
        "basis": Privacy.NONE, "made_at": Privacy.NONE, "made_by": Privacy.STAFF,
    }  # fmt: skip

    municipality = models.ForeignKey(_ORG, models.PROTECT, related_name="+", db_comment="市町村")
    kind = models.CharField("手続", max_length=40, db_comment="手続の種類（コード）")
    variant = models.CharField("方法", max_length=40, blank=True, db_comment="手続の方法（コード）")
    days = models.PositiveSmallIntegerField(
        "日数", null=True, db_comment="開庁日。空は、はじめからの日数に戻したことを示す"
    )
    basis = models.CharField(
        "根拠", max_length=200, blank=True, db_comment="根拠（標準処理期間、実績など。個人のことは書かない）"
    )
    made_at = models.DateTimeField(db_comment="決めた日時")
    made_by = models.UUIDField(null=True, db_comment="決めた利用者")

    class Meta:
        db_table_comment = "手続にかかる日数（市町村ごと）。追記だけ"
        indexes = [models.Index(fields=["municipality", "kind", "-made_at"], name="usual_days_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gte=1, days__lte=400), name="usual_days_range",
                violation_error_message="日数は、1から400までの数にしてください。",
            ),
        ]  # fmt: skip
