"""Words of the area. An office reads the neutral words: none of them tells what the programme is for."""

from __future__ import annotations

from django.db.models import TextChoices

from renkei.contacts.enums import ContactMethod, Counterpart, ProgrammeItem


class ConsultKind(TextChoices):
    """相談の内容 (domain reference §2.10)."""

    BEHAVIOUR = "behaviour", "行動への対応"
    STAFF = "staff", "職員の不安・体制"
    REPEAT = "repeat", "再犯への不安"  # the code stands in an office's addresses and page source
    MEDICAL = "medical", "医療"
    MONEY = "money", "お金"
    NEIGHBOUR = "neighbour", "近隣との関係"
    WISH = "wish", "本人の意向"
    SYSTEM = "system", "制度・加算"
    EMERGENCY = "emergency", "緊急の出来事"
    OTHER = "other", "その他"


#: What an office reads instead.
NEUTRAL_KIND = {ConsultKind.REPEAT: "同じことのくり返しへの不安"}


class ConsultUrgency(TextChoices):
    """急ぎ方; the days are counted in rules/assumptions.py."""

    NORMAL = "normal", "ふつう"
    SOON = "soon", "急ぎ"
    TODAY = "today", "今日中に話したい"


class About(TextChoices):
    """What a consultation is about. A text about an individual always stands on a case."""

    GENERAL = "general", "全般のこと（特定の方のことではない）"
    CASE = "case", "支援している方のこと"
    UNLISTED = "unlisted", "一覧にない方のこと（まず電話で話す）"


class ConsultStatus(TextChoices):
    """相談の状態."""

    RECEIVED = "received", "受付"
    WORKING = "working", "対応中"
    ANSWERED = "answered", "回答済"
    DONE = "done", "完了"
    WITHDRAWN = "withdrawn", "取下げ"


#: Somebody still has to act.
OPEN = (ConsultStatus.RECEIVED, ConsultStatus.WORKING)
#: Not over.
RUNNING = (*OPEN, ConsultStatus.ANSWERED)


class Channel(TextChoices):
    """How an office that does not use Renkei told it."""

    PHONE = "phone", "電話"
    FAX = "fax", "FAX"
    MAIL = "mail", "メール"
    VISIT = "visit", "訪問・来所"


class MessageKind(TextChoices):
    """What a text of a consultation is."""

    QUESTION = "question", "相談"
    ADDED = "added", "書き足し"
    ANSWER = "answer", "回答・助言"
    OUTCOME = "outcome", "結果"
    REASON = "reason", "理由"


class ContactKind(TextChoices):
    """後方支援の活動."""

    VISIT = "visit", "訪問"
    CALL = "call", "電話などの連絡"
    CARE_MEETING = "care_meeting", "サービス担当者会議への参加"
    CASE_MEETING = "case_meeting", "個別支援会議への参加"
    ADVICE = "advice", "相談への助言"
    OTHER = "other", "その他"


class Outcome(TextChoices):
    """どうだったか."""

    STEADY = "steady", "落ち着いている"
    WATCH = "watch", "気になることがある"
    TROUBLE = "trouble", "困りごとが起きている"
    UNREACHED = "unreached", "つながらなかった"


class Every(TextChoices):
    """間隔の単位."""

    WEEK = "week", "週"
    MONTH = "month", "か月"


class AgreedHow(TextChoices):
    """本人とどのように決めたか."""

    TOGETHER = "together", "本人と一緒に作った"
    READ_OUT = "read_out", "読み上げて、本人が確かめた"
    IN_MEETING = "in_meeting", "会議で本人と確かめた"
    WITH_SUPPORTER = "with_supporter", "本人と、本人が選んだ支援者と確かめた"


class KeptStatus(TextChoices):
    """残した助言の状態."""

    ASKED = "asked", "承認待ち"
    APPROVED = "approved", "公開中"
    RETURNED = "returned", "差戻し"
    RETIRED = "retired", "取下げ"


class OfficeType(TextChoices):
    """助言が役立った事業所の種類."""

    GROUP_HOME = "group_home", "グループホーム"
    FACILITY = "facility", "入所施設"
    DAYTIME = "daytime", "通所（日中の活動・就労）"
    HOME_HELP = "home_help", "訪問（居宅介護など）"
    PLAN = "plan", "相談支援"
    ANY = "any", "どの事業所でも"


__all__ = [
    "NEUTRAL_KIND", "OPEN", "RUNNING", "About", "AgreedHow", "Channel", "ConsultKind", "ConsultStatus", "ConsultUrgency",
    "ContactKind", "ContactMethod", "Counterpart", "Every", "KeptStatus", "MessageKind", "OfficeType", "Outcome",
    "ProgrammeItem",
]  # fmt: skip
