"""Every status × step × role of the machine REFERRAL; allowed and refused share one set-up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from renkei.coordination.enums.referral import RefuseReason, ReturnReason
from renkei.coordination.models.referral import Referral
from renkei.coordination.services import intake
from renkei.coordination.services import referral as sending
from renkei.coordination.states.referral import REFERRAL
from renkei.core.errors import DomainError, InvalidTransition, NotAllowed, NotFound
from tests.kit import requests as kit
from tests.kit.world import World

CHECKS = {"scope": ("yes", ""), "disability": ("yes", "")}

#: step → the service with everything else it needs.
DO: dict[str, Any] = {
    "submit": lambda w, a, r: sending.submit(actor=a, referral=r, now=w.now),
    "resubmit": lambda w, a, r: sending.submit(actor=a, referral=r, now=w.now),
    "edit": lambda w, a, r: sending.save_draft(actor=a, referral=r, sheet=kit.sheet(w, consent=None), now=w.now),
    "revise": lambda w, a, r: sending.save_draft(actor=a, referral=r, sheet=kit.sheet(w, consent=None), now=w.now),
    "complete": lambda w, a, r: sending.complete(actor=a, referral=r, sheet=kit.sheet(w, consent=None), now=w.now),
    "check": lambda w, a, r: intake.set_checks(actor=a, referral=r, findings=CHECKS, now=w.now),
    "ask": lambda w, a, r: intake.ask(actor=a, referral=r, text="質問", now=w.now),
    "accept": lambda w, a, r: intake.accept(actor=a, referral=r, now=w.now),
    "return": lambda w, a, r: intake.send_back(
        actor=a, referral=r, code=ReturnReason.MISSING, reason="不足", now=w.now
    ),
    "refuse": lambda w, a, r: intake.refuse(actor=a, referral=r, code=RefuseReason.OTHER, reason="対象外", now=w.now),
    "withdraw": lambda w, a, r: sending.withdraw(actor=a, referral=r, reason="本人の希望", now=w.now),
}
#: Steps that come to the same service, told apart by the status alone.
SAME = {"submit": {"resubmit"}, "resubmit": {"submit"}, "edit": {"revise"}, "revise": {"edit"}}
SENDER = ("center_officer",)
RECEIVER = ("officer", "manager", "core_officer", "core_manager")
MAY = {
    **dict.fromkeys(("submit", "resubmit", "edit", "revise", "complete", "withdraw"), SENDER),
    **dict.fromkeys(("check", "ask", "accept", "return", "refuse"), RECEIVER),
}
NOBODY = ("colleague", "grants", "center_colleague", "lawyer", "town_officer", "home_contact", "prefecture", "auditor")


def build(world: World, status: str) -> Referral:
    if status == "draft":
        return kit.draft(world)
    if status == "accepted":
        return kit.accepted(world)
    referral = kit.checked(world)
    actor = world.actor("center_officer" if status == "withdrawn" else "officer")
    step = {"returned": "return", "out_of_scope": "refuse", "withdrawn": "withdraw"}.get(status)
    return DO[step](world, actor, referral) if step else referral


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back: one set-up serves a whole row of the table."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("status", REFERRAL.states.values)
def test_every_step_of_every_status(world: World, status: str) -> None:
    referral = build(world, status)
    world.clock.tick()
    for step in DO:
        names = {step, *SAME.get(step, ())}
        found = [t for t in REFERRAL.transitions if t.name in names and status in t.sources]
        with undone():
            if found:
                DO[step](world, world.actor(MAY[step][0]), referral)
                assert Referral.objects.get(pk=referral.pk).status == found[0].target, step
            else:
                with pytest.raises(InvalidTransition, match="現在の状態"):
                    DO[step](world, world.actor(MAY[step][0]), referral)
                assert Referral.objects.get(pk=referral.pk).status == status, step


@pytest.mark.parametrize("step", sorted(set(DO) - {"submit", "resubmit", "edit", "revise"}))
def test_every_role_at_a_submitted_request(world: World, step: str) -> None:
    referral = kit.checked(world)
    world.clock.tick()
    for name in (*SENDER, *RECEIVER, *NOBODY):
        with undone():
            if name in MAY[step]:
                DO[step](world, world.actor(name), referral)
                continue
            with pytest.raises(DomainError) as refused:
                DO[step](world, world.actor(name), referral)
            if step == "withdraw" and name in ("officer", "core_officer"):
                assert "依頼元に代わって" in str(refused.value)  # allowed, once it is said how it was told
            else:
                assert isinstance(refused.value, NotAllowed | NotFound), (step, name)
            assert Referral.objects.get(pk=referral.pk).status == "submitted"


def test_a_draft_belongs_to_its_writer(world: World) -> None:
    referral = kit.draft(world)
    for name in ("officer", "core_officer", "manager", "lawyer", "town_officer", "center_colleague"):
        for step in ("submit", "edit", "withdraw"):
            with pytest.raises(NotFound):
                DO[step](world, world.actor(name), referral)


@pytest.mark.parametrize(("name", "allowed"), [("manager", True), ("officer", False), ("core_manager", False), ("center_officer", False)])  # fmt: skip
@pytest.mark.parametrize("approved", [True, False])
def test_other_is_approved_by_a_manager_of_the_municipality(
    world: World, name: str, allowed: bool, approved: bool
) -> None:
    records = kit.with_record(kit.InfoClass.JUSTICE_OUTLINE, subject_status="other", subject_other_reason="在宅のまま")
    referral = kit.checked(world, records=records)
    assert referral.exception == "asked"
    with pytest.raises(DomainError, match="承認が終わるまで"):
        DO["accept"](world, world.actor("officer"), referral)
    arguments: dict[str, Any] = {"referral": referral, "approved": approved, "note": "理由", "now": world.clock.tick()}
    if not allowed:
        with pytest.raises(NotAllowed):
            intake.approve(actor=world.actor(name), **arguments)
        return
    intake.approve(actor=world.actor(name), **arguments)
    with pytest.raises(InvalidTransition, match="承認を待っている"):
        intake.approve(actor=world.actor(name), **arguments)
    if approved:
        assert DO["accept"](world, world.actor("officer"), referral).status == "accepted"
    else:
        with pytest.raises(DomainError, match="承認されなかった"):
            DO["accept"](world, world.actor("officer"), referral)
