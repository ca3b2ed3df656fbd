"""Words of the area. What an office may read stands in neutral words beside."""

from __future__ import annotations

from django.db.models import TextChoices


class InquiryStatus(TextChoices):
    """打診の状態."""

    CANDIDATE = "candidate", "候補"
    ANONYMOUS = "anonymous", "打診中"
    CONSIDERING = "considering", "検討中"
    CONDITIONAL = "conditional", "条件付き"
    POSITIVE = "positive", "受入可"
    DISCLOSED = "disclosed", "実名共有"
    MET = "met", "面会・見学済"
    TRIAL = "trial", "体験中"
    AGREED = "agreed", "内定"
    CONTRACTED = "contracted", "契約"
    DECLINED = "declined", "辞退（事業所）"
    WITHDRAWN = "withdrawn", "取下げ（当方）"
    PERSON_DECLINED = "person_declined", "本人辞退"
    EXPIRED = "expired", "期限切れ"


_S = InquiryStatus
#: Over: nothing more happens (期限切れ may be reopened).
EXITS = (_S.DECLINED, _S.WITHDRAWN, _S.PERSON_DECLINED, _S.EXPIRED)
#: The office has been asked and nothing is decided.
OPEN = (_S.ANONYMOUS, _S.CONSIDERING, _S.CONDITIONAL, _S.POSITIVE, _S.DISCLOSED, _S.MET, _S.TRIAL)
#: Still without a name.
ANSWERABLE = (_S.ANONYMOUS, _S.CONSIDERING, _S.CONDITIONAL, _S.POSITIVE)
#: The office was chosen.
DECIDED = (_S.AGREED, _S.CONTRACTED)
#: The office may open its page.
FOR_OFFICE = (*OPEN, *DECIDED)

#: What an office reads.
NEUTRAL_STATUS = {
    _S.ANONYMOUS: "ご回答をお待ちしています",
    _S.CONSIDERING: "ご検討中",
    _S.CONDITIONAL: "条件付きで受入れ可能とのご回答",
    _S.POSITIVE: "受入れ可能とのご回答",
    _S.DISCLOSED: "詳しい情報を共有済み",
    _S.MET: "面談・見学済み",
    _S.TRIAL: "体験利用中",
    _S.AGREED: "受入れ内定",
    _S.CONTRACTED: "契約・利用中",
}


class SendMethod(TextChoices):
    """打診の方法."""

    SCREEN = "screen", "れんけいの画面"
    LINK = "link", "回答用リンク"
    PAPER = "paper", "FAX・郵送"
    PHONE = "phone", "電話"


class AnswerKind(TextChoices):
    """回答."""

    YES = "yes", "受入れできます"
    CONDITIONAL = "conditional", "条件が合えば受入れできます"
    CONSIDERING = "considering", "検討しています"
    NO = "no", "今回は受入れが難しいです"


class Channel(TextChoices):
    """How an answer or a result reached us."""

    SCREEN = "screen", "れんけいの画面"
    LINK = "link", "回答用リンク"
    FAX = "fax", "FAX"
    POST = "post", "郵送"
    PHONE = "phone", "電話"
    MAIL = "mail", "メール"
    MEETING = "meeting", "面談・会議"


#: Entered by the office itself; the others are entered on its behalf.
BY_THE_OFFICE = (Channel.SCREEN, Channel.LINK)
ON_BEHALF = tuple(c for c in Channel if c not in BY_THE_OFFICE)


class DeclineReason(TextChoices):
    """断り理由."""

    NO_VACANCY = "no_vacancy", "空きがない"
    DISABILITY = "disability", "障害の特性に対応が難しい"
    STAFFING = "staffing", "職員体制・夜間体制"
    STAFF_WORRY = "staff_worry", "職員の理解・不安"
    OTHER_USERS = "other_users", "ほかの利用者への影響"
    OFFENSE = "offense", "罪種"
    NEIGHBOURS = "neighbours", "近隣・家主"
    MEDICAL = "medical", "医療的な対応"
    COST = "cost", "費用・支給量"
    NO_DECISION = "no_decision", "区分・支給決定がまだ"
    LITTLE_INFORMATION = "little_information", "情報が足りない"
    SHORT_NOTICE = "short_notice", "期間が短い"
    POLICY = "policy", "法人の方針"
    PLACE = "place", "場所・交通"
    MISMATCH = "mismatch", "本人の希望と合わない"
    GUARANTOR = "guarantor", "保証人"
    NO_ANSWER = "no_answer", "回答がない"
    OTHER = "other", "その他"


