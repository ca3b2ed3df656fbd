"""Code lists of the face sheet. Lists that the law changes carry their dates in the label's comment."""

from __future__ import annotations

from django.db.models import TextChoices


class SubjectStatus(TextChoices):
    """対象者区分: the programme's own list one by one; 「その他」 needs a written reason and an approver."""

    LEAVING_FACILITY = "leaving_facility", "矯正施設を退所する予定の方"
    LEFT_FACILITY = "left_facility", "矯正施設を退所した方"
    SUSPECT = "suspect", "身体を拘束された被疑者"
    DEFENDANT = "defendant", "身体を拘束された被告人"
    CHARGE_SUSPENDED = "charge_suspended", "起訴猶予の処分を受けた方"
    FINE = "fine", "罰金の言渡しを受けた方"
    PETTY_FINE = "petty_fine", "科料の言渡しを受けた方"
    SENTENCE_SUSPENDED = "sentence_suspended", "刑の全部の執行猶予の言渡しを受けた方"
    OTHER = "other", "その他（市町村などが必要と認める方）"


class Track(TextChoices):
    """支援区分."""

    SPECIAL = "special", "特別調整"
    GENERAL = "general", "一般調整"
    SUSPECT_SUPPORT = "suspect_support", "被疑者等支援"
    CONSULTATION = "consultation", "相談支援（満期後など）"
    DIRECT = "direct", "弁護士などからの直接の依頼"
    MUNICIPAL = "municipal", "その他市町村が必要と認めるもの"


class Certainty(TextChoices):
    """確からしさ of a date."""

    CONFIRMED = "confirmed", "確定"
    EXPECTED = "expected", "見込"
    UNKNOWN = "unknown", "不明"


class Sex(TextChoices):
    """性別."""

    FEMALE = "female", "女性"
    MALE = "male", "男性"
    OTHER = "other", "その他"
    NOT_ANSWERED = "not_answered", "回答しない"


class ResidentRecord(TextChoices):
    """住民票の状態."""

    AT_DESTINATION = "at_destination", "帰住先にある"
    OTHER_MUNICIPALITY = "other_municipality", "ほかの市町村にある"
    DELETED = "deleted", "職権消除された"
    NONE = "none", "無戸籍・不明"
    CHECKING = "checking", "確認中"


class Disability(TextChoices):
    """障害種別（診断・手帳・疑いを問わない）."""

    PHYSICAL = "physical", "身体障害"
    INTELLECTUAL = "intellectual", "知的障害"
    MENTAL = "mental", "精神障害"
    DEVELOPMENTAL = "developmental", "発達障害"
    HIGHER_BRAIN = "higher_brain", "高次脳機能障害"
    INTRACTABLE = "intractable", "難病など"
    SUSPECTED = "suspected", "疑い・確認中"


class SupportCategory(TextChoices):
    """障害支援区分."""

    NOT_ASSESSED = "not_assessed", "未認定"
    APPLIED = "applied", "申請中"
    NOT_APPLICABLE = "not_applicable", "非該当"
    C1 = "c1", "区分1"
    C2 = "c2", "区分2"
    C3 = "c3", "区分3"
    C4 = "c4", "区分4"
    C5 = "c5", "区分5"
    C6 = "c6", "区分6"


class FacilityKind(TextChoices):
    """身柄の所在の種類. 留置施設 is no 矯正施設 (programme's definition)."""

    PRISON = "prison", "刑務所・少年刑務所"
    DETENTION_HOUSE = "detention_house", "拘置所"
    TRAINING_SCHOOL = "training_school", "少年院"
    POLICE = "police", "留置施設"
    HALFWAY_HOUSE = "halfway_house", "更生保護施設・自立準備ホーム"
    NONE = "none", "拘束されていない"


class ReleaseKind(TextChoices):
    """釈放の事由."""

    FULL_TERM = "full_term", "満期釈放"
    PAROLE = "parole", "仮釈放"
    TRAINING_SCHOOL = "training_school", "仮退院・退院"
    NOT_INDICTED = "not_indicted", "不起訴（起訴猶予など）"
    PENDING = "pending", "処分保留"
    FINE = "fine", "罰金・科料"
    SUSPENDED_SENTENCE = "suspended_sentence", "執行猶予の判決"
    BAIL = "bail", "保釈"
    OTHER = "other", "その他"
    UNKNOWN = "unknown", "まだ分からない"


class ProbationStatus(TextChoices):
    """保護観察など."""

    NONE = "none", "なし"
    PAROLE = "parole", "保護観察（仮釈放）"
    SUSPENDED = "suspended", "保護観察（執行猶予）"
    JUVENILE = "juvenile", "保護観察（少年）"
    EMERGENCY_AID = "emergency_aid", "更生緊急保護"
    UNKNOWN = "unknown", "確認中"


class OffenseGroup(TextChoices):
    """犯罪類型."""

    GRAVE = "grave", "重大事犯"
    VIOLENT = "violent", "粗暴犯"
    THEFT = "theft", "窃盗事犯"
    FRAUD = "fraud", "詐欺事犯"
    SEXUAL = "sexual", "性犯"
    DRUG = "drug", "薬物事犯"
    TRAFFIC = "traffic", "交通事犯"
    OTHER = "other", "その他"
    UNDISCLOSED = "undisclosed", "不明・開示されていない"


class ReadReason(TextChoices):
    """閲覧の理由: asked before 罪名・経過 opens."""

    ASSESSMENT = "assessment", "アセスメント・支援方針の検討"
    MATCHING = "matching", "受入先の検討・説明の準備"
    MEETING = "meeting", "会議の準備"
    SAFETY = "safety", "安全確認・緊急の対応"
    PERSON_REQUEST = "person_request", "本人からの求め"
    CORRECTION = "correction", "記録の確認・訂正"
