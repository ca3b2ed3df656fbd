"""Every permission, one line, with its Japanese name and the information class it opens (if any)."""

from __future__ import annotations

from enum import Enum

from renkei.policy.enums import InfoClass


class P(Enum):
    """A permission. `.label` is its name on screens; `.info_class` the class a live ledger row must give."""

    # --- looking
    CASE_VIEW = ("ケースの概要を見る", InfoClass.SUMMARY)
    IDENTITY_VIEW = ("氏名・連絡先などを見る", InfoClass.IDENTITY)
    WELFARE_VIEW = ("障害・医療・生活の情報を見る", InfoClass.WELFARE)
    JUSTICE_OUTLINE_VIEW = ("支援に必要な刑事情報を見る", InfoClass.JUSTICE_OUTLINE)
    JUSTICE_DETAIL_VIEW = ("罪名・経過を見る", InfoClass.JUSTICE_DETAIL)
    THIRD_PARTY_VIEW = ("第三者の情報を見る", InfoClass.THIRD_PARTY)
    CONSENT_VIEW = ("同意と開示台帳を見る", InfoClass.SUMMARY)
    NOTE_VIEW = ("記録を見る", InfoClass.SUMMARY)
    MEETING_VIEW = ("会議を見る", InfoClass.SUMMARY)
    INQUIRY_VIEW = ("打診を見る", InfoClass.SUMMARY)
    HANDOVER_VIEW = ("併走と引継ぎを見る", InfoClass.SUMMARY)
    TASK_VIEW = ("やることを見る", InfoClass.SUMMARY)
    # --- acting on a case
    REFERRAL_WRITE = ("利用調整を依頼する", InfoClass.SUMMARY)
    REFERRAL_DECIDE = ("依頼を受け付ける", InfoClass.SUMMARY)
    RECORD_WRITE = ("本人の情報を記録する", InfoClass.SUMMARY)
    CONSENT_WRITE = ("同意を記録する", InfoClass.SUMMARY)
    CONSENT_WITHDRAW = ("同意の撤回を記録する", InfoClass.SUMMARY)
    DISCLOSE = ("情報を開示する", InfoClass.SUMMARY)
    NEED_WRITE = ("ニーズを整理する", InfoClass.SUMMARY)
    INQUIRY_SEND = ("事業所に打診する", InfoClass.SUMMARY)
    INQUIRY_ANSWER = ("受入れの相談に回答する", InfoClass.SUMMARY)
    HANDOVER_WRITE = ("併走と引継ぎを進める", InfoClass.SUMMARY)
    CASE_WRITE = ("ケースを進める", InfoClass.SUMMARY)
    ASSIGN = ("担当を決める", InfoClass.SUMMARY)
    BREAK_GLASS = ("緊急に閲覧する", InfoClass.SUMMARY)
    CONFLICT_DECLARE = ("自分の利害関係を申し出る", InfoClass.SUMMARY)
    CONFLICT_MARK = ("職員の利害関係を登録する", InfoClass.SUMMARY)
    NOTE_WRITE = ("記録を書く", InfoClass.SUMMARY)
    TASK_WRITE = ("やることを決めて進める", InfoClass.SUMMARY)
    PROCEDURE_WRITE = ("手続を進める", InfoClass.SUMMARY)
    CONSULT_VIEW = ("支援の相談を見る", InfoClass.SUMMARY)
    CONSULT_ASK = ("支援について相談する", InfoClass.SUMMARY)
    CONSULT_WRITE = ("後方支援を行う", InfoClass.SUMMARY)
    MEETING_WRITE = ("会議を準備し、記録する", InfoClass.SUMMARY)
    EXCEPTION_APPROVE = ("「その他」の対象者を承認する", InfoClass.SUMMARY)
    RESPONSIBLE_VIEW = ("援護の実施者・実施機関の判断を見る", InfoClass.SUMMARY)
    RESPONSIBLE_WRITE = ("援護の実施者・実施機関の事実と協議を記録する", InfoClass.SUMMARY)
    RESPONSIBLE_DECIDE = ("援護の実施者・実施機関の決定を記録する", InfoClass.SUMMARY)
    PLAN_EXCEPTION_APPROVE = ("計画相談の例外を承認する", InfoClass.SUMMARY)
    # --- not on a case
    MEETING_ANSWER = ("会議の日程に答える", None)
    DIRECTORY_VIEW = ("事業所台帳を見る", None)
    MATCH_RULES = ("候補の並べ方を決める", None)
    CALENDAR_WRITE = ("閉庁日を決める", None)
    PROCEDURE_DAYS = ("手続にかかる日数を決める", None)
    DIRECTORY_IMPORT = ("事業所データを取り込む", None)
    KNOWLEDGE_VIEW = ("調整担当の事業所メモを見る", None)
    KNOWLEDGE_WRITE = ("調整担当の事業所メモを書く", None)
    DIRECTORY_CORRECT = ("事業所の情報を確かめて直す", None)
    OFFICE_STATE = ("自分の事業所の状況を申告する", None)
    QUESTION_ASK = ("事業所について市町村に問い合わせる", None)
    QUESTION_ANSWER = ("事業所についての問合せに答える", None)
    KEPT_ADVICE_VIEW = ("残した助言を探す", None)
    KEPT_ADVICE_WRITE = ("助言を残し、承認する", None)
    OUTREACH_VIEW = ("事業所の開拓を見る", None)
    OUTREACH_WRITE = ("事業所の開拓を進める", None)
    TRAINING_VIEW = ("研修の参加者と結果を見る", None)
    TRAINING_WRITE = ("研修を準備し、進める", None)
    TRAINING_JOIN = ("研修に申し込む", None)
    COUNCIL_VIEW = ("定期協議・協議会を見る", None)
    COUNCIL_WRITE = ("定期協議・協議会を進める", None)
    AGREEMENT_VIEW = ("情報共有の取決めを見る", None)
    AGREEMENT_WRITE = ("情報共有の取決めを登録する", None)
    ORG_MANAGE = ("機関と委託を登録する", None)
    SYSTEM_WATCH = ("裏で進む処理とメールの状態を見る", None)
    USER_MANAGE = ("自機関の利用者を登録する", None)
    REPORT_VIEW = ("集計を見る", None)
    NOTE_TEMPLATE = ("記録のひな形を決める", None)
    ACTIVITY_VIEW = ("活動の集計を見る", None)
    ACTIVITY_REPORT = ("活動の報告を確定する", None)
    AUDIT_VIEW = ("操作の記録を見る", None)
    PRIVACY_VIEW = ("個人情報の請求と廃棄の記録を見る", None)
    REQUEST_TAKE = ("開示などの請求を受け付ける", None)
    REQUEST_DECIDE = ("開示などの請求を審査し決定する", None)
    DESTROY_PROPOSE = ("保存期間の終わった記録の廃棄を提案する", None)
    DESTROY_APPROVE = ("廃棄を承認し、実行・停止する", None)
    PRIVACY_RULES = ("個人情報のきまりとファイル簿を決める", None)
    RETURN_CONFIRM = ("お預かりした情報の返却・廃棄を答える", None)
    INCIDENT_REPORT = ("漏えい等の記録を始める", None)
    INCIDENT_WRITE = ("漏えい等に対応する", None)
    INCIDENT_VIEW = ("漏えい等の記録を見る", None)
    EMERGENCY_REVIEW = ("緊急の閲覧を確認する", None)

    def __init__(self, label: str, info_class: InfoClass | None) -> None:
        self.label = label
        self.info_class = info_class

    @property
    def code(self) -> str:
        """Stable name for logs and the audit."""
        return self.name.lower()


#: The permission that opens each information class.
VIEW_OF_CLASS = {
    InfoClass.SUMMARY: P.CASE_VIEW,
    InfoClass.IDENTITY: P.IDENTITY_VIEW,
    InfoClass.WELFARE: P.WELFARE_VIEW,
    InfoClass.JUSTICE_OUTLINE: P.JUSTICE_OUTLINE_VIEW,
    InfoClass.JUSTICE_DETAIL: P.JUSTICE_DETAIL_VIEW,
    InfoClass.THIRD_PARTY: P.THIRD_PARTY_VIEW,
}
