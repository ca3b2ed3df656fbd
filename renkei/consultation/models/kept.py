"""残した助言: what helped, told so that it is nobody's. No column leads to the case or the consultation it came from."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from renkei.consultation.enums import ConsultKind, KeptStatus, OfficeType
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import support_walls as walls

_DECIDED = [str(s) for s in (KeptStatus.APPROVED, KeptStatus.RETURNED)]


class KeptAdvice(Base):
    """De-identified by its author, checked for words, approved by the second person whom the author named."""

    WALL = walls.KEPT_ADVICE
    PURPOSE, RETENTION = Purpose.STATISTICS, Retention.STANDING
    PRIVACY = {
        "municipality": Privacy.NONE, "kind": Privacy.NONE, "office_type": Privacy.NONE, "situation": Privacy.NONE,
        "advice": Privacy.NONE, "for_offices": Privacy.NONE, "search_text": Privacy.NONE, "grams": Privacy.NONE,
        "status": Privacy.NONE, "proposed_by": Privacy.STAFF, "proposed_at": Privacy.NONE, "reviewer": Privacy.STAFF,
        "decided_by": Privacy.STAFF, "decided_at": Privacy.NONE, "note": Privacy.NONE,
    }  # fmt: skip

    municipality = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", db_comment="市町村・組合"
    )
    kind = models.CharField("内容", max_length=12, choices=ConsultKind.choices, db_comment="相談の内容の種類")
    office_type = models.CharField("事業所の種類", max_length=12, choices=OfficeType.choices, db_comment="事業所の種類")
    situation = models.CharField("どんなときに", max_length=600, db_comment="どんなときに（だれか分からない形）")
    advice = models.CharField("どうしたら役に立ったか", max_length=1500, db_comment="助言（だれか分からない形）")
    for_offices = models.BooleanField("事業所にも見せる", default=False, db_comment="事業所も探せるようにするか")
    search_text = models.TextField(blank=True, db_comment="検索用に文字の違いをそろえた文")
    grams = ArrayField(models.CharField(max_length=2), default=list, db_comment="検索用の、となり合う2文字")
    status = models.CharField(
        "状態", max_length=10, choices=KeptStatus.choices, default=KeptStatus.ASKED, db_comment="状態"
    )
    proposed_by = models.UUIDField(db_comment="書いた利用者")
    proposed_at = models.DateTimeField(db_comment="書いた日時")
    reviewer = models.UUIDField(db_comment="承認を頼まれた利用者")
    decided_by = models.UUIDField(null=True, db_comment="承認・差戻しをした利用者")
    decided_at = models.DateTimeField(null=True, db_comment="承認・差戻しの日時")
    note = models.CharField(max_length=300, blank=True, db_comment="差戻しの理由")

    class Meta:
        db_table_comment = "役に立った助言（だれか分からない形）"
        indexes = [GinIndex(fields=["grams"], name="kept_advice_by_grams")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(proposed_by=F("reviewer")), name="kept_advice_second_person",
                violation_error_message="承認を頼む人には、自分以外の人を選んでください。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_DECIDED) | Q(decided_at__isnull=False, decided_by=F("reviewer")),
                name="kept_advice_decided", violation_error_message="承認・差戻しをした人がありません。",
            ),
        ]  # fmt: skip
