"""Kinds of message; the label is the whole text a user (or a mail) sees."""

from __future__ import annotations

from django.db.models import TextChoices


class Kind(TextChoices):
    """A sentence without any personal data; the link leads to the thing itself, behind the policy."""

    REFERRAL_ARRIVED = "referral_arrived", "利用調整の依頼が届きました。受付の確認をお願いします。"
    REFERRAL_QUESTION = "referral_question", "依頼について確認したいことがあります。回答をお願いします。"
    REFERRAL_ANSWERED = "referral_answered", "依頼についての質問に回答がありました。"
    REFERRAL_DECIDED = "referral_decided", "依頼への回答（受理・差戻しなど）が届きました。"
    EXCEPTION_ASKED = "exception_asked", "「その他」の対象者について承認をお願いします。"
    ASSIGNED = "assigned", "ケースの担当になりました。"
    INQUIRY_ARRIVED = "inquiry_arrived", "受入れのご相談が届きました。期限までに回答をお願いします。"
    INQUIRY_ANSWERED = "inquiry_answered", "打診への回答がありました。"
    INQUIRY_REMINDER = "inquiry_reminder", "受入れのご相談の回答期限が近づいています。回答をお願いします。"
    INQUIRY_EXPIRED = "inquiry_expired", "打診の回答期限が過ぎました。次の候補を検討してください。"
    INQUIRY_CLOSED = "inquiry_closed", "受入れのご相談は終了しました。ご検討ありがとうございました。"
    CLEARANCE_ASKED = "clearance_asked", "打診票の内容について、二人目の承認をお願いします。"
    CLEARANCE_DECIDED = "clearance_decided", "打診票の承認について、返事がありました。"
    DISCLOSED = "disclosed", "新しい情報が開示されました。"
    DISCLOSURE_ENDED = "disclosure_ended", "情報の提供が終了しました。お手元の資料の取扱いを確認してください。"
    HOLD_ASKED = "hold_asked", "受入れの枠を、期限まで確保していただくようお願いします。"
    HOLD_KEPT = "hold_kept", "確保していただいている枠は、利用の方向で進みます。引き続きお願いします。"
    HOLD_FREED = "hold_freed", "確保をお願いしていた枠は、不要になりました。ご協力ありがとうございました。"
    HOLD_LAPSED = "hold_lapsed", "受入れの枠の確保の期限が過ぎました。"
    VISIT_PLANNED = "visit_planned", "面会・見学・体験の予定が入りました。"
    MEETING_DATES = "meeting_dates", "会議の日程の候補があります。期限までに都合を答えてください。"
    MEETING_CALLED = "meeting_called", "会議の招集がありました。日時を確かめてください。"
    MEETING_CHANGED = "meeting_changed", "会議の日時などが変わりました。もう一度確かめてください。"
    MEETING_CANCELLED = "meeting_cancelled", "会議は中止になりました。"
    MEETING_MINUTES = "meeting_minutes", "会議の議事録が確定しました。"
    HANDOVER_PROPOSED = "handover_proposed", "引継ぎの項目について確認をお願いします。"
    HANDOVER_ANSWERED = "handover_answered", "引継ぎの項目に返答がありました。"
    HANDOVER_DONE = "handover_done", "すべての引継ぎが完了しました。"
    TASK_GIVEN = "task_given", "「やること」をお願いされました。内容と期限を確認してください。"
    LEGAL_DATES = "legal_dates", "期限にかかわる日付が変わりました。変わった内容を確認してください。"
    TASKS_MOVED = "tasks_moved", "予定が変わり、担当の「やること」の期限が変わりました。"
    CASE_WAKES = "case_wakes", "休んでいたケースを見直す日になりました。支援を再開するか確認してください。"
    START_DAY = "start_day", "利用開始日の予定が変わりました。時刻と一緒に来る人を確認してください。"
    ADVICE_ASKED = "advice_asked", "助言を求められています。期限までに回答をお願いします。"
    ADVICE_ANSWERED = "advice_answered", "求めていた助言に回答がありました。内容を確認してください。"
    PLAN_EXCEPTION_ASKED = "plan_exception_asked", "計画相談の例外について、承認をお願いします。"
    PLAN_EXCEPTION_DECIDED = "plan_exception_decided", "計画相談の例外の承認について、返事がありました。"
    CENTER_SHARED = "center_shared", "市町村から、ケースの共有を受けました。内容を確認してください。"
    CASE_MOVED = "case_moved", "ケースの状況が変わりました。"
    CONSENT_WITHDRAWN = "consent_withdrawn", "同意の撤回がありました。内容を確認してください。"
    SAFETY_REVIEW = "safety_review", "支援の安全確認をお願いします。"
    EMERGENCY_OPENED = (
        "emergency_opened",
        "緊急の閲覧が開かれました。期限までに、必要だったかどうかを確認してください。",
    )
    EMERGENCY_FOR_YOU = "emergency_for_you", "緊急の閲覧があなたのために開かれました。時間が来ると自動で終わります。"
    EMERGENCY_OVERDUE = "emergency_overdue", "緊急の閲覧の確認が、期限までに行われていません。"
    EMERGENCY_REVIEWED = "emergency_reviewed", "緊急の閲覧の確認が終わりました。結果を見てください。"
    INCIDENT_REPORTED = "incident_reported", "漏えい等の記録が始まりました。期限を確かめ、対応してください。"
    INCIDENT_REOPENED = "incident_reopened", "漏えい等の記録が再開されました。内容を確かめてください。"
    CONFLICT_MARKED = "conflict_marked", "利害関係の登録により、担当の見直しが必要なケースがあります。"
    CONSULT_ARRIVED = "consult_arrived", "事業所から相談がありました。回答をお願いします。"
    CONSULT_ASSIGNED = "consult_assigned", "事業所からの相談の担当になりました。"
    CONSULT_ANSWERED = "consult_answered", "相談に回答がありました。"
    CONTACT_LATE = "contact_late", "計画した訪問・連絡の日が過ぎています。"
    KEPT_ASKED = "kept_asked", "残す助言について、確認と承認をお願いします。"
    KEPT_DECIDED = "kept_decided", "残す助言の承認について、返事がありました。"
    TRAINING_INVITED = "training_invited", "研修の案内が届きました。内容を確かめてください。"
    TRAINING_CHANGED = "training_changed", "申し込んだ研修の日時や場所が変わりました。もう一度確かめてください。"
    TRAINING_CANCELLED = "training_cancelled", "申し込んだ研修は中止になりました。"
    TRAINING_SEAT = "training_seat", "空き待ちだった研修に参加できるようになりました。"
    SHEET_ASKED = "sheet_asked", "事例資料について、確認と承認をお願いします。"
    SHEET_DECIDED = "sheet_decided", "事例資料の承認について、返事がありました。"
    OFFICE_QUESTION = (
        "office_question",
        "定着支援センターから、事業所についての問合せが届きました。回答をお願いします。",
    )
    OFFICE_ANSWER = "office_answer", "事業所についての問合せに、回答がありました。"
    AGREEMENT_EXPIRING = "agreement_expiring", "情報共有の取決めの期限が近づいています。"
    DATA_REQUEST = "data_request", "個人情報の請求を受け付けました。期限までに決定してください。"
    DESTRUCTION_PROPOSED = "destruction_proposed", "保存期間の終わった記録の廃棄が提案されました。確認をお願いします。"
    RETURN_REMINDER = "return_reminder", "お渡しした資料の返却・廃棄について、ご回答をお願いします。"
    SIGN_IN_LOCKED = (
        "sign_in_locked",
        "サインインの失敗が続いたため、しばらくの間サインインを止めました。心当たりがないときは、所属の管理者に連絡してください。",
    )
    PASSWORD_CHANGED = (
        "password_changed",
        "パスワードが変更されました。心当たりがないときは、すぐに所属の管理者に連絡してください。",
    )  # noqa: S105
    FACTOR_CHANGED = (
        "factor_changed",
        "第2の確認（認証アプリ・パスキーなど）が変更されました。心当たりがないときは、すぐに所属の管理者に連絡してください。",
    )
    FACTOR_RESET = (
        "factor_reset",
        "管理者が、あなたの第2の確認を初期化しました。次のサインインのあとに、もう一度登録してください。",
    )
    MAIL_STOPPED = (
        "mail_stopped",
        "メールが届かない利用者がいます。宛先を確かめてください。",
    )


