"""Reading requests: lists for both sides, one request with its questions and checklist, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from renkei.accounts.queries import names_of_users
from renkei.audit.services import record_view
from renkei.cases.models import Case
from renkei.coordination.enums.referral import Ask, ExceptionStatus, Finding, Item, ReferralStatus
from renkei.coordination.models.referral import IntakeCheck, Referral, ReferralQuestion
from renkei.coordination.rules import referral as rules
from renkei.coordination.rules.sides import Sides, is_sender, may_write
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.models import Attachment, Consent
from renkei.disclosure.queries import CaseAccess, agreement_between, get_case, live_consents, on_visible, visible_cases
from renkei.people.enums import ReadReason
from renkei.people.models import FIELDS_OF
from renkei.people.queries import current_version, reason_of_exception
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS, P

#: The lists a user chooses from: code → statuses.
LISTS: dict[str, tuple[str, ...]] = {
    "open": (ReferralStatus.SUBMITTED,),
    "drafts": (ReferralStatus.DRAFT, ReferralStatus.RETURNED),
    "done": (ReferralStatus.ACCEPTED, ReferralStatus.OUT_OF_SCOPE, ReferralStatus.WITHDRAWN),
}


@dataclass(frozen=True)
class CheckView:
    """One item of the checklist with what the system knows about it."""

    item: Item
    finding: str = ""
    note: str = ""
    who: str = ""
    at: datetime | None = None
    hint: str = ""


@dataclass(frozen=True)
class ReferralPage:
    """One request as its page shows it. Texts of the person only where `welfare` is open to the actor."""

    referral: Referral
    access: CaseAccess
    questions: tuple[ReferralQuestion, ...]
    checks: tuple[CheckView, ...]
    names: dict[UUID, str] = field(default_factory=dict)
    is_sender: bool = False
    may_write: bool = False
    is_municipal: bool = False

    @property
    def open_questions(self) -> list[ReferralQuestion]:
        return [q for q in self.questions if q.answered_at is None]

    @property
    def reads_texts(self) -> bool:
        return self.access.sees(InfoClass.WELFARE)

    @property
    def reads_scan(self) -> bool:
        return self.access.sees(InfoClass.JUSTICE_OUTLINE)

    @property
    def asks(self) -> list[str]:
        return [Ask(a).label for a in self.referral.asks]

    @property
    def unsettled(self) -> list[CheckView]:
        return [c for c in self.checks if c.finding != Finding.YES]

    @property
    def can_answer(self) -> bool:
        return self.access.can(P.REFERRAL_WRITE) and (self.is_sender or self.is_municipal)

    @property
    def rule(self) -> str:
        return rules.rule_text(self.referral.urgency)

    @property
    def decided_by(self) -> str:
        return self.names.get(self.referral.decided_by, "") if self.referral.decided_by else ""


def sides_of(referral: Referral) -> Sides:
    """The bodies of a request, as the rules read them."""
    return Sides(referral.sender_id, referral.entered_by_id, referral.addressee_id)


def sides_of_actor(actor: Actor) -> frozenset[UUID | None]:
    """Bodies in whose name the actor acts."""
    return frozenset({actor.organisation_id, *actor.acts_for})


def visible_referrals(*, actor: Actor, at: datetime, permission: P = P.CASE_VIEW) -> QuerySet[Referral]:
    """Requests of the cases the actor may see; offices and others without a part in requests see none."""
    if not _takes_part(actor):
        return Referral.objects.none()
    found = on_visible(Referral.objects.all(), actor=actor, at=at, permission=permission)
    return found.select_related("case", "case__person", "sender", "addressee")


def senders_of(*, case_id: UUID) -> list[str]:
    """Names of the bodies that requested it, registered or typed: for the check of anonymous texts, as far as the actor sees."""
    rows = Referral.objects.filter(case_id=case_id).select_related("sender")
    return [name for r in rows for name in (r.sender.name if r.sender else "", r.sender_name or "") if name]


def referral_list(*, actor: Actor, at: datetime, which: str = "open") -> QuerySet[Referral]:
    """One of LISTS; open ones by due moment, a stopped clock last; the others newest first."""
    found = visible_referrals(actor=actor, at=at).filter(status__in=LISTS.get(which, LISTS["open"]))
    if which == "drafts":
        mine = sides_of_actor(actor)
        found = found.filter(Q(entered_by__in=mine) | Q(sender__in=mine) | Q(addressee__in=mine))
    if which == "open":
        return found.order_by(F("paused_at").asc(nulls_first=True), "due_at", "pk")
    return found.order_by("-created_at", "pk")


def counts(*, actor: Actor, at: datetime) -> dict[str, int]:
    """How many stand in each list: one query."""
    statuses = list(visible_referrals(actor=actor, at=at).values_list("status", flat=True))
    return {code: sum(s in wanted for s in statuses) for code, wanted in LISTS.items()}


def get_referral(*, actor: Actor, referral_id: UUID, at: datetime, permission: P = P.CASE_VIEW) -> ReferralPage:
    """One request in scope, with questions and checklist; the reading of its texts is recorded.

    Raises NotFound/NotAllowed as the policy says.
    """
    referral = (
        Referral.objects.select_related("case", "sender", "addressee", "entered_by", "consent", "attachment")
        .filter(pk=referral_id)
        .first()
    )
    if referral is None or not _takes_part(actor):
        raise NotFound(permission=permission.code)
    access = get_case(actor=actor, case_id=referral.case_id, at=at, permission=permission)
    questions = tuple(referral.questions.order_by("asked_at"))
    rows = {c.item: c for c in IntakeCheck.objects.filter(referral=referral)}
    names = names_of_users(
        [referral.decided_by, referral.exception_by, referral.created_by, *(c.user_id for c in rows.values()),
         *(u for q in questions for u in (q.asked_by, q.answered_by))]
    )  # fmt: skip
    mine = sides_of_actor(actor)
    page = ReferralPage(
        referral=referral,
        access=access,
        questions=questions,
        checks=tuple(_check_view(item, rows.get(item), names, access, referral) for item in Item),
        names=names,
        is_sender=is_sender(sides_of(referral), mine),
        may_write=may_write(sides_of(referral), mine),
        is_municipal=referral.addressee_id in mine,
    )
    if page.reads_texts:
        record_view(actor=actor, now=at, case_id=access.case.pk, info_class=InfoClass.WELFARE, thing=referral)
    return page


def get_question(*, page: ReferralPage, question_id: UUID) -> ReferralQuestion:
    """One question of the request. Raises NotFound."""
    for question in page.questions:
        if question.pk == question_id:
            return question
    raise NotFound(permission=P.CASE_VIEW.code, case_id=page.access.case.pk)


def get_scan(*, page: ReferralPage) -> Attachment:
    """The signed scan, for those to whom justice_outline is open. Raises NotFound."""
    if page.referral.attachment is None or not page.access.sees(InfoClass.JUSTICE_OUTLINE):
        raise NotFound(permission=P.JUSTICE_OUTLINE_VIEW.code, case_id=page.access.case.pk)
    return page.referral.attachment


def records_of(*, actor: Actor, case_id: UUID, at: datetime) -> dict[InfoClass, dict[str, Any]]:
    """What the actor's form starts from: the newest version of every class open to him as a whole."""
    access = get_case(actor=actor, case_id=case_id, at=at)
    found: dict[InfoClass, dict[str, Any]] = {}
    for info_class in PERSONAL_CLASSES:
        decision = access.decide(VIEW_OF_CLASS[info_class])
        if decision.allowed and any(g.version_id is None for g in decision.grants):
            version = current_version(access=access, info_class=info_class)
            if version is not None:
                found[info_class] = {f: getattr(version, f) for f in FIELDS_OF[info_class]}
    return found


