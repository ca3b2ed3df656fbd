"""An office of the directory that nobody has asked yet becomes a body that can be written down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.accounts.models import Organisation
from renkei.accounts.services import office_organisation
from renkei.consultation.queries.sides import office_of_number
from renkei.core.errors import RuleBroken
from renkei.offices.queries import get_office
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import OrgKind
from renkei.policy.permissions import P

#: 計画相談・地域移行・地域定着・障害児相談 (国保連サービス種類コード).
_CONSULTING = frozenset({"52", "53", "54", "55"})


@transaction.atomic
def open_office(*, actor: Actor, office_id: UUID, now: datetime) -> Organisation:
    """後方支援の画面を開く: the body of this office, found or made by its 事業所番号.

    Raises:
        NotFound: no such office. RuleBroken: it has no number, so that nothing could be found again.
    """
    require(actor, P.CONSULT_WRITE)
    office = get_office(actor=actor, pk=office_id)
    found = office_of_number(actor=actor, office_number=office.office_number)
    if found is not None:
        return found
    if not office.office_number:
        raise RuleBroken("事業所番号のない事業所は、機関として登録してから使ってください。")
    codes = set(office.service_codes)
    kind = OrgKind.PLAN_OFFICE if codes and codes <= _CONSULTING else OrgKind.SERVICE_OFFICE
    return office_organisation(
        actor=actor, now=now, office_number=office.office_number, kind=kind, name=office.name[:200], kana=office.kana[:200],
        phone=office.phone[:20], fax=office.fax[:20], address=office.address[:200], municipality_code=office.municipality_code,
        prefecture_code=office.municipality_code[:2] or office.office_number[:2], corporate_number=office.corporation_number,
    )  # fmt: skip
