"""Words of the directory: kinds of service, precision of a place, results and warnings of an import."""

from __future__ import annotations

from django.db.models import TextChoices


class ServiceKind(TextChoices):
    """サービス種別 by the billing code (国保連サービス種類コード); what has none gets a `local:` key.

    WAM NET's file numbers mean other services from 60 on; see `rules.service_codes`.
    """

    HOME_CARE = "11", "居宅介護"
    INTENSIVE_HOME_CARE = "12", "重度訪問介護"
    ACTIVITY_SUPPORT = "13", "行動援護"
    COMPREHENSIVE_SUPPORT = "14", "重度障害者等包括支援"
    ESCORT_SUPPORT = "15", "同行援護"
    MEDICAL_CARE = "21", "療養介護"
    DAILY_CARE = "22", "生活介護"
    SHORT_STAY = "24", "短期入所"
    FACILITY = "32", "施設入所支援"
    GROUP_HOME = "33", "共同生活援助（グループホーム）"
    LODGING_TRAINING = "34", "宿泊型自立訓練"
    INDEPENDENT_LIVING = "35", "自立生活援助"
    TRAINING_FUNCTION = "41", "自立訓練（機能訓練）"
    TRAINING_LIFE = "42", "自立訓練（生活訓練）"
    WORK_TRANSITION = "43", "就労移行支援"
    WORK_TRANSITION_SCHOOL = "44", "就労移行支援（養成施設）"
    WORK_A = "45", "就労継続支援Ａ型"
    WORK_B = "46", "就労継続支援Ｂ型"
    WORK_RETENTION = "47", "就労定着支援"
    WORK_CHOICE = "48", "就労選択支援"
    PLAN_CONSULTATION = "52", "計画相談支援"
    COMMUNITY_TRANSITION = "53", "地域移行支援"
    COMMUNITY_SETTLEMENT = "54", "地域定着支援"
    CHILD_CONSULTATION = "55", "障害児相談支援"
    CHILD_DEVELOPMENT = "61", "児童発達支援"
    CHILD_DEVELOPMENT_MEDICAL = "62", "医療型児童発達支援"
    AFTER_SCHOOL = "63", "放課後等デイサービス"
    NURSERY_VISIT = "64", "保育所等訪問支援"
    CHILD_HOME_VISIT = "65", "居宅訪問型児童発達支援"
    CHILD_FACILITY_WELFARE = "71", "福祉型障害児入所施設"
    CHILD_FACILITY_MEDICAL = "72", "医療型障害児入所施設"
    INDEPENDENCE_HOME = "local:jiritsu-junbi", "自立準備ホーム"
    REHABILITATION_FACILITY = "local:kosei-hogo", "更生保護施設"
    RELIEF_FACILITY = "local:kyugo", "救護施設"
    FREE_LODGING = "local:muryo-teigaku", "無料低額宿泊所"
    WELFARE_HOME = "local:fukushi-home", "福祉ホーム"
    MOVING_SUPPORT = "local:ido", "移動支援"
    DAY_TEMPORARY = "local:nitchu-ichiji", "日中一時支援"
    COMMUNITY_ACTIVITY = "local:chiiki-katsudo", "地域活動支援センター"


class ServiceGroup(TextChoices):
    """How the services are grouped on the search page."""

    LIVING = "living", "住まい"
    DAYTIME = "daytime", "日中・就労"
    HOME = "home", "訪問"
    CONSULTATION = "consultation", "相談・地域での暮らし"
    CHILD = "child", "児童"
    OTHER = "other", "そのほか"


class Precision(TextChoices):
    """How well the place of an office is known. Only EXACT has coordinates of its own."""

    EXACT = "exact", "番地まで"
    REPRESENTATIVE = "representative", "区域の代表点"
    WITHHELD = "withheld", "住所の一部が非公表"
    UNKNOWN = "unknown", "座標が不明"


class Source(TextChoices):
    """Where a fact about an office comes from: its own entry, or how it was heard or seen."""

    SCREEN = "screen", "事業所がれんけいに入力"
    PHONE = "phone", "電話"
    VISIT = "visit", "訪問・見学"
    MEETING = "meeting", "会議・面談"
    FAX = "fax", "FAX"
    MAIL = "mail", "メール"
    PAPER = "paper", "文書・郵送"
    WEBSITE = "website", "ホームページ"


