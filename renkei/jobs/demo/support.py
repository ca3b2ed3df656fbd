"""後方支援 in the demo: a home that asks in every state, contacts that are due and late, a plan for a difficult day, kept advice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from renkei.consultation import queries, services
from renkei.core.clock import day_of
from renkei.disclosure.queries import get_case
from renkei.jobs.demo.cast import Cast
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass, OrgKind, Role

if TYPE_CHECKING:
    from renkei.accounts.models import Organisation
    from renkei.cases.models import Case
    from renkei.consultation.models import Consultation

_RUNNING = ("in_service", "handed_over", "backup")
_KEPT = (
    ("behaviour", "group_home", "夜になると落ち着かず、声が大きくなるとき。",
     "寝る前に10分だけ、決まった人が話を聞く時間を作った。話す内容より、毎日同じ時刻に始めることが役に立った。", True),
    ("money", "group_home", "お小遣いをすぐに使い切ってしまい、貸し借りが起きるとき。",
     "1週間分を3回に分けて渡し、本人が帳面に書くことにした。残りを一緒に数えると、自分で調整できるようになった。", True),
    ("staff", "daytime", "受け入れたばかりで、職員が不安を感じているとき。",
     "最初の3か月は週に1回、短い振り返りの時間を作った。困ったことだけでなく、うまくいったことも書き出した。", False),
)  # fmt: skip


def tell_support(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """On a case that is already in service, by the body that works on it and the office that supports the person."""
    found = _place(cast, now, leads)
    if found is None:
        return
    worker, case, office = found
    home = cast.actor(str(office.pk), Role.OFFICE_CONTACT, now)
    _consultations(worker, home, case, office, now)
    _contacts(worker, case, office, now)
    _crisis(worker, case, now)
    _kept(cast, worker, now)


def _place(
    cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]
) -> tuple[Actor, Case, Organisation] | None:  # fmt: skip
    """A case in service whose home has joined Renkei, and the officer of the commissioned body who works on it."""
    for _, body, role in leads:
        if role is not Role.CORE_OFFICER:
            continue
        worker = cast.actor(body, role, now)
        for case in queries.choosable_cases(actor=worker, at=now):
            if case.status not in _RUNNING:
                continue
            access = get_case(actor=worker, case_id=case.pk, at=now)
            for office in queries.offices_of(access=access):
                if office.kind == OrgKind.SERVICE_OFFICE and str(office.pk) in cast.organisations:
                    return worker, case, office
    return None


def _consultations(worker: Actor, home: Actor, case: Case, office: Organisation, now: datetime) -> None:
    def ask(text: str, kind: str, *, about: str = "case", urgency: str = "normal") -> Consultation:
        case_id = case.pk if about == "case" else None
        municipality = case.responsible_id if about != "case" else None
        return services.ask(
            actor=home,
            about=about,
            kind=kind,
            text=text,
            urgency=urgency,
            case_id=case_id,
            municipality_id=municipality,
            now=now,
        )

    def answer(thing: Consultation, text: str) -> None:
        services.answer(actor=worker, pk=thing.pk, text=text, method="phone", minutes=25, now=now)

    def take(thing: Consultation) -> None:
        services.assign(
            actor=worker, pk=thing.pk, user_id=_user(worker), answer_due=day_of(now) + timedelta(days=3), now=now
        )

    ask(
        "夕食のあと、部屋で大きな声を出すことが続いています。どう声をかけたらよいでしょうか。",
        "behaviour",
        urgency="soon",
    )
    take(ask("お小遣いを2日で使ってしまいます。渡し方を一緒に考えてほしいです。", "money"))
    answer(
        ask("通院を嫌がる日が増えました。", "medical"),
        "前の日の夕方に、行く時刻と帰る時刻を紙に書いて渡してみてください。次の通院には担当も同行します。",
    )
    done = ask("個別支援計画の見直しの会議に来てもらえますか。", "wish")
    answer(done, "参加します。日時が決まったら教えてください。")
    services.speak(actor=home, pk=done.pk, step="settle", text="会議で、日中の過ごし方が決まりました。", now=now)
    gone = ask("夜間の支援体制の加算について、届出に必要な書類を教えてください。", "system", about="general")
    services.speak(actor=home, pk=gone.pk, step="withdraw", text="自分たちで分かりました。", now=now)
    ask("", "behaviour", about="unlisted", urgency="today")
    _by_telephone(worker, case, office, now)


def _by_telephone(worker: Actor, case: Case, office: Organisation, now: datetime) -> None:
    services.enter_for_office(
        actor=worker, office=office, about="general", kind="staff", channel="phone", spoken_to="サービス管理責任者の方",
        told_at=now - timedelta(hours=3), text="夜勤の職員が一人で不安を感じている。研修があれば知りたい。", now=now,
        municipality_id=case.responsible_id,
    )  # fmt: skip


def _contacts(worker: Actor, case: Case, office: Organisation, now: datetime) -> None:
    today = day_of(now)
    common: dict[str, Any] = {"actor": worker, "office": office, "now": now}
    person = services.make_plan(
        **common, case_id=case.pk, method="visit", every=2, unit="week", starts_on=today - timedelta(days=42), ends_on=None,
        assignee=_user(worker), reason="利用を始めて間もないため",
    )  # fmt: skip
    services.make_plan(
        **common, municipality_id=case.responsible_id, method="phone", every=1, unit="month",
        starts_on=today + timedelta(days=2), ends_on=today + timedelta(days=365), assignee=None,
        reason="受け入れの経験を重ねている事業所のため",
    )  # fmt: skip
    for days, kind, minutes, text in (
        (35, "visit", 60, "落ち着いて過ごしている。"),
        (21, "care_meeting", 90, "日中の活動を週3日に増やすことになった。"),
    ):
        services.record_contact(
            **common, plan_id=person.pk, kind=kind, method="visit" if kind == "visit" else "meeting", counterpart="office",
            at=now - timedelta(days=days), minutes=minutes, travel_minutes=40, text=text, advice="困ったときは早めに連絡してもらう。",
            outcome="steady" if kind == "visit" else "watch", next_on=None, info_class=str(InfoClass.WELFARE), shareable=True,
        )  # fmt: skip


def _crisis(worker: Actor, case: Case, now: datetime) -> None:
    welfare = {
        "signs": "ごはんを残す\n返事が短くなる\n部屋から出てこない", "own_ways": "音楽を聞く\n外を10分歩く",
        "responses": "「話を聞くよ」と声をかけて、10分待つ\n一人になれる部屋に誘う", "avoid": "大きな声で呼ぶ\n何人もで囲む",
        "contacts": "1　グループホームの世話人\n2　基幹相談支援センター　099-000-0000\n3　夜間は当番の職員",
    }  # fmt: skip
    for version, signs in enumerate(("ごはんを残す", welfare["signs"])):
        services.write_crisis_plan(
            actor=worker, case=case, based_on=version, agreed_on=day_of(now) - timedelta(days=20 - 10 * version),
            agreed_how="together", shareable=True, review_on=day_of(now) + timedelta(days=90), now=now,
            parts={InfoClass.WELFARE: welfare | {"signs": signs}, InfoClass.JUSTICE_OUTLINE: {"responses": "夜に一人で出かけるときは、行き先を聞く"}},
        )  # fmt: skip


def _kept(cast: Cast, worker: Actor, now: datetime) -> None:
    manager = next(
        cast.actor(key, role, now) for key, role in cast.members
        if role is Role.CORE_MANAGER and cast.members[key, role].organisation_id == worker.organisation_id
    )  # fmt: skip

    def propose(number: int) -> Any:
        kind, office_type, situation, advice, for_offices = _KEPT[number]
        return services.propose_advice(
            actor=worker, reviewer=_user(manager), kind=kind, office_type=office_type, situation=situation, advice=advice,
            for_offices=for_offices, now=now,
        )  # fmt: skip

    def decide(thing: Any, step: str, note: str = "") -> Any:
        return services.decide_advice(actor=manager, pk=thing.pk, step=step, note=note, now=now)

    for number in range(len(_KEPT)):
        decide(propose(number), "approve")
    services.retire_advice(actor=worker, pk=decide(propose(0), "approve").pk, now=now)
    decide(propose(1), "return", "どんな場面かを、もう少し短く書いてください。")
    propose(2)


def _user(actor: Actor) -> Any:
    assert actor.user_id is not None  # noqa: S101 - the demo's people
    return actor.user_id
