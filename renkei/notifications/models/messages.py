"""A message to one user."""

from __future__ import annotations

from django.db import models

from renkei.core.fields import CodeField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.notifications.enums import Kind
from renkei.policy import walls


class Message(Base):
    """Kind, a number and where it leads. `user_id` without a foreign key: messages outlive users."""

    WALL = walls.MESSAGE
    PURPOSE, RETENTION = Purpose.NOTICE, Retention.SHORT
    PRIVACY = {
        "user_id": Privacy.STAFF, "organisation_id": Privacy.NONE, "kind": Privacy.NONE, "number": Privacy.PSEUDONYM,
        "link": Privacy.NONE, "case_id": Privacy.PSEUDONYM, "sent_at": Privacy.NONE, "read_at": Privacy.NONE,
    }  # fmt: skip

    user_id = models.UUIDField(db_comment="宛先の利用者")
    organisation_id = models.UUIDField(null=True, db_comment="宛先の利用者の機関")
    kind = CodeField(max_length=40, choices=Kind.choices, db_comment="お知らせの種類")
    number = models.CharField(max_length=30, blank=True, db_comment="ケースや打診の番号")
    link = models.CharField(max_length=200, blank=True, db_comment="開くページ")
    case_id = models.UUIDField(null=True, db_comment="ケースの識別子")
    sent_at = models.DateTimeField(db_comment="通知した日時")
    read_at = models.DateTimeField(null=True, db_comment="読んだ日時")

    class Meta:
        db_table_comment = "お知らせ"
        indexes = [models.Index(fields=["user_id", "read_at", "-sent_at"], name="message_inbox")]
