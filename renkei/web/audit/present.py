"""Events as lines of a table: who, from where, what, which class, why. Codes become words, ids become names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from renkei.accounts.queries import names_of_organisations, names_of_users, roles_of
from renkei.audit.enums import E
from renkei.disclosure.enums import Basis, Cause
from renkei.people.enums import ReadReason
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

_SYSTEM = {
    "jobs": "自動処理", "setup": "はじめの設定", "answer_link": "1回限りのリンク・紙の符号", "sign_in": "サインイン",
    "directory_import": "事業所データの取込み",
}  # fmt: skip
_PAPERS = {
    "consent_form": "同意書", "consent_blank": "手書き用の同意書", "ledger_copy": "開示台帳の写し", "answer_slip": "回答書",
    "referral": "利用調整依頼書", "handover": "引継書", "inquiry": "打診の用紙", "access_history": "アクセスの履歴",
    "person_answer": "本人への回答（だれに伝えたか）", "audit": "操作の記録", "users": "利用者の一覧", "offices": "事業所の一覧", "audit_head": "封印の控え",
}  # fmt: skip
_REFUSED = {"csrf": "画面の有効期限切れ", "membership": "所属がない", "": "見つからない・範囲外"}
_PERMISSIONS = {p.code: p.label for p in P}
_REASONS, _CLASSES = dict(ReadReason.choices), dict(InfoClass.choices)
_CODES = (("basis", dict(Basis.choices)), ("cause", dict(Cause.choices)))
_TONES = {E.ACCESS_REFUSED: "warning", E.BREAK_GLASS: "danger", E.SIGN_IN_FAILED: "warning"}
NOTHING = "―"


@dataclass(frozen=True)
class Line:
    """One event in words. `info`, `why` and `note` are 「―」 or empty where there is nothing to say."""

    number: int
    at: datetime
    what: str
    who: str
    where: str
    info: str
    why: str
    note: str
    tone: str
    case_id: UUID | None
    object_type: str


def lines_of(found: Iterable[Any], *, neutral: bool = False) -> list[Line]:
    """Lines in the order given; names of users, roles and bodies in three queries.

    `neutral`: for readers who may not learn of the programme; what was refused to them is not named.
    """
    rows = list(found)
    users, roles = names_of_users(e.user_id for e in rows), roles_of(e.membership_id for e in rows)
    told = (_uuid(e.detail.get("recipient")) for e in rows)
    bodies = names_of_organisations([*(e.organisation_id for e in rows), *told])
    lines = [_line(e, users, roles, bodies) for e in rows]
    return [replace(line, note="") for line in lines] if neutral else lines


def _line(e: Any, users: dict[UUID, str], roles: dict[UUID, Any], bodies: dict[UUID, str]) -> Line:
    role = roles.get(e.membership_id)
    name = users.get(e.user_id) or _SYSTEM.get(e.system, e.system) or NOTHING
    return Line(
        number=e.pk, at=e.at, what=str(e.get_code_display()), who=f"{name}（{role.label}）" if role else name,
        where=bodies.get(e.organisation_id, NOTHING), info=_classes(e), why=_REASONS.get(e.reason, e.reason),
        note=_note(e, bodies), tone=_TONES.get(e.code, ""), case_id=e.case_id, object_type=e.object_type,
    )  # fmt: skip


def _classes(e: Any) -> str:
    listed = e.detail.get("classes")
    codes = [e.info_class] if e.info_class else listed if isinstance(listed, list) else []
    return "、".join(_CLASSES.get(code, str(code)) for code in codes) or NOTHING


def _note(e: Any, bodies: dict[UUID, str]) -> str:
    detail = e.detail
    if e.code == E.ACCESS_REFUSED:
        asked = str(detail.get("permission", ""))
        return f"{_REFUSED.get(asked) or _PERMISSIONS.get(asked, asked)}（{detail.get('status', '')}）"
    paper = str(detail.get("form") or detail.get("document") or detail.get("list") or "")
    words = [_PAPERS.get(paper, paper)] if e.code in (E.PRINTED, E.EXPORTED) and paper else []
    recipient = bodies.get(_uuid(detail.get("recipient")))  # type: ignore[arg-type]
    words += [f"提供先：{recipient}"] if recipient else []
    words += [codes[detail[key]] for key, codes in _CODES if detail.get(key) in codes]
    return "、".join(dict.fromkeys(words))


def merged(lines: Iterable[Line]) -> list[Line]:
    """Neighbours that differ in the class alone (whole classes opened together) as one line."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last and replace(line, number=last.number, info=last.info) == last and line.info not in (NOTHING, last.info):
            found[-1] = replace(last, info=f"{last.info}、{line.info}")
        else:
            found.append(line)
    return found


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
