"""A case with needs, records and consent, walked by services to wherever a test begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from renkei.accounts.models import Organisation
from renkei.cases import services as cases
from renkei.cases.enums import NeedKind
from renkei.cases.models import Case, Need
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Basis, Cause, ConsentKind, Explained, Purpose, SignatureKind, Stage
from renkei.disclosure.models import Consent, LedgerEntry
from renkei.disclosure.queries import facts_for, get_case
from renkei.inquiries import services
from renkei.inquiries.enums import AskAgain, DeclineReason, SendMethod
from renkei.inquiries.models import Inquiry, Search
from renkei.inquiries.queries import candidates_for
from renkei.inquiries.rules import Sheet
from renkei.inquiries.services import AnswerData, Ground, Item, Target
from renkei.people.queries import current_version, filled_fields
from renkei.people.services import save_record
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.policy.permissions import P
from tests.kit.world import World

NAME, KANA, BIRTH, PHONE = "見本 太郎", "みほん たろう", "1984-05-06", "090-0000-1234"
RECORDS: dict[InfoClass, dict[str, Any]] = {
    InfoClass.IDENTITY: {"name": NAME, "kana": KANA, "birth_date": BIRTH, "sex": "male", "phone": PHONE},
    InfoClass.WELFARE: {
        "disabilities": ["intellectual"], "support_category": "c3", "certificates": "療育手帳B2",
        "needs": "金銭の使い方の相談", "medical": "月1回の通院",
    },
    InfoClass.JUSTICE_OUTLINE: {"subject_status": "leaving_facility", "facility": "みほん刑務所", "must_know": "一人の夜に不安になる"},
    InfoClass.JUSTICE_DETAIL: {"offense": "窃盗", "outline": "万引き"},
    InfoClass.THIRD_PARTY: {"family": "母", "instruction": "家族への連絡は市に相談する"},
}  # fmt: skip
SHEET = Sheet(
    need_kind=NeedKind.HOUSING, age_band="40代", sex="male", disabilities=("intellectual",),
    services=("33",), area="みほん市", month="2027-02", night="yes", support_text="買い物の練習を手伝ってほしい。",
    backup="市が月1回訪問します。", contact="みほん市　電話 000-000-0000",
)  # fmt: skip
YES = AnswerData(kind="yes", answered_by_name="管理者 花子")
CONDITIONAL = AnswerData(kind="conditional", conditions="見学のあとで決めます", answered_by_name="管理者 花子")
CONSIDERING = AnswerData(kind="considering", wanted=("health",), answered_by_name="管理者 花子")
NO = AnswerData(
    kind="no", decline_reasons=(DeclineReason.NO_VACANCY,), ask_again=AskAgain.LATER, answered_by_name="管理者 花子"
)
ANSWERS = {"yes": YES, "conditional": CONDITIONAL, "considering": CONSIDERING, "no": NO}


def make_case(w: World, *, by: str = "officer", records: bool = True) -> Case:
    """A case in 調整中 with the municipality's rows on every class and the core centre's by commission."""
    actor = w.actor(by)
    case = cases.open_case(
        actor=actor, now=w.now, permission=P.REFERRAL_WRITE, responsible=w.org("city"), center=w.org("center"),
        area_code="99201",
    )  # fmt: skip
    disclosure.collect(actor=actor, case=case, classes=[InfoClass.SUMMARY], now=w.now)
    if records:
        for info_class, values in RECORDS.items():
            if info_class is InfoClass.THIRD_PARTY:  # kept to named persons
                disclosure.collect(actor=actor, case=case, classes=[info_class], now=w.now)
            save_record(actor=actor, case=case, info_class=info_class, values=values, now=w.now)
    disclosure.give_class(
        actor=actor, case=case, recipient=w.org("center"), info_class=InfoClass.SUMMARY, consent=None, cause=Cause.LEGAL,
        now=w.now, basis=Basis.LAW, legal_reason="連携の記録のため",
    )  # fmt: skip
    disclosure.commission(actor=actor, case=case, delegation=w.delegation, now=w.now)
    for org in ("core", "center"):
        cases.assign_intake(
            actor=actor, case=case, organisation_id=w.org(org).pk, now=w.now, permission=P.REFERRAL_WRITE
        )
    facts = facts_for(actor=actor, case_id=case.pk, at=w.now)
    return cases.move(actor=actor, case=case, step="open_light", facts=facts, now=w.now)


def make_need(w: World, case: Case, kind: NeedKind = NeedKind.HOUSING, **fields: Any) -> Need:
    return services.add_need(
        actor=w.actor("officer"), case=case, now=w.now, kind=kind,
        **({"service_codes": ["33"]} if kind == NeedKind.HOUSING else {}) | fields,
    )  # fmt: skip


def make_consent(
    w: World, case: Case, *offices: Organisation, classes: tuple[str, ...] | None = None, stages: tuple[str, ...] = ()
) -> Consent:
    """A consent in force that names these offices."""
    consent = disclosure.explain_consent(
        actor=w.actor("officer"), case=case, now=w.now, kind=ConsentKind.COMMON, explained_at=w.now,
        explained=[str(e) for e in Explained], purposes=[str(Purpose.HOUSING)], valid_from=w.clock.today,
        classes=[str(c) for c in (classes or PERSONAL_CLASSES)],
        recipients=[{"organisation": office, "stages": list(stages)} for office in offices],
    )  # fmt: skip
    return disclosure.obtain_consent(
        actor=w.actor("officer"), consent=consent, now=w.now, signature=SignatureKind.SIGNED
    )


def tell_welfare(w: World, case: Case, office: Organisation) -> LedgerEntry:
    """障害・医療・生活 to an office that has the summary, on a consent that names it."""
    access = get_case(actor=w.actor("officer"), case_id=case.pk, at=w.now)
    version = current_version(access=access, info_class=InfoClass.WELFARE)
    assert version is not None
    return disclosure.disclose(
        actor=w.actor("officer"), case=case, recipient=office, info_class=InfoClass.WELFARE, version_id=version.pk,
        fields=["needs"], basis=Basis.CONSENT, consent=make_consent(w, case, office), stage=Stage.VISIT, cause=Cause.NAMED,
        now=w.now,
    )  # fmt: skip


def ask(
    w: World,
    case: Case,
    need: Need,
    *orgs: str,
    by: str = "officer",
    method: SendMethod = SendMethod.SCREEN,
    **options: Any,
) -> list[Inquiry]:
    return services.send_inquiries(
        actor=w.actor(by), case=case, need=need, sheet=options.pop("sheet", SHEET), now=w.now,
        deadline=options.pop("deadline", w.now + timedelta(days=7)),
        targets=[Target(method=method, organisation_id=w.org(o).pk) for o in orgs], **options,
    )  # fmt: skip


def clear(w: World, case: Case, need: Need, org: str, sheet: Sheet, background_reason: str = "") -> None:
    """A second person approves a sheet that says more than it may."""
    asked = services.ask_clearance(
        actor=w.actor("officer"), case=case, need=need, sheet=sheet, targets=[f"org:{w.org(org).pk}"], now=w.now,
        reason="この事業所の条件のため", background_reason=background_reason,
    )  # fmt: skip
    services.decide_clearance(actor=w.actor("manager"), clearance=asked, approve=True, note="", now=w.now)


def searched(w: World, case: Case, need: Need, *, by: str = "officer") -> Search:
    """The search that somebody makes now, kept."""
    found = candidates_for(access=get_case(actor=w.actor(by), case_id=case.pk, at=w.now), need=need)
    return services.keep_search(actor=w.actor(by), case=case, need=need, found=found, now=w.now)


def items(w: World, case: Case, *classes: InfoClass, by: str = "officer") -> list[Item]:
    """What can be ticked: the current version with all its fields (of third parties: the instruction)."""
    access = get_case(actor=w.actor(by), case_id=case.pk, at=w.now)
    found = []
    for info_class in classes:
        record = current_version(access=access, info_class=info_class)
        assert record is not None
        fields = tuple(f for f, _ in filled_fields(record, info_class))
        if info_class is InfoClass.THIRD_PARTY:
            fields = ("instruction",)
        found.append(Item(info_class, record.pk, fields))
    return found


def name(
    w: World,
    inquiry: Inquiry,
    consent: Consent,
    *classes: InfoClass,
    stage: Stage = Stage.NAMED,
    persons: tuple[UUID, ...] = (),
    **options: Any,
) -> Inquiry:
    """Named disclosure of these classes, by default identity and welfare."""
    chosen = classes or (InfoClass.IDENTITY, InfoClass.WELFARE)
    return services.disclose_named(
        actor=w.actor("officer"), inquiry=inquiry, seen=None, stage=stage, items=items(w, inquiry.case, *chosen),
        ground=Ground(consent=consent), now=w.now, persons=persons, **options,
    )  # fmt: skip


def rows(case: Case, org: Organisation) -> list[tuple[str, str, bool]]:
    """(class, cause, live) of an organisation's rows, by time and class (the clock of the tests stands still)."""
    order = list(InfoClass)
    found = sorted(
        LedgerEntry.objects.filter(case=case, recipient=org),
        key=lambda r: (r.starts_at, order.index(InfoClass(r.info_class)), r.ends_at is None),
    )
    return [(r.info_class, r.cause, r.ends_at is None) for r in found]


