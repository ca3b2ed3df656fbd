"""Two real connections at the same moment: exactly one wins, the other is told; nothing is half done."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection

from renkei.cases.enums import CaseStatus, NeedKind
from renkei.cases.models import Case, Need
from renkei.core.errors import Conflict
from renkei.inquiries import services
from renkei.inquiries.models import Answer, AnswerKey, Inquiry
from tests.inquiries.kit import CONDITIONAL, NO, YES, ask, make_case, make_need, walk
from tests.kit.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)


def _race(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads of their own, released together; what each returned or raised."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index: int, call: Callable[[], object]) -> None:
        close_old_connections()
        gate.wait(timeout=20)
        try:
            results[index] = call()
        except Conflict as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def _one_won(results: list[object]) -> None:
    refused = [r for r in results if isinstance(r, Conflict)]
    assert len(refused) == 1, results
    assert any(word in str(refused[0]) for word in ("状態", "決まって", "打診して", "終了しました"))


def test_two_offices_of_one_need_agreed_at_once() -> None:
    world = make_world()
    case = make_case(world)
    need = make_need(world, case)
    first = walk(world, "disclosed", case=case, need=need)
    second = walk(world, "disclosed", org="work", case=case, need=need)
    officer, core = world.actor("officer"), world.actor("core_officer")
    results = _race(
        lambda: services.agree(actor=officer, inquiry=first, seen=None, now=world.now),
        lambda: services.agree(actor=core, inquiry=second, seen=None, now=world.now),
    )
    _one_won(results)
    assert sorted(Inquiry.objects.values_list("status", flat=True)) == ["agreed", "withdrawn"]
    assert Case.objects.get(pk=case.pk).status == CaseStatus.PLACED


@pytest.mark.parametrize("other", ["withdraw", "person_declined", "answer_no", "agree", "start_trial"])
def test_one_inquiry_decided_by_two(other: str) -> None:
    world = make_world()
    inquiry = walk(world, "disclosed")
    officer, core, seen = world.actor("officer"), world.actor("core_officer"), inquiry.version
    contact = world.actor("home_contact")
    rivals: dict[str, Callable[[], object]] = {
        "withdraw": lambda: services.withdraw(
            actor=core, inquiry=inquiry, seen=seen, reason="plan_changed", now=world.now
        ),
        "person_declined": lambda: services.person_declined(
            actor=core, inquiry=inquiry, seen=seen, note="", now=world.now
        ),
        "answer_no": lambda: services.answer(actor=contact, inquiry=inquiry, seen=seen, data=NO, now=world.now),
        "agree": lambda: services.agree(actor=core, inquiry=inquiry, seen=seen, now=world.now),
        "start_trial": lambda: services.start_trial(actor=core, inquiry=inquiry, seen=seen, now=world.now),
    }
    results = _race(lambda: services.agree(actor=officer, inquiry=inquiry, seen=seen, now=world.now), rivals[other])
    _one_won(results)
    status, need = Inquiry.objects.get().status, Need.objects.get()
    assert (need.status == "met") == (status == "agreed")


def test_two_answers_at_once() -> None:
    world = make_world()
    inquiry = walk(world, "anonymous")
    contact, officer, seen = world.actor("home_contact"), world.actor("officer"), inquiry.version
    results = _race(
        lambda: services.answer(actor=contact, inquiry=inquiry, seen=seen, data=YES, now=world.now),
        lambda: services.enter_answer(
            actor=officer,
            inquiry=inquiry,
            seen=seen,
            data=CONDITIONAL,
            channel="phone",
            told_at=world.now,
            now=world.now,
        ),
    )
    _one_won(results)
    assert Answer.objects.count() == 1


def test_one_link_used_twice_at_once() -> None:
    world = make_world()
    inquiry = walk(world, "anonymous")
    token = services.issue_link(actor=world.actor("officer"), inquiry=inquiry, now=world.now)
    call = lambda data: (  # noqa: E731
        lambda: services.answer_with_key(secret=token, kind="link", seen=inquiry.version, data=data, now=world.now)
    )
    _one_won(_race(call(YES), call(NO)))
    assert Answer.objects.count() == 1
    assert AnswerKey.objects.get().used_at == world.now


def test_the_same_office_asked_twice_at_once() -> None:
    world = make_world()
    case = make_case(world)
    need = make_need(world, case)
    _one_won(_race(lambda: ask(world, case, need, "home"), lambda: ask(world, case, need, "home", by="core_officer")))
    assert Inquiry.objects.count() == 1


def test_two_needs_settled_at_once_place_the_case() -> None:
    world = make_world()
    case = make_case(world)
    needs = [make_need(world, case), make_need(world, case, NeedKind.DAYTIME)]
    first = walk(world, "disclosed", case=case, need=needs[0])
    second = walk(world, "disclosed", org="work", case=case, need=needs[1])
    officer, core = world.actor("officer"), world.actor("core_officer")
    results = _race(
        lambda: services.agree(actor=officer, inquiry=first, seen=None, now=world.now),
        lambda: services.agree(actor=core, inquiry=second, seen=None, now=world.now),
    )
    assert not any(isinstance(r, Conflict) for r in results)
    assert Case.objects.get(pk=case.pk).status == CaseStatus.PLACED
