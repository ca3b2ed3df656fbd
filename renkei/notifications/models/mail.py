"""How a user wants his mails, and what became of each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.core.fields import CodeField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.notifications.enums import MailFault, MailMode, MailStatus
from renkei.notifications.models.messages import Message
from renkei.notifications.rules import DIGEST_AT, QUIET_FROM, QUIET_TO, Wish
from renkei.policy import walls

#: One's own, and of the users one manages, who sees and mends what does not arrive.
_HIS = f"{walls.mine()} OR {walls.is_system('mail')} OR wall.manages_user({{t}}.user_id)"


class MailChoice(Base):
    """メールの受け取り方: one row for a user who chose, or whose address takes no mail any more."""

    WALL = walls.Wall(read=_HIS, add=_HIS, change=_HIS)
    PURPOSE, RETENTION = Purpose.NOTICE, Retention.STAFF
    PRIVACY = {
        "user_id": Privacy.STAFF, "mode": Privacy.STAFF, "quiet_from": Privacy.STAFF, "quiet_to": Privacy.STAFF,
        "quiet_closed": Privacy.STAFF, "digest_at": Privacy.STAFF, "stopped_at": Privacy.STAFF, "fault": Privacy.STAFF,
    }  # fmt: skip

    user_id = models.UUIDField(unique=True, db_comment="利用者")
    mode = models.CharField(
        "受け取り方", max_length=10, choices=MailMode.choices, default=MailMode.AT_ONCE, db_comment="受け取り方"
    )
    quiet_from = models.TimeField("夜間の始まり", default=QUIET_FROM, db_comment="メールを送らない時間の始まり")
    quiet_to = models.TimeField("夜間の終わり", default=QUIET_TO, db_comment="メールを送らない時間の終わり")
    quiet_closed = models.BooleanField("閉庁日", default=True, db_comment="閉庁日は送らない")
    digest_at = models.TimeField("まとめの時刻", default=DIGEST_AT, db_comment="朝にまとめて送る時刻")
    stopped_at = models.DateTimeField(null=True, db_comment="届かない宛先として止めた日時")
    fault = models.CharField(max_length=12, choices=MailFault.choices, blank=True, db_comment="止めた理由")

    class Meta:
        db_table_comment = "メールの受け取り方"
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, fault="") | (Q(stopped_at__isnull=False) & ~Q(fault="")),
                name="mail_choice_fault", violation_error_message="止めた理由がありません。",
            ),
        ]  # fmt: skip

    @property
    def wish(self) -> Wish:
        return Wish(self.mode, self.quiet_from, self.quiet_to, self.quiet_closed, self.digest_at)


class Mail(Base):
    """お知らせのメール: one per message that is to be mailed. Its text is made when it is sent and kept nowhere."""

    WALL = walls.Wall(read=_HIS, add=walls.is_system("mail"), change=walls.is_system("mail"))
    PURPOSE, RETENTION = Purpose.NOTICE, Retention.SHORT
    PRIVACY = {
        "message": Privacy.NONE, "user_id": Privacy.STAFF, "status": Privacy.NONE, "due_at": Privacy.NONE,
        "ended_at": Privacy.NONE, "fault": Privacy.NONE,
    }  # fmt: skip

    message = models.OneToOneField(Message, models.PROTECT, related_name="mail", db_comment="お知らせ")
    user_id = models.UUIDField(db_comment="宛先の利用者")
    status = CodeField(max_length=10, choices=MailStatus.choices, default=MailStatus.WAITING, db_comment="状態")
    due_at = models.DateTimeField(db_comment="送る日時（これより前には送らない）")
    ended_at = models.DateTimeField(null=True, db_comment="送った・やめた日時")
    fault = CodeField(max_length=12, choices=MailFault.choices, blank=True, db_comment="届けられなかった理由")

    class Meta:
        db_table_comment = "お知らせのメール"
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="waiting"), name="mail_waiting"),
            models.Index(fields=["user_id", "-due_at"], name="mail_of_user"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting") | Q(ended_at__isnull=False), name="mail_ended_at",
                violation_error_message="送った日時がありません。",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(fault=""), name="mail_fault",
                violation_error_message="届けられなかった理由がありません。",
            ),
        ]  # fmt: skip