def records_for_form(*, access: CaseAccess) -> dict[InfoClass, dict[str, Any]]:
    """The same for the screen that edits the request: the reading of each class is recorded, as a correction."""
    records = records_of(actor=access.actor, case_id=access.case.pk, at=access.at)
    for info_class in records:
        record_view(
            actor=access.actor,
            now=access.at,
            case_id=access.case.pk,
            info_class=info_class,
            reason=ReadReason.CORRECTION,
        )
    return records


def exception_reason(*, page: ReferralPage) -> str:
    """Why the person is 「その他」: for the approver, as long as the municipality holds justice_outline."""
    access = page.access
    live = access.facts.live(access.actor.organisation_id, access.at)
    held = any(g.info_class == InfoClass.JUSTICE_OUTLINE for g in live)
    if not held or not (access.can(P.EXCEPTION_APPROVE) or access.sees(InfoClass.JUSTICE_OUTLINE)):
        return ""
    return reason_of_exception(access=access)


def previous_cases(*, actor: Actor, at: datetime) -> QuerySet[Case]:
    """Cases of persons one may refer again: closed ones in scope, newest first."""
    return visible_cases(actor=actor, at=at, permission=P.REFERRAL_WRITE).filter(status="closed").order_by("-closed_at")


def consents_for_form(*, access: CaseAccess) -> Sequence[Consent]:
    """Consents in force of this case, for the page to say what the request rests on."""
    return list(live_consents(case_id=access.case.pk))


