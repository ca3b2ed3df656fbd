"""緊急の閲覧, 利害関係 and 漏えい等 in the demo: one opening that runs and waits for its review, one incident in every state."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from renkei.cases.enums import Relation
from renkei.core.clock import day_of
from renkei.disclosure.services import mark_conflict
from renkei.jobs.demo.cast import Cast
from renkei.jobs.demo.plot import running_story
from renkei.jobs.demo.stories import Story
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass, Role
from renkei.privacy.enums.emergencies import EmergencyReason
from renkei.privacy.enums.incidents import IncidentKind, Notice, NoticeMethod
from renkei.privacy.services import emergencies, incidents

if TYPE_CHECKING:
    from renkei.cases.models import Case
    from renkei.privacy.models import Emergency, Incident

_DAY = timedelta(days=1)


def tell_watch(
    *, cast: Cast, assumptions: Mapping[str, Any], now: datetime, leads: Sequence[tuple[str, str, Role]], number: int
) -> None:
    """One more case, of a municipality with a commissioned body, in which all three happen."""
    municipality, body, role = next(lead for lead in leads if lead[2] is Role.CORE_OFFICER)
    chance = random.Random(number)  # noqa: S311 - a demo, not a secret
    story = Story(cast, chance, assumptions, number, municipality, body, role, now - 20 * _DAY)
    running_story(story)
    mark_conflict(
        actor=cast.actor(municipality, Role.MUNICIPAL_MANAGER, now), case=story.case,
        user_id=cast.members[municipality, Role.GRANT_OFFICER].user_id, relation=Relation.ACQUAINTANCE,
        note="同じ自治会の役員", now=now,
    )  # fmt: skip
    refused = _emergencies(cast, municipality, body, story.case, now)
    _incidents(cast, municipality, body, story.case, refused, now)


def _emergencies(cast: Cast, municipality: str, body: str, case: Case, now: datetime) -> Emergency:
    """必要だった, 必要とは認められない, and one that runs for the colleague on duty and waits. Returns the second."""

    def opened(
        at: datetime, reason: EmergencyReason, text: str, hours: int, reader: Role = Role.CORE_MANAGER
    ) -> Emergency:
        return emergencies.open_emergency(
            actor=cast.actor(body, Role.CORE_MANAGER, at), case=case, classes=[InfoClass.WELFARE],
            user_id=cast.members[body, reader].user_id, reason=reason, reason_text=text, hours=hours, now=at,
        )  # fmt: skip

    def answered(emergency: Emergency, step: str, finding: str, at: datetime) -> Emergency:
        manager = cast.actor(municipality, Role.MUNICIPAL_MANAGER, at)
        return emergencies.review_emergency(actor=manager, emergency=emergency, step=step, finding=finding, now=at)

    first = opened(
        now - 10 * _DAY, EmergencyReason.MEDICAL, "夜間、救急隊から服薬の照会があった。担当には連絡がつかなかった。", 2
    )
    answered(first, "justify", "救急隊への回答の記録と時刻が合う。", now - 9 * _DAY)
    second = opened(now - 6 * _DAY, EmergencyReason.OTHER, "会議の前に経過を確かめたかった。", 1)
    second = answered(second, "reject", "担当に聞けば足り、急ぐ事情がなかった。", now - 5 * _DAY)
    opened(
        now - timedelta(hours=1),
        EmergencyReason.MISSING,
        "昨夜から居場所が分からず、家族から連絡があった。",
        12,
        Role.CORE_OFFICER,
    )
    return second


def _incidents(cast: Cast, municipality: str, body: str, case: Case, emergency: Emergency, now: datetime) -> None:
    """受付 and 速報済 (from the refused emergency), then the older ones."""
    manager = cast.actor(municipality, Role.MUNICIPAL_MANAGER, now)
    finder = cast.actor(body, Role.CORE_OFFICER, now)

    def found(days: int, kind: IncidentKind, overview: str, **more: Any) -> Incident:
        fields = {"wrongful": False, "happened_from": None, "happened_until": None, "classes": ["identity"]}
        who = more.pop("by", finder)
        return incidents.report_incident(
            actor=who, now=now, kind=kind, known_at=now - days * _DAY, overview=overview, **(fields | more)
        )

    def step(incident: Incident, name: str, **values: Any) -> None:
        incidents.step_incident(actor=manager, incident=incident, step=name, now=now, **values)

    fax = found(
        1, IncidentKind.MISDELIVERY, "受入れの打診票を、別の事業所の番号にFAXで送った。", happened_from=now - 2 * _DAY
    )
    incidents.add_case(actor=manager, incident=fax, number=case.number, reason="打診票に載っていた", now=now)
    incidents.add_measure(
        actor=manager, incident=fax, text="送り先に電話し、用紙を読まずに返してもらうことにした。", at=now - timedelta(hours=20),
        now=now,
    )  # fmt: skip
    misuse = found(
        5, IncidentKind.MISUSE, "緊急の閲覧の確認で、急ぐ事情がなかったことが分かった。", by=manager, wrongful=True,
        classes=["welfare"], emergency_id=emergency.pk,
    )  # fmt: skip
    step(misuse, "preliminary", at=now - 2 * _DAY)
    _reported(found, step, manager, case, now)


def _reported(
    found: Callable[..., Incident], step: Callable[..., None], manager: Actor, case: Case, now: datetime
) -> None:
    """Three older ones: 確報済, 終了, 再開."""
    for days, kind, overview, last in (
        (25, IncidentKind.LOSS, "面談の記録用紙を紛失した。", ()),
        (40, IncidentKind.MISHANDOVER, "別の方の控えを渡した。その場で回収した。", ("close",)),
        (60, IncidentKind.THEFT, "車上荒らしで鞄を盗まれた。", ("close", "reopen")),
    ):
        incident = found(days, kind, overview, wrongful=kind == IncidentKind.THEFT)
        row = incidents.add_case(
            actor=manager, incident=incident, number=case.number, reason="書類に載っていた", now=now
        )
        incidents.record_notice(
            actor=manager, incident=incident, row_id=row.pk, notice=Notice.DONE, on=day_of(now), method=NoticeMethod.VISIT,
            note="起きたことを説明し、謝罪した。", now=now,
        )  # fmt: skip
        step(incident, "preliminary", at=now - (days - 3) * _DAY)
        step(incident, "final", at=now - (days - 20) * _DAY)
        for name in last:
            step(incident, name, reason="対応を終えた" if name == "close" else "盗まれた書類の一部が見つかった")
