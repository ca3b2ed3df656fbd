"""A case with all classes at the centre, consent of the person and the rows of the municipality: what many tests start from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from renkei.cases import services as cases
from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Basis, Cause, Explained, SignatureKind, Stage
from renkei.disclosure.models import Consent, LedgerEntry
from renkei.disclosure.queries import CaseAccess, facts_for, get_case
from renkei.people import services as people
from renkei.people.models import ClassRecord
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.policy.permissions import P
from tests.kit.world import World

VALUES: dict[InfoClass, dict[str, Any]] = {
    InfoClass.IDENTITY: {
        "name": "見本太郎",
        "kana": "みほんたろう",
        "birth_date": "1980-04-01",
        "phone": "099-000-0001",
    },
    InfoClass.WELFARE: {"disabilities": ["intellectual"], "wishes": "静かなところで暮らしたい", "money": "年金のみ"},
    InfoClass.JUSTICE_OUTLINE: {"subject_status": "leaving_facility", "must_know": "夜の声かけ"},
    InfoClass.JUSTICE_DETAIL: {"offense_group": "theft", "offense": "窃盗"},
    InfoClass.THIRD_PARTY: {"victims": "近所の店主", "instruction": "店には近づかない"},
}


@dataclass
class CaseKit:
    """`case`, its newest `consent`, the `records` by class."""

    world: World
    case: Case
    consent: Consent
    records: dict[InfoClass, ClassRecord] = field(default_factory=dict)

    def assign(self, member: str) -> None:
        """Assign a member by the back door of tests: the road does it by 受付窓口 or the manager."""
        membership = self.world.members[member]
        cases._assign(
            self.case, membership.organisation_id, membership.user_id, self.world.actor(member), self.world.now
        )

    def access(self, member: str, permission: P = P.CASE_VIEW) -> CaseAccess:
        return get_case(actor=self.world.actor(member), case_id=self.case.pk, at=self.world.now, permission=permission)

    def rows(self, org: str, info_class: InfoClass | None = None) -> list[LedgerEntry]:
        found = list(LedgerEntry.objects.filter(case=self.case, recipient=self.world.org(org)).order_by("starts_at"))
        live = [r for r in found if r.starts_at <= self.world.now and (r.ends_at is None or r.ends_at > self.world.now)]
        return [r for r in live if info_class is None or r.info_class == info_class]

    def disclose(self, member: str, org: str, info_class: InfoClass, **changes: Any) -> LedgerEntry:
        """Named disclosure of a class to an office by a member, on the consent, at the stage the class asks for."""
        stage = Stage.AGREED if info_class is InfoClass.JUSTICE_DETAIL else Stage.VISIT
        fields = ["instruction"] if info_class is InfoClass.THIRD_PARTY else list(VALUES[info_class])
        values: dict[str, Any] = {
            "basis": Basis.CONSENT, "consent": self.consent, "stage": stage, "cause": Cause.NAMED, "fields": fields,
            "version_id": self.records[info_class].pk,
        }  # fmt: skip
        return disclosure.disclose(
            actor=self.world.actor(member), case=self.case, recipient=self.world.org(org), info_class=info_class,
            now=self.world.now, **(values | changes),
        )  # fmt: skip


def obtain(world: World, case: Case, *, by: str, recipients: list[dict[str, Any]], **fields: Any) -> Consent:
    """A consent explained with every item and signed by the person."""
    values: dict[str, Any] = {
        "kind": "exit", "explained_at": world.now, "explained": [str(e) for e in Explained], "purposes": ["housing", "service"],
        "classes": [str(c) for c in PERSONAL_CLASSES], "valid_from": day_of(world.now),
    }  # fmt: skip
    consent = disclosure.explain_consent(
        actor=world.actor(by), case=case, now=world.now, recipients=recipients, **(values | fields)
    )
    return disclosure.obtain_consent(
        actor=world.actor(by), consent=consent, now=world.now, signature=SignatureKind.SIGNED, copy_given=True
    )


def make_case(world: World, **consent_fields: Any) -> CaseKit:
    """The centre opens a case, collects every class, obtains the consent and gives every class to the city, which commissions."""
    center = world.actor("center_officer")
    case = cases.open_case(actor=center, now=world.now, responsible=world.org("city"), center=world.org("center"))
    disclosure.collect(actor=center, case=case, classes=[InfoClass.SUMMARY], now=world.now)
    records = {
        c: people.save_record(actor=center, case=case, info_class=c, values=values, now=world.now)
        for c, values in VALUES.items()
    }
    consent = obtain(
        world, case, by="center_officer", recipients=[{"organisation_kind": "municipality"}, {"organisation": world.org("home")}],
        **consent_fields,
    )  # fmt: skip
    for c in InfoClass:
        disclosure.give_class(
            actor=center, case=case, recipient=world.org("city"), info_class=c, consent=consent, cause=Cause.REFERRAL,
            now=world.now, permission=P.REFERRAL_WRITE,
        )  # fmt: skip
    kit = CaseKit(world, case, consent, records)
    for member in ("officer", "core_officer"):
        kit.assign(member)
    assert world.delegation is not None
    disclosure.commission(
        actor=world.actor("officer"),
        case=case,
        delegation=world.delegation,
        now=world.now,
        permission=P.REFERRAL_DECIDE,
    )
    return kit


def give_summary(kit: CaseKit, org: str, *members: str, by: str = "officer") -> LedgerEntry:
    """The summary to an office, and its members assigned, as an inquiry does."""
    entry = disclosure.give_summary(
        actor=kit.world.actor(by), case=kit.case, recipient=kit.world.org(org), cause=Cause.INQUIRY, now=kit.world.now
    )
    for member in members:
        kit.assign(member)
    return entry


def move_to(kit: CaseKit, status: str) -> None:
    """Walk the machine to a status with the policy's own facts."""
    steps = {"in_service": ("submit", "accept", "start_service"), "coordinating": ("submit", "accept")}[status]
    for step in steps:
        actor = kit.world.actor("center_officer" if step == "submit" else "officer")
        facts = facts_for(actor=actor, case_id=kit.case.pk, at=kit.world.now)
        cases.move(actor=actor, case=kit.case, step=step, facts=facts, now=kit.world.now)
    kit.case.refresh_from_db()


def users(world: World, *members: str) -> list[UUID]:
    return [world.members[m].user_id for m in members]
