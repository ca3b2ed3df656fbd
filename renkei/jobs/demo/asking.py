"""助言の依頼 and Q6 in the demo: every state of a question to the centre, one that is late, and a refusal that is to be asked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from renkei.coordination.enums.advice import AdviceTopic
from renkei.coordination.enums.joint import Channel
from renkei.coordination.queries import guide
from renkei.coordination.services.advice import ask_advice, take_advice_step
from renkei.coordination.services.joint import OnBehalf
from renkei.jobs.demo.cast import Cast
from renkei.notifications.enums import MailMode
from renkei.notifications.rules import DIGEST_AT, QUIET_FROM, QUIET_TO
from renkei.notifications.services import choose_mails
from renkei.policy.enums import Role

#: topic, class, question, days ago, what followed
_QUESTIONS: tuple[tuple[AdviceTopic, str, str, int, tuple[tuple[str, str], ...]], ...] = (
    (AdviceTopic.BEHAVIOUR, "welfare", "大きな声を出すことがあり、受入先が戸惑っています。落ち着ける関わり方を教えてください。", 1, ()),
    (AdviceTopic.MONEY, "welfare", "お金の使い方の約束を、どのように一緒に決めたらよいでしょうか。", 20, ()),
    (AdviceTopic.REOFFENDING, "justice_outline", "不安が強くなる時期の見守りの間隔を相談させてください。", 6,
     (("answer", "はじめの2か月は週に1回、その後は間をあけてください。本人と約束した合図を決めておくとよいです。"),)),
    (AdviceTopic.WISHES, "welfare", "希望がよく変わります。確かめ方を教えてください。", 30,
     (("answer", "同じことを日を変えて、絵や写真で聞いてみてください。"), ("close", "写真で選んでもらい、希望がはっきりしました。"))),
    (AdviceTopic.SYSTEM, "summary", "加算の対象になるかを確かめたいです。", 12, (("withdraw", "市の担当課に確かめて分かりました。"),)),
)  # fmt: skip


def tell_asking(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """On the running cases of the first coordinator with a centre; one of them asked by telephone."""
    _, key, role = leads[0]
    actor, center = cast.actor(key, role, now), cast.actor("center", Role.CENTER_OFFICER, now)
    cases = guide.listed(actor=actor, at=now, mine=True).filter(
        status__in=("coordinating", "placed", "in_service"), center__isnull=False, handover__isnull=False
    )
    found = list(cases.select_related("handover").order_by("handover__opened_at")[: len(_QUESTIONS)])
    for number, (topic, info_class, text, days, steps) in enumerate(_QUESTIONS if found else ()):
        case = found[number % len(found)]
        at = min(now, max(now - timedelta(days=days), case.handover.opened_at + timedelta(hours=1)))
        by_phone = OnBehalf(Channel.PHONE, "定着 花子", at) if topic is AdviceTopic.WISHES else None
        advice = ask_advice(
            actor=actor, case=case, topic=topic, info_class=info_class, text=text, now=at, days=3, told=by_phone
        )
        for name, words in steps:
            at = min(now, at + timedelta(hours=20))
            told = OnBehalf(Channel.PHONE, "定着 花子", at) if by_phone and name == "answer" else None
            doer = center if name == "answer" and told is None else actor
            advice = take_advice_step(actor=doer, advice=advice, step=name, text=words, now=at, told=told)
    choose_mails(
        actor=actor, now=now, mode=MailMode.DIGEST, quiet_from=QUIET_FROM, quiet_to=QUIET_TO, quiet_closed=True,
        digest_at=DIGEST_AT,
    )  # fmt: skip
