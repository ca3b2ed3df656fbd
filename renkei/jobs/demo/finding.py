"""What coordinators of the demo know of offices, and what the centre asks them; all of it made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from renkei.core.clock import day_of
from renkei.jobs.demo.cast import Cast
from renkei.offices import queries, services
from renkei.offices.enums import Accepted, KnownFrom, Tie
from renkei.policy.enums import Role

_KNOWN = (
    {"tie": Tie.WORKED, "contact_role": "サービス管理責任者", "contact_window": "事務所の代表電話", "best_hours": "平日の10時から12時",
     "accepted": Accepted.YES, "accepted_count": 2, "training": "県の本人理解の研修", "note": "見学はいつでも受けてもらえる。",
     "source": KnownFrom.OWN, "shareable": True},
    {"tie": Tie.MET, "contact_role": "管理者", "best_hours": "午後", "accepted": Accepted.NO, "source": KnownFrom.MEETING,
     "note": "夜間の職員がそろえば検討したいとのこと。", "shareable": True},
    {"tie": Tie.PHONE, "contact_role": "相談の窓口", "accepted": Accepted.UNKNOWN, "source": KnownFrom.OFFICE, "shareable": False},
)  # fmt: skip


def tell_finding(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """Three offices somebody knows; a question that waits, one that was answered, one taken back."""
    code, body, role = leads[0]
    lead, center = cast.actor(body, role, now), cast.actor("center", Role.CENTER_OFFICER, now)
    municipality = cast.organisations[code].pk
    found = queries.search(actor=lead, criteria=queries.Criteria(words="ホーム")).rows
    for number, (office, known) in enumerate(zip(found, _KNOWN, strict=False)):
        at = now - timedelta(days=40 - 9 * number)
        services.save_knowledge(
            actor=lead, office_id=office.id, municipality_id=municipality, now=at, as_of=day_of(at), **known
        )
    texts = (
        "夜間に職員がいて、見学を受けているホームはありますか。",
        "通院に付き添ってもらえる事業所はありますか。",
        "（取り下げた問合せ）",
    )
    answered, _, withdrawn = (
        services.ask_about_offices(
            actor=center, municipality_id=municipality, text=text, due_on=day_of(now) + timedelta(days=7),
            now=now - timedelta(days=5 - number),
        )
        for number, text in enumerate(texts)
    )  # fmt: skip
    services.answer_about_offices(
        actor=lead,
        pk=answered.pk,
        answer="次の2か所が見学を受けています。",
        office_ids=[office.id for office in found[:2]],
        now=now - timedelta(days=2),
    )
    services.withdraw_question(actor=center, pk=withdrawn.pk, now=now - timedelta(days=1))
