"""Cases as far along the road as a test needs them, by the buttons that lead there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from renkei.cases.enums import Urgency
from renkei.cases.models import Case
from renkei.coordination.enums.referral import Channel, Finding, FormKind, Item
from renkei.coordination.models.referral import Referral
from renkei.coordination.services import intake
from renkei.coordination.services import referral as referrals
from renkei.coordination.services.sheet import OnBehalf, Sheet, ShortConsent
from renkei.disclosure.enums import ConsentKind, ExplainMethod, SignatureKind
from renkei.policy.enums import InfoClass
from tests.kit.world import World

RECORDS: dict[InfoClass, dict[str, Any]] = {
    InfoClass.IDENTITY: {"name": "見本 太郎", "kana": "ミホン タロウ", "birth_date": "1985-04-12", "sex": "male"},
    InfoClass.WELFARE: {
        "disabilities": ["intellectual"], "needs": "一人暮らしの準備と日中の居場所", "wishes": "静かな所で暮らしたい",
    },
    InfoClass.JUSTICE_OUTLINE: {
        "subject_status": "leaving_facility", "facility_kind": "prison", "facility": "みほん刑務所",
        "release_date": "2027-02-10", "release_certainty": "expected",
    },
}  # fmt: skip
ALL_CLASSES = ("identity", "welfare", "justice_outline", "justice_detail", "third_party")


def given_consent(world: World, **changes: Any) -> ShortConsent:
    """The consent block: explained an hour ago, for every class."""
    consent = ShortConsent(
        kind=ConsentKind.EXIT, explained_at=world.now - timedelta(hours=1), explainer_name="", methods=(ExplainMethod.SPOKEN,),
        classes=ALL_CLASSES, signature=SignatureKind.SIGNED,
    )  # fmt: skip
    return replace(consent, **changes)


def sheet(world: World, **changes: Any) -> Sheet:
    """A complete request of the centre to みほん市, with a consent."""
    values: dict[str, Any] = {
        "addressee": world.org("city"), "records": RECORDS, "form": FormKind.URGENT, "urgency": Urgency.NORMAL,
        "asks": ("housing", "daytime", "plan"), "sender": world.org("center"), "consent": given_consent(world),
        "message": "本人は慣れた地域を希望しています。", "contact_name": "定着 花子", "contact_phone": "03-0000-0000",
        "summary": {"area_code": "99201"},
    }  # fmt: skip
    return Sheet(**(values | changes))


def with_record(info_class: InfoClass, **values: Any) -> dict[InfoClass, dict[str, Any]]:
    """RECORDS with some values of one class changed."""
    return {**RECORDS, info_class: {**RECORDS.get(info_class, {}), **values}}


def told_by_phone(world: World) -> OnBehalf:
    """What an entry on behalf of another body needs."""
    return OnBehalf(Channel.PHONE, "定着センターの担当者", world.now - timedelta(minutes=30))


def draft(world: World, *, by: str = "center_officer", **changes: Any) -> Referral:
    return referrals.save_draft(actor=world.actor(by), sheet=sheet(world, **changes), now=world.clock.tick())


def submitted(world: World, *, by: str = "center_officer", **changes: Any) -> Referral:
    """提出済み: the municipality and its commissioned body hold their rows."""
    return referrals.submit(
        actor=world.actor(by), referral=draft(world, by=by, **changes), now=world.clock.tick(minutes=5)
    )


def checked(world: World, *, by: str = "officer", **changes: Any) -> Referral:
    """提出済み, every item of the checklist answered はい."""
    referral = submitted(world, **changes)
    findings = {str(item): (str(Finding.YES), "確認しました") for item in Item}
    return intake.set_checks(actor=world.actor(by), referral=referral, findings=findings, now=world.clock.tick())


def accepted(world: World, *, by: str = "officer", **changes: Any) -> Referral:
    """受理: the case is in 調整中, with its needs and the board of joint running."""
    return intake.accept(actor=world.actor(by), referral=checked(world, **changes), now=world.clock.tick(hours=2))


def accepted_case(world: World, *, by: str = "officer", **changes: Any) -> Case:
    """The case of an accepted request."""
    return Case.objects.get(pk=accepted(world, by=by, **changes).case_id)


def case_with_detail(world: World) -> Case:
    """The same with 罪名・経過 recorded by the centre and passed on."""
    case = accepted_case(world)
    referrals.record_class(
        actor=world.actor("center_officer"), case=case, info_class=InfoClass.JUSTICE_DETAIL, values={"offense": "窃盗"},
        based_on=0, now=world.clock.tick(),
    )  # fmt: skip
    world.clock.tick()
    return case