def main_referral(*, access: CaseAccess) -> Referral | None:
    """The request with which the case began, if it has one and the actor takes part in requests."""
    return visible_referrals(actor=access.actor, at=access.at).filter(case=access.case).order_by("created_at").first()


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Requests to screen, approvals, questions to answer, returned ones and drafts."""
    return [line for source in SOURCES for line in source.ask(actor=actor, at=at)]


def _to_decide(*, actor: Actor, at: datetime) -> list[Waiting]:
    if not can(actor, P.REFERRAL_DECIDE):
        return []
    found = visible_referrals(actor=actor, at=at, permission=P.REFERRAL_DECIDE).filter(
        status=ReferralStatus.SUBMITTED, addressee__in=sides_of_actor(actor)
    )
    return [
        _wait(r, "依頼の受付をする", "質問の回答を待っています（期限は止まっています）" if r.paused_at else f"{r.get_urgency_display()}：{rules.rule_text(r.urgency)}に回答します",
              None if r.paused_at or r.due_at is None else r.due_at)
        for r in found.order_by(F("paused_at").asc(nulls_first=True), "due_at")[:SHOWN]
    ]  # fmt: skip


def _to_approve(*, actor: Actor, at: datetime) -> list[Waiting]:
    if not can(actor, P.EXCEPTION_APPROVE):
        return []
    found = visible_referrals(actor=actor, at=at, permission=P.EXCEPTION_APPROVE).filter(
        status=ReferralStatus.SUBMITTED, exception=ExceptionStatus.ASKED
    )
    return [
        _wait(r, "「その他」の対象者を承認する", "承認が終わるまで受理できません", r.due_at)
        for r in found.order_by("due_at")[:SHOWN]
    ]


def _to_write(*, actor: Actor, at: datetime) -> list[Waiting]:
    if not can(actor, P.REFERRAL_WRITE):
        return []
    mine = sides_of_actor(actor)
    found = visible_referrals(actor=actor, at=at, permission=P.REFERRAL_WRITE).filter(
        Q(sender__in=mine) | Q(entered_by__in=mine),
        Q(status__in=LISTS["drafts"]) | Q(status=ReferralStatus.SUBMITTED, paused_at__isnull=False),
    )
    words = {
        ReferralStatus.DRAFT: ("下書きの依頼を提出する", "まだ提出していません"),
        ReferralStatus.RETURNED: ("差し戻された依頼を直す", "理由を確認し、直して再提出します"),
        ReferralStatus.SUBMITTED: ("依頼についての質問に答える", "答えるまで、受付の期限が止まっています"),
    }
    return [_wait(r, *words[ReferralStatus(r.status)], None) for r in found.order_by("number")[:SHOWN]]


SOURCES = (
    Source(
        _to_decide,
        bell(
            "FROM coordination_referral WHERE addressee_id = ANY (%(bodies)s) AND status = {asked}",
            asked=ReferralStatus.SUBMITTED,
        ),
    ),
    Source(
        _to_approve,
        bell(
            "FROM coordination_referral WHERE case_id IN {mine} AND status = {asked} AND exception = {open}",
            asked=ReferralStatus.SUBMITTED, open=ExceptionStatus.ASKED,
        ),
    ),
    Source(
        _to_write,
        bell(
            "FROM coordination_referral WHERE (sender_id = ANY (%(bodies)s) OR entered_by_id = ANY (%(bodies)s))"
            " AND (status IN {drafts} OR (status = {asked} AND paused_at IS NOT NULL))",
            drafts=LISTS["drafts"], asked=ReferralStatus.SUBMITTED,
        ),
    ),
)  # fmt: skip


def _wait(referral: Referral, title: str, why: str, due: datetime | None) -> Waiting:
    return Waiting(
        title=title, why=why, due=day_of(due) if due else None, url_name="referrals:detail",
        url_args=(referral.pk,), number=referral.number,
    )  # fmt: skip


def _takes_part(actor: Actor) -> bool:
    return any(can(actor, p) for p in (P.REFERRAL_WRITE, P.REFERRAL_DECIDE, P.EXCEPTION_APPROVE))


def _check_view(
    item: Item, row: IntakeCheck | None, names: dict[UUID, str], access: CaseAccess, referral: Referral
) -> CheckView:
    hint = _hint(item, referral, access.at)
    if row is None:
        return CheckView(item, hint=hint)
    note = row.note if row.note and access.sees(InfoClass.WELFARE) else ""
    return CheckView(item, row.finding, note or "", names.get(row.user_id, "") if row.user_id else "", row.at, hint)


def _hint(item: Item, referral: Referral, at: datetime) -> str:
    """What the system already knows about the item."""
    if item is Item.CONSENT:
        if referral.legal_basis:
            return f"法令上の根拠：{referral.get_legal_basis_display()}"
        return (
            f"同意 第{referral.consent.version}版（{referral.consent.get_status_display()}）"
            if referral.consent
            else ""
        )
    if item is Item.AGREEMENT and referral.sender_id and referral.sender_id != referral.addressee_id:
        found = agreement_between(municipality_id=referral.addressee_id, partner_id=referral.sender_id, on=day_of(at))
        return f"取決め「{found.title}」があります" if found else "登録された取決めはありません"
    if item is Item.SUBJECT and referral.exception != ExceptionStatus.NONE:
        return f"「その他」の承認：{referral.get_exception_display()}"
    if item is Item.MUNICIPALITY:
        return f"宛先：{referral.addressee.name}"
    return ""
