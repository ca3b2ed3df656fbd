"""Signed scans and other files."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.errors import RuleBroken
from renkei.disclosure.enums import AttachmentKind
from renkei.disclosure.models import Attachment
from renkei.disclosure.queries import require_on
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

MAX_BYTES = 20 * 1024 * 1024
#: First bytes of the formats that are taken; the browser's word on the type is not trusted.
SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@transaction.atomic
def attach(
    *, actor: Actor, case: Case | None, name: str, content: bytes, kind: AttachmentKind, info_class: InfoClass, now: datetime,
    permission: P = P.RECORD_WRITE,
) -> Attachment:  # fmt: skip
    """書類を添付する: PDF, PNG or JPEG up to 20 MB, kept encrypted. `case` None: an agreement's document."""
    if case is None:
        require(actor, P.AGREEMENT_WRITE)
    else:
        require_on(actor=actor, permission=permission, case=case, at=now)
    if len(content) > MAX_BYTES:
        raise RuleBroken("ファイルは20MBまでです。", field="attachment")
    media_type = next((kind_ for start, kind_ in SIGNATURES.items() if content.startswith(start)), None)
    if media_type is None:
        raise RuleBroken("PDF・PNG・JPEGのファイルを選んでください。", field="attachment")
    attachment = Attachment.objects.create(
        case=case, info_class=info_class, kind=kind, name=name[:200], content=content, media_type=media_type,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), organisation_id=actor.organisation_id,
        uploaded_by=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor,
        event=E.ATTACHMENT_ADDED,
        now=now,
        thing=attachment,
        case_id=case.pk if case else None,
        info_class=info_class,
    )
    return attachment
