"""Code lists of 研修・啓発."""

from __future__ import annotations

from django.db.models import TextChoices


class TrainingKind(TextChoices):
    """種類."""

    TRAINING = "training", "研修"
    AWARENESS = "awareness", "啓発（講演会など）"
    CASE_STUDY = "case_study", "事例検討（だれのことか分からない形）"
    VISIT = "visit", "見学会"
    EXCHANGE = "exchange", "情報交換・交流会"


class TrainingWay(TextChoices):
    """開き方."""

    PLACE = "place", "会場"
    ONLINE = "online", "オンライン"
    BOTH = "both", "会場とオンライン"


class Audience(TextChoices):
    """対象."""

    PLAN_OFFICE = "plan_office", "相談支援事業所"
    HOUSING = "housing", "グループホーム・施設入所"
    DAYTIME = "daytime", "日中活動・就労"
    HOME = "home", "居宅・訪問系"
    PUBLIC = "public", "市町村・県などの行政機関"
    OTHER = "other", "医療・福祉のほかの機関"


class TrainingStatus(TextChoices):
    """研修の状態."""

    PREPARING = "preparing", "準備中"
    OPEN = "open", "募集中"
    CLOSED = "closed", "締切"
    HELD = "held", "実施"
    DONE = "done", "終了"
    CANCELLED = "cancelled", "中止"


class SeatStatus(TextChoices):
    """申込みの状態."""

    REGISTERED = "registered", "申込み済み"
    WAITING = "waiting", "空き待ち"
    CANCELLED = "cancelled", "取消し"


class SeatChannel(TextChoices):
    """How the registration came."""

    ACCOUNT = "account", "れんけいの画面"
    LINK = "link", "案内のリンク"
    ORGANISER = "organiser", "主催者が入力"


class Job(TextChoices):
    """職種."""

    MANAGER = "manager", "管理者・サービス管理責任者"
    SUPPORT = "support", "支援員・世話人"
    PLANNER = "planner", "相談支援専門員"
    NURSE = "nurse", "看護・医療職"
    OFFICIAL = "official", "行政職員"
    OTHER = "other", "そのほか"


class Mark(TextChoices):
    """出欠."""

    PRESENT = "present", "出席"
    LATE = "late", "遅れて出席"
    PART = "part", "一部出席"
    ABSENT = "absent", "欠席"


class MarkHow(TextChoices):
    """How the attendance was found."""

    LIST = "list", "名簿"
    CODE = "code", "会場のコード"


class ToTell(TextChoices):
    """What somebody without an account still has to be told by telephone or mail."""

    MOVED_UP = "moved_up", "参加できるようになったこと（日時・会場も伝える）"
    CHANGED = "changed", "日時・場所などの変更"
    CANCELLED = "cancelled", "研修の中止"


class InvitedHow(TextChoices):
    """How an office was invited."""

    SCREEN = "screen", "れんけいのお知らせ"
    LETTER = "letter", "案内文（紙・FAX・メール）"


#: Who holds a seat or did; those who came.
CAME = (Mark.PRESENT, Mark.LATE, Mark.PART)
#: While one may give a seat back or take one.
RUNNING = (TrainingStatus.OPEN, TrainingStatus.CLOSED)
#: Once the day has come.
OVER = (TrainingStatus.HELD, TrainingStatus.DONE)