#: Never offered to an office that was not told of justice matters, nor what only the asking side can say.
_NOT_FOR_OFFICES = (DeclineReason.OFFENSE, DeclineReason.NO_ANSWER)
OFFICE_DECLINE_REASONS = tuple((r.value, r.label) for r in DeclineReason if r not in _NOT_FOR_OFFICES)


class WantedInfo(TextChoices):
    """もっと知りたいこと."""

    DAILY_LIFE = "daily_life", "日常生活でできること・手伝いが要ること"
    HEALTH = "health", "健康・服薬・通院"
    DISABILITY = "disability", "障害の特性と配慮"
    BEHAVIOUR = "behaviour", "困ったときの様子と対応"
    RELATIONS = "relations", "人との付き合い・家族"
    MONEY = "money", "収入・お金の管理"
    HISTORY = "history", "これまでの生活・福祉の利用"
    WISHES = "wishes", "本人の希望"
    BACKUP = "backup", "受入れ後の相談・支援の体制"
    SCHEDULE = "schedule", "利用開始の時期"


class AskAgain(TextChoices):
    """次に声をかけてよいか."""

    YES = "yes", "よい"
    LATER = "later", "時期をおいてよい"
    NO = "no", "控えてほしい"


class ThreeWay(TextChoices):
    """必要か."""

    YES = "yes", "必要"
    NO = "no", "不要"
    UNKNOWN = "unknown", "確認中"


class KeyKind(TextChoices):
    """回答の鍵の種類."""

    LINK = "link", "回答用リンク"
    PAPER = "paper", "用紙の回答コード"


class WithdrawReason(TextChoices):
    """取下げの理由."""

    DECIDED = "decided", "ほかの受入先に決まった"
    PLAN_CHANGED = "plan_changed", "支援の方針が変わった"
    NEED_WAIVED = "need_waived", "このニーズが不要になった"
    NO_ANSWER = "no_answer", "回答がない"
    CASE_STOPPED = "case_stopped", "ケースが中断・終結した"
    CONSENT = "consent", "本人の同意が得られない・撤回された"
    MISTAKE = "mistake", "誤って打診した"
    OTHER = "other", "その他"


class VisitKind(TextChoices):
    """面会・見学・体験."""

    MEETING = "meeting", "面会・面談"
    TOUR = "tour", "見学"
    TRIAL = "trial", "体験利用"


class VisitStatus(TextChoices):
    """予定の状態."""

    PLANNED = "planned", "予定"
    DONE = "done", "実施済み"
    CANCELLED = "cancelled", "中止"


class VisitOutcome(TextChoices):
    """結果."""

    GO_ON = "go_on", "双方とも前向き"
    PERSON_WILLING = "person_willing", "本人は希望、事業所は検討"
    OFFICE_WILLING = "office_willing", "事業所は前向き、本人は検討"
    MORE_NEEDED = "more_needed", "もう一度の面会・体験が必要"
    NOT_SUITED = "not_suited", "合わなかった"


class ClearanceStatus(TextChoices):
    """送付の承認の状態."""

    REQUESTED = "requested", "承認待ち"
    APPROVED = "approved", "承認済み"
    REFUSED = "refused", "承認しない"
    CANCELLED = "cancelled", "取りやめ"
    EXPIRED = "expired", "期限切れ"
    USED = "used", "送付済み"


class HoldStatus(TextChoices):
    """枠の確保."""

    HELD = "held", "確保をお願いしています"
    FREED = "freed", "確保を終えました"
    EXPIRED = "lapsed", "確保の期限が過ぎました"
