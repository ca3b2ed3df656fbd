"""Words of the meetings (会議)."""

from __future__ import annotations

from django.db.models import TextChoices


class MeetingKind(TextChoices):
    """会議種別. The last four are of no case: no individual is spoken of there."""

    INTAKE = "intake", "受理会議"
    JOINT = "joint", "合同支援会議"
    CASE = "case", "個別支援会議"
    CARE = "care", "ケア会議"
    SERVICE = "service", "サービス担当者会議"
    REVIEW = "review", "個別支援検討会"
    MULTI = "multi", "支援会議（社会福祉法106条の6など）"
    DISCHARGE = "discharge", "退所前カンファレンス"
    URGENT = "urgent", "緊急会議"
    COUNCIL = "council", "協議会・部会"
    REGULAR = "regular", "定期協議"
    LIAISON = "liaison", "関係機関連絡協議会"
    STEERING = "steering", "運営委員会"


#: Kinds that hang on no case.
WITHOUT_CASE = (MeetingKind.COUNCIL, MeetingKind.REGULAR, MeetingKind.LIAISON, MeetingKind.STEERING)
#: Kinds whose name tells of the programme or of custody: said only where everybody may know the outline.
TELLING = (MeetingKind.INTAKE, MeetingKind.JOINT, MeetingKind.DISCHARGE)


class MeetingStatus(TextChoices):
    """会議の状態."""

    PREPARING = "preparing", "準備"
    CALLED = "called", "招集"
    HELD = "held", "実施"
    DRAFTED = "drafted", "議事録案"
    FINAL = "final", "確定"
    CANCELLED = "cancelled", "中止"


class AttendeeKind(TextChoices):
    """出席者の種類."""

    MEMBER = "member", "れんけいの利用者"
    OUTSIDE = "outside", "利用者でない人（機関・職・氏名）"
    PERSON = "person", "本人"
    FAMILY = "family", "本人の家族など"


class AttendeeMode(TextChoices):
    """出席形態."""

    PRESENT = "present", "会場"
    ONLINE = "online", "オンライン"
    PHONE = "phone", "電話"
    PAPER = "paper", "書面"
    PART = "part", "一部だけ出席"
    ABSENT = "absent", "欠席"


class Confidentiality(TextChoices):
    """守秘の根拠: 地方公務員法34条 など / 各資格法 / 契約 / 誓約書."""

    OFFICIAL = "official", "公務員"
    PROFESSION = "profession", "資格法"
    CONTRACT = "contract", "契約"
    PLEDGE = "pledge", "誓約書"


class LineKind(TextChoices):
    """What a line of the minutes is."""

    DISCUSSION = "discussion", "検討内容"
    WISH = "wish", "本人の意向"
    DECISION = "decision", "決定事項"
    ROLE = "role", "役割分担"
    EMERGENCY = "emergency", "緊急時の連絡順"
    PENDING = "pending", "保留事項"
    PLAIN = "plain", "本人に渡す言葉"


class Possible(TextChoices):
    """日程の回答."""

    YES = "yes", "○ 出られる"
    MAYBE = "maybe", "△ 調整すれば出られる"
    NO = "no", "× 出られない"
