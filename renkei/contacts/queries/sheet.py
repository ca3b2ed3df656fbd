"""聞き取り用紙: what stands on the paper that is taken to a place where no device may enter."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.audit.services import record_view
from renkei.contacts.rules.sheet import TOPICS, Topic, must_ask
from renkei.disclosure.queries import CaseAccess
from renkei.people.queries import current_version, filled_fields, read
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P


@dataclass(frozen=True)
class Sheet:
    """`lines`: each topic with whether it must be asked. `name`: only where it was chosen and is open to the reader."""

    lines: tuple[tuple[Topic, bool], ...]
    prefilled: bool
    name: str = ""


def sheet_of(*, access: CaseAccess, prefilled: bool, with_name: bool) -> Sheet:
    """The paper. What is known already is never printed; only which topics are still open.

    Raises:
        NotAllowed: who may not write notes of this case.
    """
    require(access.actor, P.NOTE_WRITE, access.facts, at=access.at)
    asked: frozenset[str] = frozenset()
    prefilled = prefilled and access.sees(InfoClass.WELFARE)
    if prefilled:
        record = current_version(access=access, info_class=InfoClass.WELFARE)
        asked = must_ask([name for name, _ in filled_fields(record, InfoClass.WELFARE)] if record else [])
        record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=InfoClass.WELFARE)
    return Sheet(tuple((t, t.code in asked) for t in TOPICS), prefilled, _name(access) if with_name else "")


def _name(access: CaseAccess) -> str:
    if not access.sees(InfoClass.IDENTITY):
        return ""
    view = read(access=access, info_class=InfoClass.IDENTITY)
    return str(dict(view.values).get("name") or "") if view else ""
