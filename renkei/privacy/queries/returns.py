"""返却・廃棄の確認: whose answer is missing (disclosure.queries.returns), until when it is due, and what was confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.ids import token_hash
from renkei.core.waiting import Source, Waiting, bell
from renkei.disclosure.models import LedgerEntry, ReturnConfirmation
from renkei.disclosure.queries import open_returns
from renkei.policy.actor import Actor, system_actor
from renkei.policy.decide import can, require
from renkei.policy.enums import CORE_KINDS, InfoClass, OrgKind
from renkei.policy.permissions import P
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.models import ReturnKey
from renkei.privacy.queries.local import municipalities_for, own_municipalities, values_by_municipality

#: How many days before the last day the body is reminded.
REMIND_DAYS = 7


@dataclass(frozen=True)
class ReturnLine:
    """One body that still holds what it was given. `reference`: what both sides can say on the telephone."""

    case_id: UUID
    recipient_id: UUID
    recipient: str
    giver_id: UUID
    giver: str
    started_on: date
    ended_at: datetime
    due_on: date

    @property
    def reference(self) -> str:
        return str(self.case_id)[:8].upper()

    def is_late(self, today: date) -> bool:
        return today > self.due_on


def open_lines(*rows: Q, at: datetime) -> list[ReturnLine]:
    """Unconfirmed returns among these rows of the ledger, the oldest first: a constant number of queries."""
    found = open_returns(*map(LedgerEntry.objects.filter, rows), at=at)
    days = values_by_municipality(kind=RuleKind.RETURN_DAYS, on=day_of(at), among={r.giver.pk for r in found})
    return [
        ReturnLine(
            r.case_id, r.recipient.pk, r.recipient.name, r.giver.pk, r.giver.name, day_of(r.started_at), r.ended_at,
            day_of(r.ended_at) + timedelta(days=days[r.giver.pk]),
        )
        for r in found
    ]  # fmt: skip


def register(*, actor: Actor, at: datetime) -> list[ReturnLine]:
    """Who has not confirmed, over all cases of the actor's municipalities. Raises NotAllowed."""
    require(actor, P.PRIVACY_VIEW)
    own = [body.pk for body in own_municipalities(actor=actor, at=at)]
    kept = Q(case__destroyed_at__isnull=True)
    return open_lines(kept & Q(giver_id__in=own), kept & Q(case__responsible_id__in=own), at=at)


def confirmed(*, actor: Actor, at: datetime) -> QuerySet[ReturnConfirmation]:
    """What was confirmed, newest first. Raises NotAllowed."""
    require(actor, P.PRIVACY_VIEW)
    own = municipalities_for(actor=actor, on=day_of(at)).values("pk")
    return ReturnConfirmation.objects.filter(case__responsible_id__in=own).select_related("recipient").order_by("-at")


def own_lines(*, actor: Actor, at: datetime) -> list[ReturnLine]:
    """What the actor's own body still has to confirm. It sees no more of the case than this. Raises NotAllowed."""
    require(actor, P.RETURN_CONFIRM)
    return open_lines(Q(recipient_id=actor.organisation_id), at=at)


def own_line(*, actor: Actor, case_id: UUID, at: datetime) -> ReturnLine:
    """One of them. Raises NotFound: confirmed already, never given, or not this body's."""
    found = next((line for line in own_lines(actor=actor, at=at) if line.case_id == case_id), None)
    if found is None:
        raise NotFound(permission=P.RETURN_CONFIRM.code)
    return found


@dataclass(frozen=True)
class LinkPage:
    """What stands behind a one-time link: the key, its office as an actor, the line when it is still open."""

    key: ReturnKey
    actor: Actor
    line: ReturnLine | None


def link_page(*, secret: str, at: datetime) -> LinkPage:
    """The page of a link; `line` is None once it is used, void, too old, or answered otherwise. Raises NotFound."""
    key = ReturnKey.objects.select_related("recipient").filter(secret_hash=token_hash(secret)).first()
    if key is None:
        raise NotFound(permission=P.RETURN_CONFIRM.code)
    office = system_actor("answer_link", organisation_id=key.recipient_id, kind=OrgKind(key.recipient.kind))
    spent = key.used_at is not None or key.revoked_at is not None or key.expires_at < at
    lines = [] if spent else own_lines(actor=office, at=at)
    return LinkPage(key, office, next((line for line in lines if line.case_id == key.case_id), None))


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """For the home page: of a body its own answers, of the municipality those who are late."""
    if can(actor, P.RETURN_CONFIRM):
        return [
            Waiting(
                "お渡しした資料の返却・廃棄を答える", "情報の提供が終わりました。お手元の資料の取扱いをお知らせください。",
                line.due_on, "privacy:own_return", (line.case_id,), line.reference,
            )
            for line in own_lines(actor=actor, at=at)
        ]  # fmt: skip
    if not can(actor, P.PRIVACY_VIEW) or not can(actor, P.DISCLOSE):
        return []
    return [
        Waiting(
            "返却・廃棄の確認がまだの機関に連絡する", "期限を過ぎても回答がありません。", line.due_on, "privacy:returns", (),
            line.reference,
        )
        for line in register(actor=actor, at=at) if line.is_late(day_of(at))
    ]  # fmt: skip


_ENDED = "l.ends_at <= %(at)s AND NOT l.info_class = {summary} AND NOT l.giver_id = l.recipient_id"
_OUTSIDE = (
    "FROM disclosure_ledgerentry l JOIN accounts_organisation o ON o.id = l.recipient_id AND o.kind NOT IN {core}"
)
SOURCE = Source(
    waiting,
    bell(
        f"FROM disclosure_ledgerentry l WHERE NOT %(core)s AND l.recipient_id = %(body)s AND {_ENDED}"
        f" UNION ALL SELECT {_OUTSIDE} WHERE l.giver_id IN {{own}} AND {_ENDED}"
        f" UNION ALL SELECT {_OUTSIDE} JOIN cases_case c ON c.id = l.case_id WHERE c.responsible_id IN {{own}} AND {_ENDED}",
        summary=InfoClass.SUMMARY, core=CORE_KINDS,
    ),
)  # fmt: skip
