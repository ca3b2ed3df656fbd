"""What every table says about itself: the privacy class of each column, why it is kept and how long.

A column without a class, a table without `PURPOSE` or `RETENTION`, fails CI.
"""

from __future__ import annotations

from enum import StrEnum


class Privacy(StrEnum):
    """How much harm a column can do when it leaks, and so how it is kept."""

    NONE = "個人情報を含まない"
    STAFF = "職員・利用者の情報"
    PSEUDONYM = "仮名・概要"
    IDENTITY = "本人を特定する情報"
    WELFARE = "障害・医療・生活の情報"
    JUSTICE = "刑事の情報"
    THIRD_PARTY = "第三者の情報"


#: Columns of these classes are encrypted.
ENCRYPTED = frozenset({Privacy.IDENTITY, Privacy.WELFARE, Privacy.JUSTICE, Privacy.THIRD_PARTY})


class Purpose(StrEnum):
    """利用目的 of a table, as it stands in the file register (個人情報ファイル簿)."""

    SUPPORT = "本人の支援と、関係機関の連携"
    PLACEMENT = "住まい・サービスなど受入先の調整"
    DISCLOSURE = "本人の同意と、情報提供の根拠の管理"
    RIGHTS = "開示などの請求・廃棄・事故への対応"
    ACCOUNTABILITY = "操作の記録と点検"
    SECURITY = "利用者の確認と安全管理"
    ORGANISATION = "機関・委託・職員の管理"
    DIRECTORY = "公表された事業所の情報の検索"
    NOTICE = "利用者への連絡"
    STATISTICS = "個人を含まない統計"
    PROGRAMME = "支援者の育成・社会資源の開発・協議"


class Retention(StrEnum):
    """保存の区分 of a table. How long each is kept stands in `privacy/rules/retention.py`."""

    CASE = "ケースの記録"
    REQUEST = "請求・廃棄・事故の記録"
    AUDIT = "操作の記録"
    CONTRACT = "取決め・委託の記録"
    STAFF = "職員の記録"
    EDITION = "公表データ"
    STANDING = "設定・台帳"
    STATISTICS = "統計"
    TRAINING = "研修の記録"
    SHORT = "短期の記録"
