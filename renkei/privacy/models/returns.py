"""返却・廃棄の確認 without an account: the one-time link."""

from __future__ import annotations

from django.db import models

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls


class ReturnKey(Base):
    """A one-time link by which an office confirms. Only the hash of its secret is kept."""

    WALL = walls.RETURN_KEY
    PURPOSE, RETENTION = Purpose.RIGHTS, Retention.SHORT
    PRIVACY = {
        "case": Privacy.PSEUDONYM, "recipient": Privacy.NONE, "secret_hash": Privacy.NONE, "made_by": Privacy.STAFF,
        "expires_at": Privacy.NONE, "used_at": Privacy.NONE, "revoked_at": Privacy.NONE,
    }  # fmt: skip

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_comment="ケース")
    recipient = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="確認する機関")
    secret_hash = models.CharField(max_length=64, unique=True, db_comment="鍵の要約値")
    made_by = models.UUIDField(null=True, db_comment="発行した利用者")
    expires_at = models.DateTimeField(db_comment="有効期限")
    used_at = models.DateTimeField(null=True, db_comment="使われた日時")
    revoked_at = models.DateTimeField(null=True, db_comment="無効にした日時")

    class Meta:
        db_table_comment = "返却・廃棄の確認の鍵"