#: Somebody spoke or wrote to us; a website has nobody.
ON_BEHALF = tuple(s for s in Source if s is not Source.SCREEN)


class VacancyState(TextChoices):
    """空き状況."""

    OPEN = "open", "空きあり"
    ASK = "ask", "要相談"
    FULL = "full", "空きなし"
    UNKNOWN = "unknown", "不明"


class Accepts(TextChoices):
    """障害種別 an office accepts. Values as in `people.enums.Disability`, which this area can't import."""

    PHYSICAL = "physical", "身体障害"
    INTELLECTUAL = "intellectual", "知的障害"
    MENTAL = "mental", "精神障害"
    DEVELOPMENTAL = "developmental", "発達障害"
    HIGHER_BRAIN = "higher_brain", "高次脳機能障害"
    INTRACTABLE = "intractable", "難病など"


class Condition(TextChoices):
    """受入れの条件 in codes. MEN_ONLY and WOMEN_ONLY never together."""

    LEVEL_1 = "level_1", "支援区分1以上"
    LEVEL_2 = "level_2", "支援区分2以上"
    LEVEL_3 = "level_3", "支援区分3以上"
    LEVEL_4 = "level_4", "支援区分4以上"
    LEVEL_5 = "level_5", "支援区分5以上"
    LEVEL_6 = "level_6", "支援区分6"
    MEN_ONLY = "men_only", "男性のみ"
    WOMEN_ONLY = "women_only", "女性のみ"
    DAYTIME_PLACE = "daytime", "日中に通うところがあること"
    GUARANTOR = "guarantor", "身元を引き受ける人がいること"
    OWN_VISITS = "own_visits", "通院の付添いを別に頼めること"
    PLAN_OFFICE = "plan_office", "計画相談が付いていること"
    DECIDED = "decided", "支給決定が済んでいること"
    VISIT_FIRST = "visit_first", "面談・見学をしてから決めること"


class NightCover(TextChoices):
    """夜間の体制."""

    NIGHT_SHIFT = "shift", "夜勤の職員がいる"
    SLEEPING = "sleeping", "宿直の職員がいる"
    ON_CALL = "on_call", "電話で呼べる"
    NONE = "none", "夜間の職員はいない"


class TrialStay(TextChoices):
    """体験利用."""

    YES = "yes", "できる"
    ASK = "ask", "相談による"
    NO = "no", "できない"


class MedicalSupport(TextChoices):
    """医療面の支え."""

    NURSE = "nurse", "看護職員がいる"
    VISITING_NURSE = "visiting_nurse", "訪問看護と連携している"
    MEDICINE = "medicine", "服薬の確認"
    HOSPITAL_VISITS = "hospital", "通院の付添い"
    SUCTION = "suction", "たんの吸引"
    TUBE = "tube", "経管栄養"
    INSULIN = "insulin", "インスリンなどの注射の見守り"


class MoneySupport(TextChoices):
    """お金の管理."""

    KEEPING = "keeping", "通帳や現金の預かり"
    PLANNING = "planning", "使い方の相談"
    PAYMENTS = "payments", "支払いの手伝い"
    RIGHTS_SERVICE = "rights", "日常生活自立支援事業・後見との連携"


class MobilitySupport(TextChoices):
    """移動の支えと設備."""

    WHEELCHAIR = "wheelchair", "車いすで使える"
    ELEVATOR = "elevator", "階段を使わずに入れる"
    BATH_LIFT = "bath", "介助できる浴室がある"
    PICK_UP = "pick_up", "送迎がある"
    OUTINGS = "outings", "外出の付添い"


class MunicipalityKind(TextChoices):
    """Kinds in the table of municipalities."""

    DESIGNATED_CITY = "designated_city", "政令指定都市"
    WARD = "ward", "行政区"
    SPECIAL_WARD = "special_ward", "特別区"
    CITY = "city", "市"
    TOWN = "town", "町"
    VILLAGE = "village", "村"


class ImportStatus(TextChoices):
    """What became of a file."""

    DONE = "done", "取り込みました"
    SKIPPED = "skipped", "取り込み済みのため何も変えていません"
    REFUSED = "refused", "取り込めませんでした（何も変えていません）"


