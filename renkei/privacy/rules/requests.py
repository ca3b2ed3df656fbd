"""What a request needs before the next step; the words of a decision by the kind of request. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from renkei.core.calendar import fiscal_year
from renkei.privacy.enums.requests import Decision, Requester, RequestKind

_WORDS: dict[str, dict[str, str]] = {
    RequestKind.DISCLOSURE: {
        Decision.FULL: "全部を開示する", Decision.PARTLY: "一部を開示する", Decision.REFUSED: "開示しない",
        Decision.NEITHER: "存否を明らかにしないで拒否する", Decision.NOT_HELD: "保有していないため開示しない",
    },
    RequestKind.CORRECTION: {
        Decision.FULL: "請求のとおり訂正する", Decision.PARTLY: "一部を訂正する", Decision.REFUSED: "訂正しない",
    },
    RequestKind.SUSPENSION: {
        Decision.FULL: "請求のとおり利用を停止する", Decision.PARTLY: "一部の利用を停止する",
        Decision.REFUSED: "利用を停止しない",
    },
}  # fmt: skip
#: Decisions that give the person what was asked, in whole or in part.
GRANTING = (Decision.FULL, Decision.PARTLY)
REIWA_OFFSET = 2018


def request_number(day: date, code: str) -> str:
    """請求番号: 年度 and a random code. Q8-7K3Q9."""
    return f"Q{fiscal_year(day) - REIWA_OFFSET}-{code}"


def decisions_of(kind: str) -> list[tuple[str, str]]:
    """(code, words) that may be decided on a request of this kind."""
    return list(_WORDS[kind].items())


def decision_words(kind: str, decision: str) -> str:
    """一部を開示する."""
    return _WORDS[kind].get(decision, "")


def proof_refusal(*, requester: str, identity_proof: str, agent_proof: str) -> str | None:
    """Who asks must be known before the records are opened: the person's identity, and an agent's title."""
    if not identity_proof:
        return "本人確認の方法を記録してから、審査を始めてください。"
    if requester != Requester.PERSON and not agent_proof:
        return "代理人の資格の確認を記録してから、審査を始めてください。"
    return None


def decision_refusal(*, kind: str, decision: str, reason: str, waiting: int, left_out: int) -> str | None:
    """Why this can't be decided yet.

    Args:
        waiting: parts of the records no reviewer has decided on.
        left_out: parts a reviewer left out.
    """
    if decision not in _WORDS[kind]:
        return "この請求では選べない決定です。"
    if decision != Decision.FULL and not reason.strip():
        return "理由を入力してください（通知書に記載します）。"
    if kind != RequestKind.DISCLOSURE or decision not in GRANTING:
        return None
    if waiting:
        return f"審査の終わっていない部分が{waiting}件あります。先に、含めるか除くかを決めてください。"
    if decision == Decision.FULL and left_out:
        return "除くと決めた部分があるため、「全部を開示する」は選べません。「一部を開示する」を選んでください。"
    return None


def delivery_refusal(*, kind: str, decision: str, changes: int) -> str | None:
    """A correction names the new version, a suspension what it ended, before it counts as carried out."""
    if decision not in GRANTING or changes or kind == RequestKind.DISCLOSURE:
        return None
    if kind == RequestKind.CORRECTION:
        return "訂正した新しい版を記録してから、実施済みにしてください。"
    return "利用停止によって終えた開示を記録してから、実施済みにしてください。"


def dates_refusal(days: Iterable[tuple[str, date | None]], *, today: date) -> str | None:
    """A day that something happened on does not lie in the future."""
    late = next((label for label, day in days if day is not None and day > today), None)
    return f"{late}は、今日までの日を入力してください。" if late else None
