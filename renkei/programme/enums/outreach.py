"""Words of 開拓 (ウ): offices to be won for taking people in. Nothing here is about a person in support."""

from __future__ import annotations

from django.db.models import TextChoices


class OutreachStatus(TextChoices):
    """How far one has come with an office."""

    CANDIDATE = "candidate", "候補"
    PLANNED = "planned", "訪問予定"
    VISITED = "visited", "訪問済"
    CONSIDERING = "considering", "検討中"
    ACCEPTS = "accepts", "受入れ可"
    CONDITIONAL = "conditional", "条件付き"
    DECLINED = "declined", "見送り"
    HALF_YEAR = "half_year", "6か月後の確認"
    CLOSED = "closed", "終了"


#: What the office said in the end.
ANSWERED = (OutreachStatus.ACCEPTS, OutreachStatus.CONDITIONAL, OutreachStatus.DECLINED)
#: Not over.
RUNNING = tuple(s for s in OutreachStatus if s is not OutreachStatus.CLOSED)


class Priority(TextChoices):
    """優先度, in the order of a list."""

    HIGH = "1", "高い"
    NORMAL = "2", "ふつう"
    LOW = "3", "低い"


class Stance(TextChoices):
    """手応え: how the office took it at a visit."""

    OPEN = "open", "前向き"
    UNSURE = "unsure", "迷っている"
    HARD = "hard", "難しい"
    UNREACHED = "unreached", "話せなかった"


class Help(TextChoices):
    """何があれば受け入れやすいか, asked at every visit (several)."""

    INFORMATION = "information", "本人の情報（強み・配慮すること）"
    BACKUP = "backup", "受入れ後の後方支援・相談先"
    TRAINING = "training", "職員の研修"
    ADD_ON = "add_on", "加算・報酬の説明"
    NIGHT = "night", "夜間の体制"
    STAFF = "staff", "職員の人数・配置"
    TRIAL = "trial", "面会・見学・体験の機会"
    EXAMPLES = "examples", "受け入れた事業所の話"
    EMERGENCY = "emergency", "緊急時の連絡と対応の取り決め"
    MEDICAL = "medical", "医療との連携"
    GUARANTOR = "guarantor", "身元保証・金銭管理"
    PREMISES = "premises", "部屋・設備"
    NEIGHBOURS = "neighbours", "地域・近隣の理解"
    ORGANISATION = "organisation", "法人・管理者の了解"
    OTHER = "other", "その他"


class OutreachOutcome(TextChoices):
    """6か月後の結果."""

    ACCEPTED = "accepted", "受入れが始まった"
    ASKED = "asked", "打診をしている（受入れはまだ）"
    READY = "ready", "受け入れられる（打診する方がまだいない）"
    PREPARING = "preparing", "準備が続いている"
    UNCHANGED = "unchanged", "変わらない"
    STOPPED = "stopped", "受け入れないことになった"
    DROPPED = "dropped", "候補から外した"


#: What a person may choose at the half year; the last is written by 「候補から外す」.
CHOSEN_OUTCOMES = tuple((o.value, o.label) for o in OutreachOutcome if o is not OutreachOutcome.DROPPED)
