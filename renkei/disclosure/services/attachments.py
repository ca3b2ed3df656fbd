"""Signed scans and other files."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core import blind_index, uploads
from renkei.core.scanner import scan
from renkei.disclosure.enums import AttachmentKind
from renkei.disclosure.models import Attachment
from renkei.disclosure.queries import require_on
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P


@transaction.atomic
def attach(
    *, actor: Actor, case: Case | None, name: str, content: bytes, kind: AttachmentKind, info_class: InfoClass, now: datetime,
    permission: P = P.RECORD_WRITE,
) -> Attachment:  # fmt: skip
    """書類を添付する: a scan that core.uploads and the scanner let pass, kept encrypted. `case` None: an agreement's."""
    if case is None:
        require(actor, P.AGREEMENT_WRITE)
    else:
        require_on(actor=actor, permission=permission, case=case, at=now)
    media_type = uploads.check(content)
    scan(content)
    attachment = Attachment.objects.create(
        case=case, info_class=info_class, kind=kind, name=uploads.clean_name(name), content=content, media_type=media_type,
        size=len(content), sha256=blind_index.fingerprint(content), organisation_id=actor.organisation_id,
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
