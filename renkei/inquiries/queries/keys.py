"""What stands behind a one-time link or a printed code: no account, one inquiry, nothing else. Reading consumes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from renkei.audit.services import record_view
from renkei.core import wall
from renkei.core.errors import NotFound
from renkei.core.ids import token_hash
from renkei.core.text import normalise
from renkei.disclosure.queries import facts_for
from renkei.inquiries.enums import ANSWERABLE, KeyKind
from renkei.inquiries.models import AnswerKey
from renkei.inquiries.rules import Sheet, sheet_rows
from renkei.policy.actor import Actor, system_actor
from renkei.policy.decide import can
from renkei.policy.enums import InfoClass, OrgKind
from renkei.policy.permissions import P


class KeyState(StrEnum):
    """Can it be answered now?"""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    CLOSED = "closed"


@dataclass(frozen=True)
class KeyPage:
    """The page of a key. Without a live ledger row, and after the end, it holds nothing but the state."""

    state: KeyState
    number: str = ""
    office_name: str = ""
    municipality: str = ""
    contact: str = ""
    deadline: datetime | None = None
    version: int = 0
    answered: str = ""
    rows: tuple[tuple[str, str], ...] = ()


def clean_code(code: str) -> str:
    """A printed code as typed: without spaces and hyphens, in capitals, half width."""
    return normalise(code).upper().replace(" ", "").replace("-", "")


def find_key(*, secret: str, kind: KeyKind) -> AnswerKey:
    """The key of a secret. Raises NotFound: wrong, or of another kind."""
    key = (
        AnswerKey.objects.select_related("inquiry__case", "inquiry__organisation", "inquiry__sent_for")
        .filter(secret_hash=token_hash(secret), kind=kind).first()
    )  # fmt: skip
    if key is None:
        raise NotFound(permission=P.INQUIRY_ANSWER.code)
    return key


def office_of_key(*, secret: str) -> UUID | None:
    """The office a secret was given to, for the announcement of who acts; None for a wrong one."""
    return wall.call("SELECT wall.office_of_key(%s)", [token_hash(secret)])[0][0]


def actor_of_key(key: AnswerKey) -> Actor:
    """The office behind a key, with the narrow rights of the system actor `answer_link`."""
    organisation = key.inquiry.organisation
    return system_actor("answer_link", organisation_id=organisation.pk, kind=OrgKind(organisation.kind))


def state_of(key: AnswerKey, *, at: datetime) -> KeyState:
    """Used, expired, closed (also when the inquiry moved on or the ledger no longer gives the office anything), or open."""
    facts = facts_for(actor=actor_of_key(key), case_id=key.inquiry.case_id, at=at)
    if not can(actor_of_key(key), P.INQUIRY_ANSWER, facts, at=at) or key.inquiry.status not in ANSWERABLE:
        return KeyState.CLOSED
    if key.used_at is not None:
        return KeyState.USED
    if key.revoked_at is not None or key.inquiry.status != key.status:
        return KeyState.CLOSED
    return KeyState.EXPIRED if at > key.expires_at else KeyState.OPEN


def key_page(*, secret: str, kind: KeyKind, at: datetime) -> KeyPage:
    """回答のページ. Raises NotFound for a wrong secret."""
    key = find_key(secret=secret, kind=kind)
    state = state_of(key, at=at)
    if state is not KeyState.OPEN:
        return KeyPage(state)
    inquiry = key.inquiry
    sheet = Sheet.from_json(inquiry.sheet or {})
    reader = system_actor("answer_link", organisation_id=inquiry.organisation_id)
    record_view(actor=reader, now=at, case_id=inquiry.case_id, info_class=InfoClass.SUMMARY, thing=inquiry)
    return KeyPage(
        state=state, number=inquiry.number, office_name=inquiry.organisation.name,
        municipality=inquiry.sent_for.name if inquiry.sent_for else "", contact=sheet.contact, deadline=key.expires_at,
        version=inquiry.version, answered=inquiry.get_status_display() if inquiry.answered_at else "",
        rows=tuple(sheet_rows(sheet)),
    )  # fmt: skip