class Warn(TextChoices):
    """注意: the row is taken, but somebody should look."""

    OFFICE_NUMBER = "office_number", "事業所番号の検査数字が合いません"
    OFFICE_NUMBER_ZERO = "office_number_zero", "事業所番号が 0 だけです（番号なしとして扱います）"
    OFFICE_NUMBER_FORM = "office_number_form", "事業所番号が10桁の数字ではありません"
    CORPORATION_NUMBER = "corporation_number", "法人番号の検査数字が合いません"
    CORPORATION_NUMBER_FORM = "corporation_number_form", "法人番号が13桁の数字ではありません"
    PHONE_WIDTH = "phone_width", "電話・FAX番号に全角の数字や記号があります"
    PHONE_FORM = "phone_form", "電話・FAX番号の桁数が合いません"
    PHONE_SWAPPED = "phone_swapped", "電話番号とFAX番号が入れ替わっているようです"
    ADDRESS_WITHHELD = "address_withheld", "住所の番地以降が公表されていません"
    ADDRESS_NO_NUMBER = "address_no_number", "住所に番地がありません"
    ADDRESS_REPEATED = "address_repeated", "住所に市区町村名や番地が繰り返されています"
    REPLACED_CHARACTER = "replaced_character", "文字化けした文字（「?」や「�」）があります"
    COORDINATES_MISSING = "coordinates_missing", "緯度・経度がないか、数値ではありません"
    COORDINATES_OUTSIDE = "coordinates_outside", "緯度・経度が日本の外か、市区町村から遠すぎます"
    REPRESENTATIVE_POINT = "representative_point", "緯度・経度が区域の代表点です（所在地としては使いません）"
    MUNICIPALITY = "municipality", "市区町村の一覧に結び付きません"
    AUTHORITY = "authority", "都道府県コード又は市区町村コードがありません"
    DUPLICATE_KEY = "duplicate_key", "同じ NO が別の事業所にも付いています"
    MISSING_KEY = "missing_key", "NO がありません（事業所番号と名称で見分けます）"
    CAPACITY = "capacity", "定員が 0 か、読めない値です（定員なしとして扱います）"
    HOURS = "hours", "利用可能な時間帯が読めません"
    SERVICE_UNKNOWN = "service_unknown", "一覧にないサービス種別です（名称のまま取り込みます）"
    FILE_NUMBER = "file_number", "ファイル名の番号と中身のサービス種別が違います"
    LAST_LINE = "last_line", "最後の行が改行で終わっていません"
    ZERO_RESTORED = "zero_restored", "先頭の0が失われた番号を補いました"
    DATE = "date", "日付が読めません（日付なしとして扱います）"
    STATUS_UNKNOWN = "status_unknown", "知らない指定の状態です（状態の記載なしとして扱います）"
    SAME_TWICE = "same_twice", "同じ事業所番号とサービスの行が食い違います（最初の行を使います）"
    COLUMN_UNUSED = "column_unused", "使わなかった列があります"


class ChangeKind(TextChoices):
    """What an import changed of one published row."""

    OPENED = "opened", "新しく掲載"
    CHANGED = "changed", "変更"
    GONE = "gone", "掲載なし"
    RELISTED = "relisted", "再び掲載"


class Corrected(TextChoices):
    """Published values that a coordinator confirms or corrects."""

    PHONE = "phone", "電話"
    FAX = "fax", "FAX"
    ADDRESS = "address", "所在地"
    NAME = "name", "名称"
    CAPACITY = "capacity", "定員"
    OPERATION = "operation", "営業の状況"


class Operation(TextChoices):
    """営業の状況 as a coordinator confirmed it; published data only says whether an office is listed."""

    RUNNING = "running", "営業している"
    SUSPENDED = "suspended", "休止している"
    CLOSED = "closed", "廃止された"


class DesignationStatus(TextChoices):
    """指定の状態 in the list of a prefecture or city. LISTED: the list has no column that says it."""

    ACTIVE = "active", "提供中"
    LISTED = "listed", "指定あり（状態の記載なし）"
    SUSPENDED = "suspended", "休止"
    CLOSED = "closed", "廃止"


