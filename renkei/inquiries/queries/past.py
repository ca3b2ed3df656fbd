"""打診の経過 of offices, as matching weighs it: counted by the database over all cases, without any case in sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from renkei.core import wall
from renkei.core.clock import day_of
from renkei.inquiries.enums import DeclineReason, InquiryStatus
from renkei.inquiries.models import Inquiry
from renkei.offices.enums import DropCode
from renkei.offices.queries import Place
from renkei.offices.rules.geo import box_around
from renkei.offices.rules.matching import Need, Past, Rules

_S = InquiryStatus
#: So many offices with a yes are judged wherever they stand by published facts (assumption; a municipality has dozens).
MOST_YESES = 100
_CLOSED = {_S.DECLINED: DropCode.DECLINED, _S.PERSON_DECLINED: DropCode.PERSON_DECLINED}
_OVER_WORDS = {
    _S.DECLINED: "このニーズでは、すでに辞退の回答がありました",
    _S.PERSON_DECLINED: "このニーズでは、本人が辞退しています",
}


def past_of(*, office_ids: list[UUID], rules: Rules, at: datetime) -> dict[UUID, Past]:
    """What became of inquiries at these offices; those never asked are missing. One statement, for those who ask."""
    since, recent = at - timedelta(days=rules.history_days), at - timedelta(days=rules.budget_days)
    rows = wall.call("SELECT * FROM wall.office_pasts(%s::uuid[], %s, %s)", [office_ids, since, recent])
    return {row[0]: _past(*row[1:]) for row in rows}


def said_yes_for(*, need: Need, place: Place | None, rules: Rules, at: datetime) -> Callable[[], list[UUID]]:
    """Offices in reach of the need that said yes (or more) to anybody within the history, the newest first, at most `MOST_YESES`.

    For `offices.queries.match`, which asks only where more offices are in reach than it judges.
    """

    def look() -> list[UUID]:
        box = box_around(place.centre, need.max_km or place.around_km) if place else None
        sides = [box.south, box.west, box.north, box.east] if box else [None] * 4
        values = [sorted(need.service_codes), *sides, sorted({c for area in need.areas for c in area.codes})]
        rows = wall.call(
            "SELECT * FROM wall.office_yeses(%s::text[], %s, %s, %s, %s, %s::text[], %s, %s)",
            [*values, at - timedelta(days=rules.history_days), MOST_YESES],
        )  # fmt: skip
        return [row[0] for row in rows]

    return look


def pasts_for(
    *, need_id: UUID, running: Mapping[UUID, Inquiry], rules: Rules, at: datetime
) -> Callable[[list[UUID]], Mapping[UUID, Past]]:
    """The same for a need, with what happened on this very need: for `offices.queries.match`."""

    def look(office_ids: list[UUID]) -> Mapping[UUID, Past]:
        found = past_of(office_ids=office_ids, rules=rules, at=at)
        for office_id, (code, words) in _here(need_id, running).items():
            found[office_id] = replace(found.get(office_id, Past()), here=code, here_words=words)
        return found

    return look


def running_for(*, need_id: UUID) -> dict[UUID, Inquiry]:
    """Offices that were asked for a need and are not out of it, by the directory's office; kept candidates not among them."""
    over = [_S.CANDIDATE, _S.DECLINED, _S.WITHDRAWN, _S.PERSON_DECLINED, _S.EXPIRED]
    found = Inquiry.objects.filter(need_id=need_id).exclude(status__in=over).select_related("organisation")
    return {i.office_id: i for i in found if i.office_id}


def _here(need_id: UUID, running: Mapping[UUID, Inquiry]) -> dict[UUID, tuple[str, str]]:
    closed = Inquiry.objects.filter(need_id=need_id, status__in=_CLOSED, office__isnull=False)
    here = {
        pk: (str(_CLOSED[_S(status)]), _OVER_WORDS[_S(status)])
        for pk, status in closed.values_list("office_id", "status")
    }
    asked = {pk: (str(DropCode.ASKED), f"すでに打診しています（{i.number}）") for pk, i in running.items()}
    return here | asked


def _past(
    asked: int, last_asked: datetime | None, decided: int, accepted: int, answered: int, days: float,
    rests_since: datetime | None, declines: list[str],
) -> Past:  # fmt: skip
    reasons = Counter(str(DeclineReason(code).label) for code in declines if code in DeclineReason.values)
    reasons.pop(str(DeclineReason.OFFENSE.label), None)
    return Past(
        asked=asked, last_asked_on=day_of(last_asked) if last_asked else None, decided=decided, accepted=accepted,
        answered=answered, answer_days=days, declines=dict(sorted(reasons.items())),
        rests_since=day_of(rests_since) if rests_since else None,
    )  # fmt: skip
