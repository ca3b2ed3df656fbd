"""What happened, and the seals over it."""

from __future__ import annotations

from django.db import models

from renkei.audit.enums import E
from renkei.core.fields import CodeField
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls


class Event(models.Model):
    """One thing that happened. A trigger refuses UPDATE and DELETE; no foreign keys, so nothing can cascade into it."""

    WALL = walls.AUDIT
    PURPOSE, RETENTION = Purpose.ACCOUNTABILITY, Retention.AUDIT
    PRIVACY = {
        "at": Privacy.NONE, "code": Privacy.NONE, "user_id": Privacy.STAFF, "organisation_id": Privacy.NONE,
        "membership_id": Privacy.STAFF, "system": Privacy.NONE, "object_type": Privacy.NONE,
        "object_id": Privacy.NONE, "case_id": Privacy.PSEUDONYM, "info_class": Privacy.NONE,
        "reason": Privacy.NONE, "detail": Privacy.NONE,
    }  # fmt: skip

    id = models.BigIntegerField(primary_key=True, editable=False, db_comment="通し番号（トリガーが付けます）")
    at = models.DateTimeField(db_comment="発生日時")
    code = CodeField(max_length=40, choices=E.choices, db_comment="出来事の種類")
    user_id = models.UUIDField(null=True, db_comment="操作した利用者")
    organisation_id = models.UUIDField(null=True, db_comment="操作した機関")
    membership_id = models.UUIDField(null=True, db_comment="操作した所属")
    system = models.CharField(max_length=40, blank=True, db_comment="プログラムによる操作の名前")
    object_type = models.CharField(max_length=60, blank=True, db_comment="対象の種類")
    object_id = models.UUIDField(null=True, db_comment="対象の識別子")
    case_id = models.UUIDField(null=True, db_comment="ケースの識別子")
    info_class = models.CharField(max_length=20, blank=True, db_comment="情報区分")
    reason = models.CharField(max_length=40, blank=True, db_comment="閲覧の理由のコード")
    detail = models.JSONField(default=dict, db_comment="補足（個人情報を含めない）")

    class Meta:
        db_table_comment = "操作の記録（追記のみ）"
        indexes = [
            models.Index(fields=["case_id", "-id"], name="audit_by_case"),
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["user_id", "-at", "-id"], name="audit_by_user"),
            models.Index(fields=["organisation_id", "-at", "-id"], name="audit_by_body"),
            models.Index(fields=["code", "-at", "-id"], name="audit_by_code"),
        ]


class Seal(models.Model):
    """封印: the next events in the order of their numbers, as leaves of the tree, and the signed head over all so far.

    One row per batch keeps 40 bytes per event. A trigger refuses UPDATE and DELETE; a database owner who gets around it is
    found by `verify_audit`.
    """

    WALL = walls.open_to_all(
        "hashes and signatures; anybody may check them", write=walls.is_system("jobs")
    ).append_only()
    PURPOSE, RETENTION = Purpose.ACCOUNTABILITY, Retention.AUDIT
    PRIVACY = dict.fromkeys(("number", "size", "last_event", "events", "leaves", "peaks", "root", "sealed_at", "key_hash", "signature"), Privacy.NONE)  # fmt: skip

    number = models.BigIntegerField(primary_key=True, db_comment="封印の番号（1から続く）")
    size = models.BigIntegerField(unique=True, db_comment="ここまでに封印した行の数")
    last_event = models.BigIntegerField(unique=True, db_comment="最後に封印した行の通し番号")
    events = models.BinaryField(db_comment="封印した行の通し番号（8バイトずつ）")
    leaves = models.BinaryField(db_comment="封印した行の照合値（SHA-256、32バイトずつ）")
    peaks = models.BinaryField(db_comment="木の頂（32バイトずつ）。次の封印が続きから始めるため")
    root = models.BinaryField(db_comment="木の根（全体の照合値）")
    sealed_at = models.DateTimeField(db_comment="封印した日時")
    key_hash = models.BinaryField(db_comment="署名した鍵の短い名前")
    signature = models.BinaryField(db_comment="Ed25519の署名")

    class Meta:
        db_table_comment = "操作の記録の封印（追記のみ）"
