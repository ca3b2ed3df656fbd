"""定着支援センターとの共有を本人に確かめた結果 (Q6): every time it was asked, and what the person said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from renkei.coordination.enums.referral import CenterSharing
from renkei.coordination.models.referral import Referral
from renkei.core.fields import EncryptedTextField
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls

#: What the person said is for the municipality's side: the body that sent the request reaches the request, and not this.
#: As `walls.on`, in one look at the request.
_SEEN = "NOT (SELECT wall.is_auditor()) AND " + walls.there_is(
    "{parent} up WHERE up.id = {t}.{key}"
    f" AND ({walls.is_system('jobs')} OR wall.same_side(up.case_id, up.addressee_id))"
)
_WALL = walls.Wall(read=_SEEN, add=f"{walls.may(*walls.WRITING)} AND {_SEEN}", change=walls.NOBODY, parent="referral")


class SharingAnswer(Base):
    """One asking; append-only. The newest stands on the request as well."""

    WALL = _WALL
    PURPOSE, RETENTION = Purpose.DISCLOSURE, Retention.CASE
    KEY_OF = "referral"
    PRIVACY = {
        "referral": Privacy.PSEUDONYM, "answer": Privacy.PSEUDONYM, "asked_on": Privacy.NONE, "asked_by": Privacy.STAFF,
        "reason": Privacy.WELFARE, "ask_again_on": Privacy.NONE, "at": Privacy.NONE, "user_id": Privacy.STAFF,
    }  # fmt: skip

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="sharing_answers", db_comment="依頼")
    answer = models.CharField("本人の答え", max_length=12, choices=CenterSharing.choices, db_comment="本人の答え")
    asked_on = models.DateField("確かめた日", db_comment="本人に確かめた日")
    asked_by = models.CharField("確かめた人", max_length=60, db_comment="本人に確かめた人（職員名）")
    reason = EncryptedTextField("本人の言葉・理由", null=True, db_comment="本人の言葉・断った理由")
    ask_again_on = models.DateField("もう一度確かめる日", null=True, db_comment="もう一度確かめる日")
    at = models.DateTimeField(db_comment="記録した日時")
    user_id = models.UUIDField(null=True, db_comment="記録した利用者")

    class Meta:
        db_table_comment = "定着支援センターとの共有を本人に確かめた結果"
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer=CenterSharing.REFUSED) | Q(reason__isnull=False), name="sharing_refused_reason",
                violation_error_message="同意しなかった理由を入力してください。",
            ),
        ]  # fmt: skip
