"""Who was told of a person, is told no more, and has not confirmed 返却・廃棄: derived from the ended rows of the ledger.

Nothing opens such a request: it stands from the moment in which the last row above the summary ended, by whatever event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max, Min, Q, QuerySet

from renkei.accounts.models import Organisation
from renkei.disclosure.enums import Method
from renkei.disclosure.models import LedgerEntry, ReturnConfirmation
from renkei.policy.enums import CORE_KINDS, InfoClass


@dataclass(frozen=True)
class OpenReturn:
    """A body outside the programme whose access to what is above the summary is over, with nothing confirmed since.

    `classes` and `methods`: in Japanese, all that it was told and how; `giver`: one of those who told it.
    """

    case_id: UUID
    recipient: Organisation
    giver: Organisation
    classes: tuple[str, ...]
    methods: tuple[str, ...]
    started_at: datetime
    ended_at: datetime


def open_returns(*rows: QuerySet[LedgerEntry], at: datetime) -> list[OpenReturn]:
    """Unconfirmed returns among these rows of the ledger, the oldest first: a constant number of queries.

    Args:
        rows: each set of rows is looked up by an index of its own, which a set joined by OR would not be.
    """
    ways = [_given_outside(way) for way in rows]
    first, *others = (way.filter(ends_at__lte=at).order_by().values_list("case_id", flat=True) for way in ways)
    ended = set(first.union(*others) if others else first)  # few
    if not ended:
        return []
    given = reduce(or_, ways).filter(case_id__in=ended)
    by_body = given.order_by().values("case_id", "recipient_id").annotate(
        ended=Max("ends_at"), first=Min("starts_at"), givers=ArrayAgg("giver_id"),
        told=ArrayAgg("info_class", distinct=True), how=ArrayAgg("method", distinct=True),
        running=Count("pk", filter=Q(ends_at__isnull=True) | Q(ends_at__gt=at)),
    )  # fmt: skip
    over = list(by_body.filter(running=0).order_by("ended"))
    answers = _last_answers(over)
    return _named([r for r in over if not _answered(answers.get((r["case_id"], r["recipient_id"])), r["ended"])])


def _given_outside(rows: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    given = rows.exclude(info_class=InfoClass.SUMMARY).exclude(giver=F("recipient"))
    return given.exclude(recipient__kind__in=CORE_KINDS)


def _answered(answered_at: datetime | None, ended_at: datetime) -> bool:
    return answered_at is not None and answered_at >= ended_at


def _last_answers(over: Sequence[Mapping[str, Any]]) -> dict[tuple[UUID, UUID], datetime]:
    """(case, body) → when it confirmed last."""
    answers = ReturnConfirmation.objects.filter(
        case_id__in={r["case_id"] for r in over}, recipient_id__in={r["recipient_id"] for r in over}
    )
    last = answers.values("case_id", "recipient_id").annotate(last=Max("at"))
    return {(r["case_id"], r["recipient_id"]): r["last"] for r in last}


def _named(found: Sequence[Mapping[str, Any]]) -> list[OpenReturn]:
    bodies = Organisation.objects.in_bulk({pk for row in found for pk in (row["recipient_id"], row["givers"][0])})
    return [
        OpenReturn(
            case_id=row["case_id"], recipient=bodies[row["recipient_id"]], giver=bodies[row["givers"][0]],
            classes=tuple(str(c.label) for c in InfoClass if c in row["told"]),
            methods=tuple(str(m.label) for m in Method if m in row["how"]),
            started_at=row["first"], ended_at=row["ended"],
        )
        for row in found
    ]  # fmt: skip
