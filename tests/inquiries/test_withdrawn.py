"""A withdrawn consent closes the inquiries that rested on it, politely, in the same step."""

from __future__ import annotations

import pytest

from renkei.disclosure import services as disclosure
from renkei.inquiries import services
from renkei.inquiries.enums import InquiryStatus, WithdrawReason
from renkei.notifications.enums import Kind
from renkei.notifications.models import Message
from tests.inquiries import kit
from tests.kit.world import World

pytestmark = pytest.mark.django_db


def test_only_the_office_that_lost_its_rows_is_closed(world: World) -> None:
    case = kit.make_case(world)
    need = kit.make_need(world, case)
    home = kit.walk(world, "disclosed", case=case, need=need)
    (work,) = kit.ask(world, case, need, "work")
    consent = case.consents.get()
    assert home.status == InquiryStatus.DISCLOSED
    now = world.clock.tick()
    disclosure.withdraw_part(
        actor=world.actor("officer"), consent=consent, now=now, organisations=[world.org("home").pk]
    )
    assert services.close_for_withdrawal(actor=world.actor("officer"), case=case, now=now) == 1
    home.refresh_from_db()
    work.refresh_from_db()
    assert (home.status, home.close_reason) == (InquiryStatus.WITHDRAWN, WithdrawReason.CONSENT)
    assert work.status == InquiryStatus.ANONYMOUS
    assert not any(live for _, _, live in kit.rows(case, world.org("home")))
    assert any(live for _, _, live in kit.rows(case, world.org("work")))
    told = Message.objects.filter(case_id=case.pk, kind=Kind.INQUIRY_CLOSED).values_list("organisation_id", flat=True)
    assert set(told) == {world.org("home").pk}
    assert services.close_for_withdrawal(actor=world.actor("officer"), case=case, now=now) == 0
