"""Which sixty stories are told, and how each of them ends today."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from renkei.cases.enums import CloseReason, NeedKind, SuspendReason
from renkei.contacts import services as contacts
from renkei.contacts.enums import ContactMethod, Counterpart, ProgrammeItem
from renkei.coordination.enums.referral import RefuseReason, ReturnReason
from renkei.coordination.queries import joint as boards
from renkei.coordination.services import closing, intake, joint, referral
from renkei.core.clock import day_of
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import ConsentKind, Explained, ExplainMethod, Purpose
from renkei.disclosure.queries import get_case
from renkei.inquiries import services as inquiries
from renkei.inquiries.enums import SendMethod, VisitKind
from renkei.inquiries.queries import candidates_for, needs_with_inquiries
from renkei.inquiries.services import Target
from renkei.jobs.demo.cast import Cast
from renkei.jobs.demo.stories import Story
from renkei.policy.actor import system_actor
from renkei.policy.enums import InfoClass, OrgKind, Role

H, PLAN = NeedKind.HOUSING, NeedKind.PLAN


def _draft(s: Story) -> None:
    s.draft()


def _submitted(s: Story) -> None:
    s.submit()


def _question(s: Story) -> None:
    s.submit()
    s.tick(hours=4)
    intake.ask(actor=s.lead, referral=s.request, text="通院先は決まっていますか。", now=s.at)


def _exception(s: Story) -> None:
    s.submit(other=True)
    s.check()


def _returned(s: Story) -> None:
    s.submit()
    s.tick(hours=6)
    intake.send_back(
        actor=s.lead,
        referral=s.request,
        code=ReturnReason.MISSING,
        reason="本人の希望をもう少し教えてください。",
        now=s.at,
    )


def _out_of_scope(s: Story) -> None:
    s.submit()
    s.tick(hours=6)
    intake.refuse(
        actor=s.lead,
        referral=s.request,
        code=next(iter(RefuseReason)),
        reason="ほかの窓口におつなぎしました。",
        now=s.at,
    )


def _withdrawn(s: Story) -> None:
    s.submit()
    s.tick(hours=6)
    referral.withdraw(actor=s.center, referral=s.request, reason="帰住先が県外に決まったため", now=s.at)


def running_story(s: Story) -> None:
    """受理 and the first note."""
    s.submit()
    s.accept()
    s.tick(hours=2)
    contacts.write_note(
        actor=s.lead, case=s.case, info_class=str(InfoClass.WELFARE), now=s.at, at=s.at, minutes=30,
        item=ProgrammeItem.A, method=ContactMethod.PHONE, counterpart=Counterpart.CENTER,
        text="依頼元の担当者から、最近の様子を聞いた。", next_step="候補の事業所を探す", next_due=day_of(s.at) + timedelta(days=3),
        shareable=True,
    )  # fmt: skip


def _shortlisted(s: Story) -> None:
    running_story(s)
    access = get_case(actor=s.lead, case_id=s.case.pk, at=s.at)
    need = next(n for n, _ in needs_with_inquiries(access=access) if n.kind == H)
    found = candidates_for(access=access, need=need).fits[:2]
    targets = [Target(method=SendMethod.SCREEN, office_id=m.candidate.office_id) for m in found]
    inquiries.shortlist(actor=s.lead, case=s.case, need=need, targets=targets, now=s.at)


def _asked(s: Story) -> None:
    running_story(s)
    s.ask(H)


def _answered(s: Story) -> None:
    _asked(s)
    for inquiry, kind in zip(s.asked[H], ("considering", "conditional", "no"), strict=False):
        s.answer(inquiry, kind)


def _positive(s: Story) -> None:
    _asked(s)
    s.asked[H][0] = s.answer(s.asked[H][0], "yes")


def _named(s: Story) -> None:
    _positive(s)
    s.asked[H][0] = s.name(s.asked[H][0])


def _visit_planned(s: Story) -> None:
    _named(s)
    s.meet(s.asked[H][0], done=False)


def _visit_cancelled(s: Story) -> None:
    _named(s)
    s.tick(hours=3)
    visit = inquiries.plan_visit(
        actor=s.lead, inquiry=s.asked[H][0], seen=None, kind=VisitKind.MEETING, planned_at=s.at + timedelta(days=2),
        place="市役所", persons="", now=s.at,
    )  # fmt: skip
    inquiries.cancel_visit(actor=s.lead, visit=visit, reason="事業所の都合で日を改める", now=s.at)


def _met(s: Story) -> None:
    _named(s)
    s.asked[H][0] = s.meet(s.asked[H][0])


def _trial(s: Story) -> None:
    _met(s)
    s.tick(days=1)
    inquiries.start_trial(actor=s.lead, inquiry=s.asked[H][0], seen=None, now=s.at)


def _person_declined(s: Story) -> None:
    _met(s)
    s.tick(days=1)
    inquiries.person_declined(
        actor=s.lead, inquiry=s.asked[H][0], seen=None, note="もう少し職場に近いところがよい", now=s.at
    )


def _plan_waived(s: Story) -> None:
    running_story(s)
    access = get_case(actor=s.lead, case_id=s.case.pk, at=s.at)
    need = next(n for n, _ in needs_with_inquiries(access=access) if n.kind == PLAN)
    inquiries.waive_need(actor=s.lead, case=s.case, need=need, reason="すでに相談支援事業所を利用している", now=s.at)


def _partly_withdrawn(s: Story) -> None:
    _named(s)
    s.tick(hours=5)
    disclosure.withdraw_part(
        actor=s.lead, consent=s.agreed, now=s.at, classes=[str(InfoClass.JUSTICE_DETAIL)], note="罪名は伝えないでほしい"
    )


def _consent_withdrawn(s: Story) -> None:
    running_story(s)
    consent = s.consent()
    s.tick(hours=5)
    disclosure.withdraw_consent(actor=s.lead, consent=consent, now=s.at, note="事業所には話さないでほしい")


def _consent_expired(s: Story) -> None:
    running_story(s)
    s.consent(days=5)


def _consent_refused(s: Story, *, refuse: bool = True) -> None:
    running_story(s)
    s.tick(hours=5)
    consent = disclosure.explain_consent(
        actor=s.lead, case=s.case, now=s.at, kind=ConsentKind.COMMON, explained_at=s.at, valid_from=day_of(s.at),
        explained=[str(e) for e in Explained], methods=[str(ExplainMethod.SPOKEN)], purposes=[str(Purpose.MEDICAL)],
        classes=[str(InfoClass.IDENTITY)], recipients=[{"organisation_kind": str(OrgKind.PARTNER)}],
    )  # fmt: skip
    if refuse:
        disclosure.refuse_consent(actor=s.lead, consent=consent, now=s.at)


def _consent_explained(s: Story) -> None:
    _consent_refused(s, refuse=False)


def _placed(s: Story) -> None:
    running_story(s)
    s.place()


def _awaiting(s: Story) -> None:
    _placed(s)
    s.tick(days=1)
    closing.take_case_step(actor=s.lead, case=s.case, step="await_release", now=s.at)


def _in_service(s: Story) -> None:
    _placed(s)
    s.contract()
    s.case.refresh_from_db()
    if s.case.status != "in_service":
        s.case = closing.start_service(actor=s.lead, case=s.case, now=s.at)


def _handing_over(s: Story) -> None:
    _in_service(s)
    s.tick(days=3)
    items = _items(s)
    for number, item in enumerate(items[:4]):
        item = joint.take_step(actor=s.center, item=item, step="propose", now=s.at)
        s.tick(hours=1)
        if number == 1:
            joint.take_step(actor=s.lead, item=item, step="accept", now=s.at)
        if number == 2:
            joint.take_step(actor=s.lead, item=item, step="return", now=s.at, note="もう少し一緒に進めたい")
    joint.take_step(actor=s.lead, item=items[5], step="drop", now=s.at, note="本人には必要がないため")


def _ready(s: Story) -> None:
    _awaiting(s)
    _accept_all(s)


def _handed_over(s: Story) -> None:
    _in_service(s)
    _accept_all(s)
    s.case.refresh_from_db()


def _backup(s: Story) -> None:
    _handed_over(s)
    s.tick(days=2)
    closing.take_case_step(actor=s.lead, case=s.case, step="back_up", now=s.at)


def _suspended(s: Story) -> None:
    _asked(s)
    s.tick(days=2)
    closing.suspend_case(
        actor=s.lead, case=s.case, reason=SuspendReason.HOSPITAL, review_on=day_of(s.at) + timedelta(days=60), now=s.at
    )


def closed_story(s: Story) -> None:
    """From the request to 終結."""
    _backup(s)
    s.tick(days=5)
    closing.close_case(
        actor=s.lead, case=s.case, reason=CloseReason.SETTLED, now=s.at,
        report="住まいと日中の活動が落ち着き、相談支援事業所が支援を続けている。",
    )  # fmt: skip


def _items(s: Story) -> list[Any]:
    access = get_case(actor=s.lead, case_id=s.case.pk, at=s.at)
    return [view.item for view in boards.board(access=access).items]


def _accept_all(s: Story) -> None:
    s.tick(days=3)
    joint.propose_all(actor=s.center, case=s.case, now=s.at)
    for item in _items(s):
        if item.status == "proposed":
            s.tick(minutes=5)
            joint.take_step(actor=s.lead, item=item, step="accept", now=s.at)


#: story, how many of it, how many days ago it began
PLOT: tuple[tuple[Callable[[Story], None], int, int], ...] = (
    (_draft, 2, 1), (_submitted, 3, 1), (_question, 1, 2), (_exception, 1, 2), (_returned, 1, 6), (_out_of_scope, 1, 20),
    (_withdrawn, 1, 25), (running_story, 3, 8), (_shortlisted, 1, 7), (_asked, 4, 6), (_answered, 4, 9), (_positive, 2, 8),
    (_named, 2, 12), (_visit_planned, 2, 12), (_visit_cancelled, 1, 12), (_met, 2, 18), (_trial, 2, 20),
    (_person_declined, 1, 30), (_plan_waived, 1, 10), (_partly_withdrawn, 1, 15), (_consent_withdrawn, 1, 12),
    (_consent_expired, 1, 20), (_consent_refused, 1, 12), (_consent_explained, 1, 8), (_asked, 1, 30), (_placed, 3, 40),
    (_awaiting, 2, 45), (_ready, 1, 50), (_in_service, 4, 90), (_handing_over, 3, 100), (_handed_over, 2, 120),
    (_backup, 2, 200), (_suspended, 1, 60), (closed_story, 1, 300),
)  # fmt: skip


def tell_all(
    *,
    cast: Cast,
    assumptions: Mapping[str, Any],
    now: datetime,
    leads: list[tuple[str, str, Role]],
    progress: Callable[[int, int], None],
) -> int:
    """Tell every story; then let the daily jobs end what has run out. Returns how many cases there are."""
    chance = random.Random(assumptions["seed"])  # noqa: S311 - a demo, not a secret
    total, number = sum(count for _, count, _ in PLOT), 0
    for tell, count, days in PLOT:
        for _ in range(count):
            municipality, key, role = leads[number % len(leads)]
            start = now - timedelta(days=days, hours=chance.randint(1, 6))
            tell(Story(cast, chance, assumptions, number, municipality, key, role, start))
            number += 1
            progress(number, total)
    jobs = system_actor("jobs")
    disclosure.expire_consents(actor=jobs, now=now)
    inquiries.expire_due(actor=jobs, now=now)
    return number
