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


class InvitationPurpose(TextChoices):
    """What a one-time invitation lets its holder do: in both cases choose a password."""

    FIRST = "first", "はじめてのサインイン"
    RESET = "reset", "パスワードの再設定"


class InvitationState(TextChoices):
    """Derived from the dates of an invitation; only an open one works."""

    OPEN = "open", "招待中"
    USED = "used", "使用済み"
    EXPIRED = "expired", "期限切れ"
    REVOKED = "revoked", "取消し"


class Factor(TextChoices):
    """第2の確認: what a user shows besides the password (the codes of allauth's table)."""

    TOTP = "totp", "認証アプリ"
    WEBAUTHN = "webauthn", "パスキー"
    RECOVERY_CODES = "recovery_codes", "回復コード"


#: Factors that can be asked at every sign-in; recovery codes only stand in for one of these.
LASTING_FACTORS = (Factor.TOTP, Factor.WEBAUTHN)


class ResetReason(TextChoices):
    """Why a manager starts a colleague's second factor anew."""

    LOST = "lost", "端末をなくした・盗まれた"
    BROKEN = "broken", "端末がこわれた・使えない"
    REPLACED = "replaced", "端末を替えた"
    CODES_LOST = "codes_lost", "回復コードもなくした"
