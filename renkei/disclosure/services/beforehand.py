"""導入前に伝達済み: what was told to a body before the case came into Renkei, with its true date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.accounts.models import Organisation
from renkei.cases.models import Case
from renkei.core.errors import RuleBroken
from renkei.disclosure.enums import LEGAL_BASES, Basis, Cause, Method, Stage
from renkei.disclosure.models import Consent, LedgerEntry
from renkei.disclosure.queries import require_on
from renkei.disclosure.services.ledger import _open, _source
from renkei.policy.actor import Actor
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.permissions import P


@transaction.atomic
def before_system(
    *, actor: Actor, case: Case, recipient: Organisation, info_class: str, told_at: datetime, now: datetime, still: bool = True,
    version_id: UUID | None = None, fields: Iterable[str] = (), consent: Consent | None = None, basis: Basis = Basis.CONSENT,
    legal_reason: str = "", persons: Iterable[UUID] = (), paper_persons: str = "", method: Method = Method.PAPER,
    permission: P = P.CASE_WRITE,
) -> LedgerEntry:  # fmt: skip
    """Record what was already told: a row that starts on the day it was told, needing no agreement of that time.

    Args:
        still: the body still takes part; otherwise the row ends where it starts: a record, no access.
        version_id, fields: for every body but those of the programme (they hold the class).

    Raises:
        RuleBroken: a day that is still to come; neither consent nor a written ground.
    """
    require_on(actor=actor, permission=permission, case=case, at=now)
    if told_at > now:
        raise RuleBroken("伝えた日は、今日までの日を入力してください。", field="told_on")
    if basis is Basis.CONSENT and consent is None:
        raise RuleBroken("伝えたときの根拠（本人の同意など）を入力してください。", field="consent")
    if basis in LEGAL_BASES and not legal_reason.strip():
        raise RuleBroken("法令上の根拠の具体的な理由を入力してください。", field="legal_reason")
    whole = recipient.kind in CORE_KINDS
    is_summary = info_class == InfoClass.SUMMARY and not whole
    source = _source(actor, case, info_class, now)
    return _open(
        actor, now, case=case, info_class=info_class, recipient_id=recipient.pk, giver_id=source.recipient_id,
        basis=Basis.SUMMARY if is_summary else basis, consent=None if is_summary or basis is not Basis.CONSENT else consent,
        legal_reason=None if is_summary else (legal_reason.strip() or None), derived_from=source,
        whole_class=whole or is_summary, version_id=None if whole or is_summary else version_id,
        fields=[] if whole or is_summary else list(fields), persons=[] if whole else list(persons),
        paper_persons=None if whole else (paper_persons.strip() or None), stage=Stage.INTERNAL if whole else Stage.IN_SERVICE,
        cause=Cause.BEFORE_SYSTEM, method=method, starts_at=told_at, ends_at=None if still else told_at,
        ended_cause="" if still else Cause.BEFORE_SYSTEM,
    )  # fmt: skip
