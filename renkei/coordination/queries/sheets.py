"""The hand-over sheet (引継書) as this actor may print it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from renkei.cases.queries import needs_of
from renkei.coordination.models.joint import Handover
from renkei.coordination.queries.closing import recipients_of
from renkei.coordination.queries.guide import workers
from renkei.coordination.queries.joint import Board, board
from renkei.core.errors import NotFound
from renkei.disclosure.models import Consent
from renkei.disclosure.queries import CaseAccess, live_consents
from renkei.people.queries import read
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.permissions import P

#: What of each class belongs on the sheet.
_FIELDS = {
    InfoClass.IDENTITY: ("name", "kana", "birth_date", "current_address", "phone", "certificate_numbers"),
    InfoClass.WELFARE: ("disabilities", "certificates", "support_category", "medical", "communication", "money", "insurance",
                        "wishes", "considerations"),
    InfoClass.JUSTICE_OUTLINE: ("release_date", "probation", "probation_until", "must_know", "triggers"),
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """Sections of the sheet; a class that is not open to the actor is missing, and `hidden` says which."""

    board: Board
    handover: Handover
    people: dict[str, list[tuple[str, Any]]]
    texts: list[tuple[str, str]]
    needs: list[Any]
    workers: list[Any]
    bodies: list[tuple[str, list[str]]]
    consents: list[Consent]
    classes: tuple[str, ...]
    hidden: tuple[str, ...]


def sheet(*, access: CaseAccess) -> Sheet:
    """Everything the sheet prints. Each class read is recorded as read. Raises NotFound before the board is open."""
    view = board(access=access)
    if view.handover is None:
        raise NotFound(permission=P.HANDOVER_VIEW.code, case_id=access.case.pk)
    open_classes = tuple(c for c in _FIELDS if access.sees(c))
    people = {c.label: rows for c in open_classes if (rows := _rows(access, c))}
    return Sheet(
        board=view,
        handover=view.handover,
        people=people,
        texts=_texts(view.handover) if access.sees(InfoClass.WELFARE) else [],
        needs=list(needs_of(access.case.pk)),
        workers=workers(access=access),
        bodies=_bodies(access),
        consents=list(live_consents(case_id=access.case.pk)) if access.can(P.CONSENT_VIEW) else [],
        classes=tuple(str(c) for c in open_classes),
        hidden=tuple(c.label for c in _FIELDS if c not in open_classes),
    )


def _bodies(access: CaseAccess) -> list[tuple[str, list[str]]]:
    """Who holds which classes: for the bodies that run the case only."""
    if access.actor.organisation_kind not in CORE_KINDS:
        return []
    found = recipients_of(case=access.case, at=access.at)
    return [(r.name, [InfoClass(c).label for c in r.classes]) for r in found]


def _rows(access: CaseAccess, info_class: InfoClass) -> list[tuple[str, Any]]:
    view = read(access=access, info_class=info_class)
    if view is None:
        return []
    wanted = [view.labels[f] for f in _FIELDS[info_class] if f in view.labels]
    return [(label, value) for label, value in view.rows() if label in wanted]


def _texts(handover: Handover) -> list[tuple[str, str]]:
    names = ("summary", "open_procedures", "cautions", "told_person", "contacts", "documents")
    return [(str(getattr(handover._meta.get_field(n), "verbose_name", n)), getattr(handover, n) or "") for n in names]