def walk(w: World, status: str, org: str = "home", case: Case | None = None, need: Need | None = None) -> Inquiry:
    """An inquiry in any state, made by the buttons that lead there."""
    case = case or make_case(w)
    need = need or make_need(w, case)
    actor = w.actor("officer")
    if status == "candidate":
        return services.shortlist(
            actor=actor, case=case, need=need, targets=[Target(organisation_id=w.org(org).pk)], now=w.now
        )[0]
    (inquiry,) = ask(w, case, need, org)
    contact = w.actor({"home": "home_contact", "work": "work_contact", "plan": "planner"}[org])
    early = {
        "anonymous": lambda i: i,
        "considering": lambda i: services.answer(actor=contact, inquiry=i, seen=i.version, data=CONSIDERING, now=w.now),
        "conditional": lambda i: services.answer(actor=contact, inquiry=i, seen=i.version, data=CONDITIONAL, now=w.now),
        "positive": lambda i: services.answer(actor=contact, inquiry=i, seen=i.version, data=YES, now=w.now),
        "declined": lambda i: services.answer(actor=contact, inquiry=i, seen=i.version, data=NO, now=w.now),
        "withdrawn": lambda i: services.withdraw(actor=actor, inquiry=i, seen=None, reason="plan_changed", now=w.now),
        "person_declined": lambda i: services.person_declined(actor=actor, inquiry=i, seen=None, note="", now=w.now),
        "expired": lambda i: _expired(w, i),
    }
    if status in early:
        return early[status](inquiry)
    inquiry = early["positive"](inquiry)
    inquiry = name(w, inquiry, make_consent(w, case, w.org(org)))
    if status == "met":
        visit = services.plan_visit(
            actor=actor, inquiry=inquiry, seen=None, kind="tour", planned_at=w.now, place="", persons="", now=w.now
        )
        services.finish_visit(actor=actor, visit=visit, outcome_code="go_on", outcome="", done_at=w.now, now=w.now)
        inquiry.refresh_from_db()
    if status == "trial":
        inquiry = services.start_trial(actor=actor, inquiry=inquiry, seen=None, now=w.now)
    if status in ("agreed", "contracted"):
        inquiry = services.agree(actor=actor, inquiry=inquiry, seen=None, now=w.now)
    if status == "contracted":
        inquiry = services.contract(actor=actor, inquiry=inquiry, seen=None, on=w.clock.today, now=w.now)
    assert inquiry.status == status
    return inquiry


def _expired(w: World, inquiry: Inquiry) -> Inquiry:
    from renkei.policy.actor import system_actor

    w.clock.tick(days=8)
    services.expire_due(actor=system_actor("jobs"), now=w.now)
    inquiry.refresh_from_db()
    return inquiry


def sheet_form(world: World, *orgs: str, **changes: Any) -> dict[str, Any]:
    """What the page of asking posts for these offices."""
    data: dict[str, Any] = {
        "age_band": "40代", "sex": "male", "disabilities": ["intellectual"], "certificates": "", "support_category": "",
        "services": ["33"], "area": "みほん市", "month": "2027-02", "night": "yes", "medical": "unknown", "money": "no",
        "wishes": [], "support_text": "買い物の練習", "backup": "市が訪問します", "contact": "みほん市", "deadline_0": "2026-12-01",
        "deadline_1": "17:00", "background_reason": "", "step": "preview",
        "target": [f"org:{world.org(o).pk}" for o in orgs],
    }  # fmt: skip
    for o in orgs:
        data |= {f"org:{world.org(o).pk}-method": "screen", f"org:{world.org(o).pk}-reason": ""}
    return data | changes
