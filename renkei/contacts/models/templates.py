"""ひな形 of notes: what one body has chosen instead of, or beside, the ones that come with Renkei. About no person."""

from __future__ import annotations

from django.db import models

from renkei.contacts.enums import ContactMethod, Counterpart, ProgrammeItem
from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.policy.walls import Wall, is_system, may, own

#: Each body's own.
TEMPLATE_WALL = Wall(
    read=f"{own()} OR {is_system('jobs')}",
    add=f"{own()} AND {may(P.NOTE_TEMPLATE)}",
    change=f"{own()} AND {may(P.NOTE_TEMPLATE)}",
)


class NoteTemplate(Base):
    """One ひな形 of one body. With the `code` of a built-in one it takes its place; `hidden`: it is not offered."""

    WALL = TEMPLATE_WALL
    PURPOSE, RETENTION = Purpose.ORGANISATION, Retention.STANDING
    PRIVACY = {
        "organisation": Privacy.NONE, "code": Privacy.NONE, "name": Privacy.NONE, "method": Privacy.NONE,
        "counterpart": Privacy.NONE, "item": Privacy.NONE, "info_class": Privacy.NONE, "minutes": Privacy.NONE,
        "text": Privacy.NONE, "hidden": Privacy.NONE, "saved_at": Privacy.NONE, "saved_by": Privacy.STAFF,
    }  # fmt: skip

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_comment="機関")
    code = models.CharField(max_length=40, db_comment="ひな形の符号")
    name = models.CharField("名前", max_length=30, db_comment="ひな形の名前")
    method = models.CharField("方法", max_length=20, choices=ContactMethod.choices, db_comment="方法")
    counterpart = models.CharField("相手", max_length=20, choices=Counterpart.choices, db_comment="相手の種類")
    item = models.CharField("事業の区分", max_length=10, choices=ProgrammeItem.choices, db_comment="事業の区分")
    info_class = models.CharField("情報区分", max_length=20, choices=InfoClass.choices, db_comment="情報区分")
    minutes = models.PositiveSmallIntegerField("いつもの所要時間", null=True, blank=True, db_comment="分")
    text = models.CharField("文の骨組み", max_length=1000, blank=True, db_comment="見出しなど（個人のことは書かない）")
    hidden = models.BooleanField(default=False, db_comment="使わない")
    saved_at = models.DateTimeField(db_comment="保存した日時")
    saved_by = models.UUIDField(null=True, db_comment="保存した利用者")

    class Meta:
        db_table_comment = "支援経過記録のひな形"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], name="note_template_code",
                violation_error_message="このひな形は、すでにあります。",
            )
        ]  # fmt: skip
