"""The machine CONSENT: every status × step × role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from renkei.core.errors import InvalidTransition, NotAllowed, NotFound
from renkei.core.states import Transition
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import ConsentStatus, Explained, SignatureKind
from renkei.disclosure.models import Consent
from renkei.disclosure.states import CONSENT
from renkei.policy.actor import Actor, system_actor
from renkei.policy.decide import can
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import World

pytestmark = pytest.mark.django_db
JOBS = system_actor("jobs")

STEPS: dict[str, Callable[[Actor, Consent, Any], object]] = {
    "obtain": lambda a, c, now: disclosure.obtain_consent(actor=a, consent=c, now=now, signature=SignatureKind.SIGNED),
    "refuse": lambda a, c, now: disclosure.refuse_consent(actor=a, consent=c, now=now),
    "withdraw_part": lambda a, c, now: disclosure.withdraw_part(actor=a, consent=c, now=now, classes=["welfare"]),
    "withdraw": lambda a, c, now: disclosure.withdraw_consent(actor=a, consent=c, now=now),
}


@pytest.fixture
def kit(world: World) -> CaseKit:
    kit = make_case(world)
    for member in ("manager", "grants", "core_manager"):
        kit.assign(member)
    return kit


def _in_status(kit: CaseKit, status: ConsentStatus) -> Consent:
    """A consent of its own, walked to the status by the services."""
    world = kit.world
    officer, now = world.actor("officer"), world.clock.tick()
    consent = disclosure.explain_consent(
        actor=officer, case=kit.case, now=now, kind="exit", explained_at=now, explained=[str(e) for e in Explained],
        purposes=["housing"], classes=["identity", "welfare"], valid_from=world.clock.today, valid_until=world.clock.today,
        recipients=[{"organisation": world.org("plan")}],
    )  # fmt: skip
    way = {
        ConsentStatus.EXPLAINED: (), ConsentStatus.REFUSED: ("refuse",), ConsentStatus.OBTAINED: ("obtain",),
        ConsentStatus.PARTLY_WITHDRAWN: ("obtain", "withdraw_part"), ConsentStatus.WITHDRAWN: ("obtain", "withdraw"),
        ConsentStatus.EXPIRED: ("obtain",),
    }[status]  # fmt: skip
    for step in way:
        STEPS[step](officer, consent, world.clock.tick())
    if status is ConsentStatus.EXPIRED:
        Consent.objects.filter(pk=consent.pk).update(status=status, ended_at=now)  # the job is tested by its own
    consent.refresh_from_db()
    assert consent.status == status
    return consent


@pytest.mark.parametrize("status", ConsentStatus, ids=str)
def test_every_step_from_every_status(kit: CaseKit, status: ConsentStatus) -> None:
    possible = {t.name for t in CONSENT.possible_from(status)}
    for step, button in STEPS.items():
        consent = _in_status(kit, status)
        if step not in possible:
            with pytest.raises(InvalidTransition):
                button(kit.world.actor("officer"), consent, kit.world.now)
            continue
        button(kit.world.actor("officer"), consent, kit.world.clock.tick())
        consent.refresh_from_db()
        assert consent.status == CONSENT.get(step).target


def test_every_step_by_every_role(kit: CaseKit) -> None:
    world = kit.world
    sources = {"obtain": ConsentStatus.EXPLAINED, "refuse": ConsentStatus.EXPLAINED, "withdraw": ConsentStatus.OBTAINED,
               "withdraw_part": ConsentStatus.OBTAINED}  # fmt: skip
    allowed: dict[str, set[str]] = {step: set() for step in STEPS}
    for member in world.members:
        for step, button in STEPS.items():
            consent = _in_status(kit, sources[step])
            try:
                button(world.actor(member), consent, world.clock.tick())
            except (NotAllowed, NotFound):
                consent.refresh_from_db()
                assert consent.status == sources[step]
                continue
            allowed[step].add(member)
    writers = {"officer", "core_officer", "center_officer"}
    assert allowed == {
        "obtain": writers, "refuse": writers, "withdraw": writers | {"manager", "core_manager"},
        "withdraw_part": writers | {"manager", "core_manager"},
    }  # fmt: skip


def test_every_button_has_a_service_and_a_permission() -> None:
    by_people: list[Transition] = [t for t in CONSENT.transitions if t.permission is not None]
    assert {t.name for t in by_people} == set(STEPS)
    assert not any(can(JOBS, t.permission) for t in by_people)


def test_the_daily_job_ends_what_is_over(world: World, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    kit = make_case(world, valid_until=world.clock.today)
    world.clock.tick(days=1)
    monkeypatch.setattr("renkei.core.clock.timezone.now", lambda: world.now)
    call_command("run_daily")
    kit.consent.refresh_from_db()
    assert kit.consent.status == "expired"
    assert "期限の切れた同意: 1件" in capsys.readouterr().out
    call_command("run_daily")
    assert "期限の切れた同意: 0件" in capsys.readouterr().out
    with pytest.raises(NotFound):
        disclosure.expire_consents(actor=world.actor("admin"), now=world.now)