#: 緊急のお知らせ: their mails pass quiet hours and the morning digest. The only place where they are named.
URGENT = frozenset({
    Kind.EMERGENCY_OPENED, Kind.EMERGENCY_OVERDUE, Kind.EMERGENCY_FOR_YOU, Kind.SAFETY_REVIEW, Kind.INCIDENT_REPORTED,
    Kind.CONSENT_WITHDRAWN, Kind.FACTOR_CHANGED,
})  # fmt: skip
#: Not mailed from here: the page of signing in mails these itself, at once; and what says that mails do not arrive.
NEVER_MAILED = frozenset({Kind.SIGN_IN_LOCKED, Kind.PASSWORD_CHANGED, Kind.FACTOR_RESET, Kind.MAIL_STOPPED})


class MailMode(TextChoices):
    """メールの受け取り方; in the application every notice arrives at once."""

    AT_ONCE = "at_once", "そのつど受け取る"
    DIGEST = "digest", "朝にまとめて受け取る"
    NONE = "none", "メールは受け取らない（画面のお知らせだけ）"


class MailStatus(TextChoices):
    """メールの状態."""

    WAITING = "waiting", "送る予定"
    SENT = "sent", "送った"
    FAILED = "failed", "届けられなかった"
    DROPPED = "dropped", "送らなかった"


