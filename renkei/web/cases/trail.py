"""The history of a case in words: events of the audit as entries of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from renkei.accounts.queries import names_of_organisations, names_of_users
from renkei.audit.enums import E
from renkei.audit.queries import case_history
from renkei.cases.states import CASE, NEED
from renkei.coordination.enums.joint import Responsibility
from renkei.coordination.states.joint import HANDOVER, JOINT_ITEM
from renkei.coordination.states.referral import REFERRAL
from renkei.core.errors import NotFound
from renkei.core.states import Machine
from renkei.disclosure.enums import Basis, Cause, ConsentEventKind
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries.states import INQUIRY
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.permissions import P
from renkei.web.templatetags.dads import Happening, Tab

_MOVES = (E.CASE_OPENED, E.CASE_MOVED, E.CASE_ASSIGNED, E.REFERRAL_MOVED, E.INQUIRY_MOVED, E.VISIT_CHANGED,
          E.NEED_CHANGED, E.HANDOVER_MOVED, E.NOTE_WRITTEN)  # fmt: skip
_LAW = (E.LEDGER_OPENED, E.LEDGER_ENDED, E.CONSENT_CHANGED, E.ATTACHMENT_ADDED, E.BREAK_GLASS, E.PRINTED, E.EXPORTED)
_READ = (E.RECORD_VIEWED, E.RECORD_SAVED, E.ACCESS_REFUSED, E.PRINTED, E.BREAK_GLASS)
#: value of ?kind= → (word, events)
KINDS: dict[str, tuple[str, tuple[E, ...]]] = {
    "": ("ケースの動き", _MOVES),
    "law": ("同意と開示", _LAW),
    "read": ("閲覧と記録", _READ),
    "all": ("すべて", ()),
}
_TONES = {E.BREAK_GLASS: "danger", E.ACCESS_REFUSED: "warning", E.CASE_MOVED: "progress", E.CASE_OPENED: "progress"}
_MACHINES: dict[str, Machine] = {
    E.CASE_MOVED: CASE, E.NEED_CHANGED: NEED, E.REFERRAL_MOVED: REFERRAL, E.INQUIRY_MOVED: INQUIRY,
}  # fmt: skip
_CODES = {"basis": Basis, "cause": Cause, "event": ConsentEventKind, "item": Responsibility}


def events(*, access: CaseAccess, kind: str) -> QuerySet[Any]:
    """Events of one kind, newest first. Only the bodies of the programme read the whole history of a case."""
    if access.actor.organisation_kind not in CORE_KINDS:
        raise NotFound(permission=P.CONSENT_VIEW.code, case_id=access.case.pk)
    found = case_history(actor=access.actor, facts=access.facts, at=access.at)
    codes = KINDS.get(kind, KINDS[""])[1]
    return found.filter(code__in=codes) if codes else found


def tabs(kind: str) -> list[Tab]:
    """Links between the kinds of events."""
    chosen = kind if kind in KINDS else ""
    return [Tab(words, f"?kind={value}", value == chosen) for value, (words, _) in KINDS.items()]


def happenings(rows: Iterable[Any]) -> list[Happening]:
    """Entries for `{% timeline %}`; names of users and bodies in two queries."""
    found = list(rows)
    users = names_of_users(e.user_id for e in found)
    bodies = names_of_organisations(
        [*(e.organisation_id for e in found), *(_uuid(e.detail.get("recipient")) for e in found)]
    )
    return [_happening(e, users, bodies) for e in found]


def _happening(event: Any, users: dict[UUID, str], bodies: dict[UUID, str]) -> Happening:
    names = (bodies.get(event.organisation_id, ""), users.get(event.user_id, ""))
    who = " ".join(n for n in names if n) or "システム"
    return Happening(
        at=event.at, title=_title(event), who=who, body="、".join(_words(event, bodies)),
        tone=_TONES.get(event.code, "neutral"),
    )  # fmt: skip


def _title(event: Any) -> str:
    label = event.get_code_display()
    step = str(event.detail.get("step", ""))
    words = _step_words(event.code, step)
    return f"{label}：{words}" if words else str(label)


def _step_words(code: str, step: str) -> str:
    machines = (JOINT_ITEM, HANDOVER) if code == E.HANDOVER_MOVED else (_MACHINES.get(code),)
    for machine in machines:
        for transition in machine.transitions if machine else ():
            if transition.name == step:
                return transition.label
    return _OTHER_STEPS.get((code, step), "")


_OTHER_STEPS: dict[tuple[str, str], str] = {
    (E.HANDOVER_MOVED, "open"): "併走の表を作った",
    (E.HANDOVER_MOVED, "add"): "項目を加えた",
    (E.HANDOVER_MOVED, "change"): "分担を変えた",
    (E.HANDOVER_MOVED, "write"): "引継書を書いた",
    (E.NOTE_WRITTEN, "write"): "記録を書いた",
    (E.NOTE_WRITTEN, "correct"): "記録を訂正した",
    (E.NOTE_WRITTEN, "done"): "次の対応を済ませた",
}


def _words(event: Any, bodies: dict[UUID, str]) -> list[str]:
    found = [InfoClass(event.info_class).label] if event.info_class in InfoClass.values else []
    recipient = _uuid(event.detail.get("recipient"))
    if recipient in bodies:
        found.append(f"提供先：{bodies[recipient]}")
    for key, codes in _CODES.items():
        value = event.detail.get(key)
        if isinstance(value, str) and value in codes.values:
            found.append(str(codes(value).label))
    if event.detail.get("on_behalf") is True:
        found.append("相手の機関に代わる記録")
    return found


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
