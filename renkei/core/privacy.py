"""The privacy class of a column (列の情報区分). A column without one fails CI."""

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
