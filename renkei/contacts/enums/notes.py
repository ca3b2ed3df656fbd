"""Words of the notes."""

from __future__ import annotations

from django.db.models import TextChoices

from renkei.cases.enums import ProgrammeItem


class ContactMethod(TextChoices):
    """方法."""

    PHONE = "phone", "電話"
    VISIT = "visit", "訪問"
    INTERVIEW = "interview", "面談（来所など）"
    PRISON_VISIT = "prison_visit", "面会（施設・留置先）"
    ACCOMPANY = "accompany", "同行"
    MEETING = "meeting", "会議"
    ONLINE = "online", "オンライン"
    LETTER = "letter", "文書・FAX・メール"
    OTHER = "other", "その他"


class Counterpart(TextChoices):
    """相手."""

    PERSON = "person", "本人"
    FAMILY = "family", "家族"
    CENTER = "center", "定着支援センター"
    PROBATION = "probation", "保護観察所"
    PROSECUTOR = "prosecutor", "検察庁"
    COUNSEL = "counsel", "弁護人"
    FACILITY = "facility", "矯正施設・留置施設"
    PLAN_OFFICE = "plan_office", "相談支援事業所"
    OFFICE = "office", "サービス事業所"
    MEDICAL = "medical", "医療機関"
    GOVERNMENT = "government", "行政機関"
    HOUSING = "housing", "住まいの関係者"
    OTHER = "other", "その他"


class Doer(TextChoices):
    """実施した人: a note may be written for another who can't, or who is not in Renkei."""

    SELF = "self", "自分"
    COLLEAGUE = "colleague", "自分の機関のほかの職員"
    OTHER = "other", "ほかの機関の人（代わりに入力）"


#: Where the programme must not be told, a word that says no more than this.
NEUTRAL_METHODS = {ContactMethod.PRISON_VISIT: "面会"}

__all__ = ["NEUTRAL_METHODS", "ContactMethod", "Counterpart", "Doer", "ProgrammeItem"]
