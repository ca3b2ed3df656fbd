"""Words of 併走 (joint running) and 引継ぎ (hand-over)."""

from __future__ import annotations

from django.db.models import TextChoices


class Responsibility(TextChoices):
    """分担項目: what the centre and the municipality share out (Q3)."""

    HOUSING = "housing", "住まい探し"
    DAYTIME = "daytime", "日中の活動の調整"
    PLAN = "plan", "計画相談"
    CERTIFICATE = "certificate", "手帳・障害支援区分"
    SERVICE_GRANT = "service_grant", "支給決定"
    RESIDENT_RECORD = "resident_record", "住民票"
    PUBLIC_ASSISTANCE = "public_assistance", "生活保護"
    PENSION = "pension", "年金・手当"
    INSURANCE = "insurance", "健康保険"
    MEDICAL = "medical", "医療・服薬"
    MONEY = "money", "お金の管理"
    PICK_UP = "pick_up", "釈放日の迎え"
    MEETINGS = "meetings", "本人との面談"
    FAMILY = "family", "家族との調整"
    LIAISON = "liaison", "関係機関との連絡"
    JUSTICE_LIAISON = "justice_liaison", "司法・矯正関係との連絡"
    OFFICE_BACKUP = "office_backup", "受入れ先の後方支援"
    EMERGENCY = "emergency", "緊急時の対応"
    OTHER = "other", "その他"


class Part(TextChoices):
    """What a side does for an item."""

    MAIN = "main", "主に担う"
    SUPPORT = "support", "補助する"
    NONE = "none", "担わない"


class Side(TextChoices):
    """The two sides of 併走."""

    CENTER = "center", "定着支援センター側"
    BODY = "body", "市町村・基幹側"


class JointStatus(TextChoices):
    """併走の項目の状態."""

    SHARED = "shared", "分担中"
    PROPOSED = "proposed", "引継ぎ申出中"
    ACCEPTED = "taken_over", "受領済み"
    RETURNED = "returned", "差戻し"
    NOT_NEEDED = "not_needed", "不要"


class Channel(TextChoices):
    """How the other body told it, when an entry is made on its behalf."""

    PHONE = "phone", "電話"
    MEETING = "meeting", "面談・会議"
    FAX = "fax", "FAX"
    PAPER = "paper", "書面"
    MAIL = "mail", "メール"


class HandoverStatus(TextChoices):
    """引継ぎの状態."""

    RUNNING = "running", "併走中"
    READY = "ready", "すべて受領済み（利用開始を待っています）"
    COMPLETED = "completed", "引継ぎ完了"