class Wish(TextChoices):
    """Conditions that the published data can't answer: the office says them itself, else they are asked (打診)."""

    NIGHT_COVER = "night_cover", "夜間の職員配置"
    MEDICAL_CARE = "medical_care", "医療的な支え"
    BARRIER_FREE = "barrier_free", "車いすなどの設備"
    SAME_SEX = "same_sex", "同性だけの住まい"
    OWN_ROOM = "own_room", "個室"
    NO_GUARANTOR = "no_guarantor", "保証人なしでの利用"
    FEMALE_STAFF = "female_staff", "女性職員の対応"
    MALE_STAFF = "male_staff", "男性職員の対応"
    MONEY = "money", "お金の管理の手伝い"
    MOBILITY = "mobility", "移動の手伝い・送迎"


class OpenDay(TextChoices):
    """Days beyond weekdays on which a service may be needed; the published hours answer."""

    SATURDAY = "saturday", "土曜日"
    SUNDAY = "sunday", "日曜日"
    HOLIDAY = "holiday", "祝日"


class DropCode(TextChoices):
    """Why an office drops out of a search. No code says anything of an offence, and none ever may."""

    GONE = "gone", "掲載がなくなった"
    HALTED = "halted", "休止・廃止している"
    SERVICE = "service", "サービスが違う"
    AREA = "area", "希望する市区町村の外"
    AVOID = "avoid", "避ける市区町村"
    DISTANCE = "distance", "遠すぎる"
    CAPACITY = "capacity", "定員が大きい"
    DAYS = "days", "必要な曜日が休み"
    VACANCY = "vacancy", "空きがない"
    START = "start", "開始の時期に間に合わない"
    DISABILITY = "disability", "障害の種別が対象外"
    CATEGORY = "category", "障害支援区分が対象外"
    CONDITION = "condition", "必要な条件がない"
    ASKED = "asked", "すでに打診している"
    DECLINED = "declined", "このニーズでは断られた"
    PERSON_DECLINED = "person_declined", "本人が断った"
    DO_NOT_ASK = "do_not_ask", "打診を控えてほしいとの回答"
    LOAD = "load", "打診が重なっている"


class Criterion(TextChoices):
    """What the order of the fitting offices is made of. No criterion says anything of an offence, and none ever may."""

    DISTANCE = "distance", "近さ"
    VACANCY = "vacancy", "空き"
    CONDITIONS = "conditions", "条件が合う"
    ACCEPTED = "accepted", "受入れの実績"
    LOAD = "load", "打診の少なさ"
    SPEED = "speed", "回答の早さ"
    CONTACT = "contact", "接点"
    TRAINING = "training", "研修"
    TRIAL = "trial", "体験利用"
    FRESHNESS = "freshness", "情報の新しさ"


class SortBy(TextChoices):
    """Orders of the search page."""

    MATCH = "match", "言葉に近い順"
    NEAR = "near", "近い順"
    AREA = "area", "市区町村順"
    NAME = "name", "名称順"
    FRESH = "fresh", "公開時期の新しい順"


class Tie(TextChoices):
    """接点: how well the coordinators know an office."""

    WORKED = "worked", "別の件で一緒に支援した"
    VISITED = "visited", "訪問・見学をした"
    MET = "met", "会議や研修で顔を合わせた"
    PHONE = "phone", "電話だけ"
    NONE = "none", "接点はまだない"
    UNKNOWN = "unknown", "分からない"


class Accepted(TextChoices):
    """Has the office taken in somebody through this kind of coordination before?"""

    YES = "yes", "ある"
    NO = "no", "ない"
    UNKNOWN = "unknown", "分からない"


class KnownFrom(TextChoices):
    """From where a coordinator knows it."""

    OWN = "own", "自機関の経験"
    OFFICE = "office", "事業所から聞いた"
    MEETING = "meeting", "会議・協議会で聞いた"
    BODY = "body", "ほかの機関から聞いた"


class QuestionStatus(TextChoices):
    """A question of the prefecture's centre about offices."""

    ASKED = "asked", "回答待ち"
    ANSWERED = "answered", "回答済み"
    WITHDRAWN = "withdrawn", "取下げ"
