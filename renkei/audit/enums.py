"""Every event there is."""

from __future__ import annotations

from django.db.models import TextChoices


class E(TextChoices):
    """Event codes. Reading of a personal class is `record.viewed`; a refusal is `access.refused`."""

    RECORD_VIEWED = "record.viewed", "情報の閲覧"
    RECORD_SAVED = "record.saved", "情報の記録"
    NAME_SEARCHED = "record.searched", "氏名での検索"
    INDEX_CHANGED = "record.indexed", "氏名の索引の更新"
    ACCESS_REFUSED = "access.refused", "閲覧・操作の拒否"
    PRINTED = "document.printed", "印刷"
    EXPORTED = "data.exported", "書き出し"
    SIGNED_IN = "session.signed_in", "サインイン"
    SIGN_IN_FAILED = "session.failed", "サインインの失敗"
    SIGNED_OUT = "session.signed_out", "サインアウト"
    ACCOUNT_LOCKED = "account.locked", "サインインの一時停止・解除"
    PASSWORD_CHANGED = "password.changed", "パスワードの変更"  # noqa: S105 - a code, no password
    FACTOR_CHANGED = "factor.changed", "第2の確認の登録・削除"
    INVITATION_CHANGED = "invitation.changed", "招待の発行・使用・取消し"
    ORG_SAVED = "organisation.saved", "機関の登録・変更"
    USER_SAVED = "user.saved", "利用者の登録・変更"
    MEMBERSHIP_CHANGED = "membership.changed", "所属・役割の変更"
    DELEGATION_CHANGED = "delegation.changed", "委託の登録・終了"
    CASE_OPENED = "case.opened", "ケースの作成"
    CASE_MOVED = "case.moved", "ケースの状態の変更"
    CASE_ASSIGNED = "case.assigned", "担当の決定・変更"
    NEED_CHANGED = "need.changed", "ニーズの変更"
    LEDGER_OPENED = "ledger.opened", "開示の開始"
    LEDGER_ENDED = "ledger.ended", "開示の終了"
    AGREEMENT_CHANGED = "agreement.changed", "取決めの登録・変更"
    CONSENT_CHANGED = "consent.changed", "同意の記録・撤回"
    ATTACHMENT_ADDED = "attachment.added", "書類の添付"
    REFERRAL_MOVED = "referral.moved", "依頼の状態の変更"
    SEARCH_KEPT = "search.kept", "候補の検索"
    CANDIDATES_CHOSEN = "search.chosen", "候補の選択"
    MATCH_RULES_MADE = "match_rules.made", "候補の並べ方の変更"
    INQUIRY_MOVED = "inquiry.moved", "打診の状態の変更"
    CLEARANCE_MOVED = "clearance.moved", "匿名の打診の承認"
    PLACE_HELD = "place.held", "枠の確保の変更"
    VISIT_CHANGED = "visit.changed", "面会・見学・体験の変更"
    HANDOVER_MOVED = "handover.moved", "併走・引継ぎの変更"
    TASK_CHANGED = "task.changed", "やることの追加・変更"
    LEGAL_EVENT = "legal.event", "法的な出来事の記録・変更・取消し"
    SCENARIO_CHANGED = "scenario.changed", "結果ごとの準備の変更"
    RELEASE_DAY_CHANGED = "release_day.changed", "釈放の日の行程表の変更"
    NOTE_WRITTEN = "note.written", "記録の追加・訂正"
    KNOWLEDGE_CHANGED = "directory.knowledge", "調整担当の事業所メモの記録"
    OFFICE_QUESTION = "directory.question", "事業所についての問合せと回答"
    DIRECTORY_IMPORTED = "directory.imported", "事業所データの取込み"
    OFFICE_STATED = "directory.stated", "事業所の申告の入力・取消し"
    OFFICE_CORRECTED = "directory.corrected", "事業所の情報の確認・訂正"
    BREAK_GLASS = "access.break_glass", "緊急閲覧"
    EMERGENCY_REVIEWED = "emergency.reviewed", "緊急閲覧の確認"
    CONFLICT_CHANGED = "conflict.changed", "利害関係の登録・解除"
    INCIDENT_CHANGED = "incident.changed", "漏えい等の記録"
    MAIL_CHANGED = "mail.changed", "メールの受け取り方・宛先の変更"
    MESSAGE_SENT = "message.sent", "お知らせの送信"
    AUDIT_CHECKED = "audit.checked", "操作の記録の検証"
    DATA_REQUEST_MOVED = "data_request.moved", "開示などの請求の状態の変更"
    DATA_REQUEST_REVIEWED = "data_request.reviewed", "開示する範囲の審査"
    DESTRUCTION_MOVED = "destruction.moved", "廃棄の提案・承認・実行"
    HOLD_CHANGED = "destruction.hold", "廃棄を止める指定の変更"
    SYSTEM_CHANGED = "system.changed", "設定の変更"


class Flaw(TextChoices):
    """What a check of the seals finds. An untouched record has none of them."""

    EDITED = "edited", "内容が書き換えられた行"
    DELETED = "deleted", "削除された行"
    INSERTED = "inserted", "あとから差し込まれた行"
    MOVED = "moved", "順番を入れ替えられた行"
    LEAVES_CHANGED = (
        "leaves_changed",
        "封印に控えた照合値が書き換えられた（この封印の行は、どれが変わったかを言えません）",
    )
    SEAL_CHANGED = "seal_changed", "封印の表が書き換えられた（行そのものは封印のとおりです）"
    SEAL_MISSING = "seal_missing", "封印が抜けている"
    SEAL_ORDER = "seal_order", "封印の行の範囲が前の封印と続いていない"
    HEAD_CHANGED = "head_changed", "署名のあとで書き換えられた封印"
    OTHER_KEY = "other_key", "知らない鍵で署名された封印"
    KEPT_DIFFERS = "kept_differs", "外に控えた封印と食い違う（記録が作り直されています）"
    KEPT_NEWER = "kept_newer", "外に控えた封印のほうが新しい（記録の終わりが切り取られたか、古い状態に戻されています）"
    KEPT_FORGED = "kept_forged", "外に控えた封印の署名が正しくない"