class MailFault(TextChoices):
    """Why a mail did not go out."""

    REFUSED = "refused", "宛先が受け付けませんでした"
    BOUNCED = "bounced", "送ったメールが戻ってきました"
    UNREACHABLE = "unreachable", "メールサーバーにつながりませんでした"
    STOPPED = "stopped", "届かない宛先のため、止めています"
    NO_ADDRESS = "no_address", "宛先がありません（利用者が無効になりました）"
    UNWANTED = "unwanted", "メールを受け取らない設定です"


class Group(TextChoices):
    """お知らせのまとまり, to filter the inbox by. A kind belongs to the first group that names the beginning of its code."""

    REFERRAL = "referral", "新しい依頼"
    INQUIRY = "inquiry", "打診・受入れのご相談"
    DISCLOSURE = "disclosure", "同意・開示"
    CASE = "case", "担当・予定・支援の進み具合"
    SAFETY = "safety", "緊急・安全・事故"
    OTHER = "other", "そのほか"


_BEGINNINGS: dict[Group, tuple[str, ...]] = {
    Group.REFERRAL: ("referral", "exception", "center"),
    Group.INQUIRY: ("inquiry", "clearance", "visit", "office", "hold"),
    Group.DISCLOSURE: ("disclos", "consent", "agreement", "data_request", "destruction", "return"),
    Group.CASE: (
        "assigned", "handover", "case", "advice", "task", "meeting", "event", "legal", "start_day", "consult", "contact_late",
        "kept", "place", "training", "sheet",
    ),
    Group.SAFETY: ("emergency", "incident", "safety", "conflict"),
}  # fmt: skip


def group_of(kind: str) -> Group:
    """The group of a kind."""
    found = (group for group, words in _BEGINNINGS.items() if kind.startswith(words))
    return next(found, Group.OTHER)
