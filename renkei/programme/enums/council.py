"""Words of 定期協議 and 協議会."""

from __future__ import annotations

from django.db.models import TextChoices


class SeriesKind(TextChoices):
    """会議体の種類. The value is the kind of its meetings (contacts.enums.MeetingKind)."""

    REGULAR = "regular", "定期協議（定着支援センターなどと）"
    COUNCIL = "council", "協議会・部会"


class FollowStatus(TextChoices):
    """取組み（決定・提案のその後）の状態."""

    OPEN = "open", "取組み中"
    DONE = "done", "済んだ"
    DROPPED = "dropped", "取りやめた"


class FollowOrigin(TextChoices):
    """Where a 取組み comes from."""

    DECISION = "decision", "会議の決定"
    GAP = "gap", "地域に足りないもの"
    HAND = "hand", "そのほかの提案"


class SheetStatus(TextChoices):
    """事例資料の状態. Whether it has run out is asked of its last day."""

    ASKED = "asked", "承認待ち"
    RETURNED = "returned", "差戻し"
    APPROVED = "approved", "承認済み"
    WITHDRAWN = "withdrawn", "取下げ"


class Hard(TextChoices):
    """Why a case is proposed for the table. The words tell neither custody nor anything of the person."""

    DECLINED = "declined", "受入れを断られることが続いている"
    WAITING = "waiting", "受入れ先が決まらない期間が長い"
    SOON = "soon", "期限が近いのに住まいが決まっていない"
    SUSPENDED = "suspended", "支援が止まっている"
    UNANSWERED = "unanswered", "助言の回答が遅れている"
    UNDECIDED = "undecided", "担当する市町村が決まっていない"


class Waited(TextChoices):
    """調整を始めてからの期間, coarse."""

    SHORT = "short", "3か月未満"
    MIDDLE = "middle", "3か月以上6か月未満"
    LONG = "long", "6か月以上"


class AgeSpan(TextChoices):
    """年代, coarse: two decades. Below 20 years nothing is said."""

    YOUNG = "young", "20～30代"
    MIDDLE = "middle", "40～50代"
    OLD = "old", "60歳以上"
