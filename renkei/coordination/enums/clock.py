"""Words of the legal clock: what happens in a proceeding, how sure it is, where the person is held."""

from __future__ import annotations

from django.db.models import TextChoices


class EventKind(TextChoices):
    """法的な出来事, in the order in which they usually follow each other."""

    ARREST = "arrest", "逮捕"
    SENT = "sent", "検察官への送致"
    DETENTION_REQUEST = "detention_request", "勾留請求"
    EXTENSION = "extension", "勾留延長"
    RE_EXTENSION = "re_extension", "勾留の再延長（特別の罪）"
    DETENTION_END = "detention_end", "勾留満期（聞いた日）"
    INDICTMENT = "indictment", "起訴"
    BAIL_REQUEST = "bail_request", "保釈の請求"
    HEARING = "hearing", "公判期日"
    JUDGMENT = "judgment", "判決"
    FINAL = "final", "裁判の確定"
    EXECUTION = "execution", "刑の執行開始（収監）"
    FULL_TERM = "full_term", "満期（施設から聞いた日）"
    PAROLE = "parole", "仮釈放"
    RELEASE = "release", "釈放・退所"
    HALFWAY_LEFT = "halfway_left", "更生保護施設の退所"
    AID_REQUEST = "aid_request", "更生緊急保護の申出"
    MOVE_IN = "move_in", "新しい住所に住み始めた日"
    PUBLIC_ASSISTANCE = "public_assistance", "生活保護の申請"
    SERVICE_START = "service_start", "福祉サービスの利用開始"


class EventSource(TextChoices):
    """だれから、何で知ったか."""

    REFERRAL = "referral", "依頼書・フェイスシート"
    CENTER = "center", "定着支援センター"
    FACILITY = "facility", "矯正施設・留置施設"
    PROBATION_OFFICE = "probation_office", "保護観察所"
    PROSECUTOR = "prosecutor", "検察庁"
    COUNSEL = "counsel", "弁護人"
    COURT = "court", "裁判所"
    PERSON = "person", "本人・家族"
    OFFICE = "office", "事業所・相談支援"
    OWN = "own", "自分の機関で確認"
    OTHER = "other", "その他"


class Custody(TextChoices):
    """Where the person stands in the proceeding, as the events say."""

    UNKNOWN = "unknown", "分かりません"
    SUSPECT = "suspect", "被疑者（勾留中など）"
    DEFENDANT = "defendant", "被告人（起訴後）"
    PRISONER = "prisoner", "受刑中"
    RELEASED = "released", "釈放・退所済み"


class Standing(TextChoices):
    """How firm the rule of a deadline is: read in the law, or still to be checked at the source named."""

    LAW = "law", "法令のとおり"
    CHECK = "check", "要確認"
