"""Sixty cases, each told by its real buttons up to where it stands today."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from renkei.accounts.services import office_organisation
from renkei.cases.enums import NeedKind, Urgency
from renkei.coordination.enums.referral import Ask, Finding, FormKind, Item
from renkei.coordination.services import intake, referral
from renkei.coordination.services import sheet as sheets
from renkei.core.clock import day_of
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import ConsentKind, Explained, ExplainMethod, Purpose, SignatureKind, Stage
from renkei.disclosure.queries import get_case
from renkei.inquiries import services as inquiries
from renkei.inquiries.enums import AskAgain, Channel, SendMethod, VisitKind, VisitOutcome
from renkei.inquiries.queries import candidates_for, needs_with_inquiries
from renkei.inquiries.rules import Sheet
from renkei.inquiries.services import AnswerData, Ground, Target
from renkei.inquiries.services import Item as Told
from renkei.jobs.demo.cast import Cast, add_office, agree_with
from renkei.jobs.demo.persons import pick, records_of
from renkei.people.queries import current_version, filled_fields
from renkei.policy.actor import Actor
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass, OrgKind, Role

if TYPE_CHECKING:
    from renkei.cases.models import Case
    from renkei.coordination.models.referral import Referral
    from renkei.disclosure.models import Consent
    from renkei.inquiries.models import Inquiry

OFFICE_ROLE = {OrgKind.PLAN_OFFICE: Role.PLAN_OFFICER, OrgKind.SERVICE_OFFICE: Role.OFFICE_CONTACT}


@dataclass
class Story:
    """One case. `at` is its moving clock; `lead` the municipality's side that works on it."""

    cast: Cast
    chance: random.Random
    assumptions: Mapping[str, Any]
    number: int
    municipality: str
    lead_key: str
    lead_role: Role
    at: datetime
    # A story reaches for these only after the step that makes them.
    case: Case = None  # type: ignore[assignment]
    request: Referral = None  # type: ignore[assignment]
    agreed: Consent = None  # type: ignore[assignment]
    asked: dict[NeedKind, list[Inquiry]] = field(default_factory=dict)

    def tick(self, **delta: float) -> datetime:
        """Move the clock on."""
        self.at += timedelta(**delta)
        return self.at

    @property
    def lead(self) -> Actor:
        return self.cast.actor(self.lead_key, self.lead_role, self.at)

    @property
    def center(self) -> Actor:
        return self.cast.actor("center", Role.CENTER_OFFICER, self.at)

    @property
    def manager(self) -> Actor:
        return self.cast.actor(self.municipality, Role.MUNICIPAL_MANAGER, self.at)

    # --- the road ---
    def sheet(self, *, previous_status: str = "") -> sheets.Sheet:
        """What the centre writes on the request."""
        records = records_of(self.number, self.chance, self.assumptions, day_of(self.at))
        if previous_status:
            records[InfoClass.JUSTICE_OUTLINE] |= {
                "subject_status": previous_status, "subject_other_reason": "地域で孤立し、支援が必要と市が認めたため",
            }  # fmt: skip
        return sheets.Sheet(
            addressee=self.cast.organisations[self.municipality],
            sender=self.cast.organisations["center"], records=records, form=FormKind.FULL,
            urgency=Urgency(pick(self.chance, self.assumptions["referral"]["urgencies"])), asks=(Ask.HOUSING, Ask.PLAN),
            consent=sheets.ShortConsent(
                kind=ConsentKind.EXIT, explained_at=self.at - timedelta(days=1), explainer_name="",
                methods=(ExplainMethod.SPOKEN, ExplainMethod.PLAIN), classes=tuple(str(c) for c in PERSONAL_CLASSES),
                signature=SignatureKind.SIGNED,
            ),
            message="住まいと相談先を一緒に探してください。", contact_name="担当", contact_phone="099-000-0000",
            summary={"area_code": self.municipality, "start_month": (day_of(self.at) + timedelta(days=60)).replace(day=1)},
        )  # fmt: skip

    def draft(self) -> None:
        """依頼の下書き."""
        self.request = referral.save_draft(actor=self.center, sheet=self.sheet(), now=self.at)
        self.case = self.request.case

    def submit(self, *, other: bool = False) -> None:
        """依頼."""
        sheet = self.sheet(previous_status="other" if other else "")
        self.request = referral.save_and_submit(actor=self.center, sheet=sheet, now=self.at)
        self.case = self.request.case

    def check(self) -> None:
        """受付の確認."""
        self.tick(hours=5)
        findings = {str(item): (str(Finding.YES), "") for item in Item}
        self.request = intake.set_checks(actor=self.lead, referral=self.request, findings=findings, now=self.at)

    def accept(self) -> None:
        """受理."""
        self.check()
        self.tick(days=self.assumptions["referral"]["days_to_decide"] - 1)
        self.request = intake.accept(
            actor=self.lead, referral=self.request, now=self.at, first_action="本人と面会します。"
        )
        self.case = self.request.case

    def ask(self, kind: NeedKind) -> list[Inquiry]:
        """打診: the nearest offices, in parallel; some of them have joined Renkei."""
        self.tick(days=1)
        access = get_case(actor=self.lead, case_id=self.case.pk, at=self.at)
        need = next(n for n, _ in needs_with_inquiries(access=access) if n.kind == kind)
        at_once = self.assumptions["inquiries"]["per_need"]
        fits = candidates_for(access=access, need=need).fits[: at_once + 1]  # one waits for its turn
        if len(fits) < at_once:  # too few nearby: look further, as a worker would
            need = inquiries.change_need(
                actor=self.lead, case=self.case, need=need, now=self.at, max_km=200, area_codes=[]
            )
            fits = candidates_for(access=access, need=need).fits[: at_once + 1]
        for place, match in enumerate(fits):
            if place < 2:
                self._join(match.candidate, kind)
        self.asked[kind] = inquiries.send_inquiries(
            actor=self.lead, case=self.case, need=need, sheet=self.anonymous(kind), now=self.at,
            deadline=self.at + timedelta(days=7), at_once=at_once,
            targets=[
                Target(method=SendMethod.SCREEN if place < 2 else SendMethod.PAPER, office_id=match.candidate.office_id)
                for place, match in enumerate(fits)
            ],
        )  # fmt: skip
        return self.asked[kind]

    def answer(self, inquiry: Inquiry, kind: str) -> Inquiry:
        """回答: by the office's own account, else told by telephone and entered by the coordinator."""
        self.tick(hours=self.chance.randint(5, 40))
        reasons = (pick(self.chance, self.assumptions["inquiries"]["decline_reasons"]),) if kind == "no" else ()
        data = AnswerData(
            kind=kind, answered_by_name="窓口担当", decline_reasons=reasons, ask_again=str(AskAgain.LATER) if reasons else "",
            conditions="見学をしてから決めたい" if kind == "conditional" else "",
        )  # fmt: skip
        key = str(inquiry.organisation_id)
        if key in self.cast.organisations:
            role = OFFICE_ROLE[OrgKind(inquiry.organisation.kind)]
            return inquiries.answer(
                actor=self.cast.actor(key, role, self.at), inquiry=inquiry, seen=inquiry.version, data=data, now=self.at
            )
        return inquiries.enter_answer(
            actor=self.lead, inquiry=inquiry, seen=inquiry.version, data=data, channel=Channel.PHONE, told_at=self.at,
            now=self.at,
        )  # fmt: skip

    def consent(self, *, days: int | None = None) -> Consent:
        """本人の同意: offices and consultation offices may be told."""
        self.tick(hours=20)
        explained = disclosure.explain_consent(
            actor=self.lead, case=self.case, now=self.at, kind=ConsentKind.EXIT, explained_at=self.at,
            explained=[str(e) for e in Explained], methods=[str(ExplainMethod.PLAIN), str(ExplainMethod.RUBY)],
            purposes=[str(Purpose.HOUSING), str(Purpose.PLAN), str(Purpose.SERVICE)],
            classes=[str(c) for c in PERSONAL_CLASSES], valid_from=day_of(self.at),
            valid_until=day_of(self.at) + timedelta(days=days) if days else None,
            recipients=[{"organisation_kind": str(k)} for k in (OrgKind.SERVICE_OFFICE, OrgKind.PLAN_OFFICE)],
        )  # fmt: skip
        self.agreed = disclosure.obtain_consent(
            actor=self.lead, consent=explained, now=self.at, signature=SignatureKind.SIGNED, copy_given=True
        )
        return self.agreed

    def name(self, inquiry: Inquiry) -> Inquiry:
        """実名での共有: identity and welfare, on the consent that names such offices."""
        if self.agreed is None:
            self.consent()
        agree_with(self.cast, municipality=self.municipality, partner=inquiry.organisation, now=self.at)
        self.tick(hours=3)
        disclosure.add_recipient(
            actor=self.lead, consent=self.agreed, now=self.at, organisation=inquiry.organisation, confirmed=True
        )
        return inquiries.disclose_named(
            actor=self.lead, inquiry=inquiry, seen=None, stage=Stage.NAMED, now=self.at,
            items=self._told(InfoClass.IDENTITY, InfoClass.WELFARE), ground=Ground(consent=self.agreed),
        )  # fmt: skip

    def meet(self, inquiry: Inquiry, *, done: bool = True) -> Inquiry:
        """見学: planned, and (by default) held with a good outcome."""
        self.tick(days=1)
        visit = inquiries.plan_visit(
            actor=self.lead, inquiry=inquiry, seen=None, kind=VisitKind.TOUR, planned_at=self.at + timedelta(days=1),
            place="事業所", persons="本人、市の担当", now=self.at,
        )  # fmt: skip
        if done:
            self.tick(days=2)
            visit = inquiries.finish_visit(
                actor=self.lead, visit=visit, outcome_code=VisitOutcome.GO_ON, outcome="本人は落ち着いて過ごせた",
                done_at=self.at - timedelta(hours=2), now=self.at,
            )  # fmt: skip
        return visit.inquiry

    def agree(self, inquiry: Inquiry) -> Inquiry:
        """内定."""
        self.tick(days=1)
        return inquiries.agree(actor=self.lead, inquiry=inquiry, seen=None, now=self.at)

    def place(self) -> None:
        """Both needs find their office: asked, answered, named, visited, agreed."""
        for kind in (NeedKind.HOUSING, NeedKind.PLAN):
            first, *others = self.ask(kind)
            inquiry = self.answer(first, "yes")
            for other in others[:1]:
                self.answer(other, "no")
            inquiry = self.name(inquiry)
            if kind == NeedKind.HOUSING:
                inquiry = self.meet(inquiry)
            self.asked[kind][0] = self.agree(inquiry)
        self.case.refresh_from_db()

    def contract(self) -> None:
        """契約・利用開始 of both."""
        self.tick(days=2)
        for found in self.asked.values():
            inquiries.contract(actor=self.lead, inquiry=found[0], seen=None, on=day_of(self.at), now=self.at)

    def _join(self, candidate: Any, kind: NeedKind) -> None:
        office_kind = OrgKind.PLAN_OFFICE if kind == NeedKind.PLAN else OrgKind.SERVICE_OFFICE
        organisation = office_organisation(
            actor=self.lead, now=self.at, office_number=candidate.office_number, kind=office_kind, name=candidate.name,
            prefecture_code="99", municipality_code=candidate.municipality_code, phone=candidate.phone,
        )  # fmt: skip
        if str(organisation.pk) not in self.cast.organisations:
            add_office(self.cast, key=str(organisation.pk), organisation=organisation, with_staff=True, now=self.at)

    def anonymous(self, kind: NeedKind) -> Sheet:
        return Sheet(
            need_kind=str(kind), age_band="40代", sex="", services=("52",) if kind == NeedKind.PLAN else ("33",),
            area=self.cast.organisations[self.municipality].name, night="unknown",
            support_text="落ち着いた環境で、生活の見守りと相談をお願いしたい方です。", backup="市の担当が定期的に訪問します。",
            contact=f"{self.lead.organisation_name}　099-000-0000",
        )  # fmt: skip

    def _told(self, *classes: InfoClass) -> list[Told]:
        access = get_case(actor=self.lead, case_id=self.case.pk, at=self.at)
        found = []
        for info_class in classes:
            record = current_version(access=access, info_class=info_class)
            assert record is not None
            found.append(Told(info_class, record.pk, tuple(f for f, _ in filled_fields(record, info_class))))
        return found
