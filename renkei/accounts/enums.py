"""Words of the area."""

from __future__ import annotations

from django.db.models import TextChoices


class Qualification(TextChoices):
    """Qualifications a commissioned body may show for its staff (Q1 of the programme's text)."""

    CHIEF_CONSULTATION_SPECIALIST = "chief_consultation_specialist", "主任相談支援専門員"
    CONSULTATION_SPECIALIST = "consultation_specialist", "相談支援専門員"
    SOCIAL_WORKER = "social_worker", "社会福祉士"
    PSYCHIATRIC_SOCIAL_WORKER = "psychiatric_social_worker", "精神保健福祉士"
    NURSE = "nurse", "保健師・看護師"
    OTHER = "other", "その他"


class SetUpStep(TextChoices):
    """Steps of the first set-up, in order."""

    ADMINISTRATOR = "administrator", "最初の管理者"
    ORGANISATION = "organisation", "自機関"
    MUNICIPALITY = "municipality", "市町村"
    DELEGATION = "delegation", "委託"
    USERS = "users", "利用者"
    OFFICES = "offices", "事業所データ"
