"""From the notice to the mail: planned after it, sent as each reader wishes, never twice, failures seen by who manages."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from renkei.core.errors import NotAllowed
from renkei.jobs import mailing
from renkei.notifications import queries
from renkei.notifications.enums import Kind, MailFault, MailMode, MailStatus
from renkei.notifications.models import Mail, Message
from renkei.notifications.services import MailUnreachable, choose_mails, give_up_old, notify, resume_mails, stop_mails
from renkei.policy.actor import system_actor
from tests.kit.world import World
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db
MAILER = system_actor("mail")


@pytest.fixture(autouse=True)
def _server(settings) -> None:
    settings.MAIL_ON = True


def tell(world: World, *names: str, kind: Kind = Kind.ASSIGNED) -> list[Message]:
    """Notices are there, and the worker has planned their mails."""
    to = [(world.members[n].user_id, world.members[n].organisation_id) for n in names]
    notify(to=to, kind=kind, now=world.now, number="R8-ABCDE", link="/cases/x/")
    made = list(Message.objects.filter(mail__isnull=True, sent_at=world.now))
    mailing.plan(actor=MAILER, message_ids=[m.pk for m in made], now=world.now)
    return made


def send(world: World, name: str) -> int:
    return mailing.send(actor=MAILER, user_id=world.user(name).pk, base_url="https://renkei.example.jp", now=world.now)


def wish(world: World, name: str, **fields: object) -> None:
    values = {
        "mode": MailMode.AT_ONCE, "quiet_from": time(20), "quiet_to": time(7), "quiet_closed": True, "digest_at": time(8),
    } | fields  # fmt: skip
    choose_mails(actor=world.actor(name), now=world.now, **values)  # type: ignore[arg-type]


def waiting_jobs(name: str) -> Iterator[ProcrastinateJob]:
    return ProcrastinateJob.objects.filter(task_name=name)


def test_a_notice_leaves_one_job_with_ids_alone(world: World) -> None:
    tell(world, "officer", "manager")
    plan = waiting_jobs("mail.plan").get()
    assert set(plan.args) == {"message_ids"}
    assert {str(pk) for pk in Message.objects.values_list("pk", flat=True)} == set(plan.args["message_ids"])
    assert {job.args["user_id"] for job in waiting_jobs("mail.send")} == {
        str(world.user("officer").pk), str(world.user("manager").pk),
    }  # fmt: skip


def test_without_a_mail_server_nothing_waits_to_be_mailed(world: World, settings) -> None:
    settings.MAIL_ON = False
    notify(to=[(world.user("officer").pk, None)], kind=Kind.ASSIGNED, now=world.now)
    assert not ProcrastinateJob.objects.exists()
    assert queries.unread_count(actor=world.actor("officer")) == 1


def test_a_mail_goes_out_once_with_number_and_link(world: World) -> None:
    tell(world, "officer")
    assert (send(world, "officer"), send(world, "officer")) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == [world.user("officer").email]
    assert letter.subject == "れんけい：お知らせ"
    assert [line for line in letter.body.splitlines() if line][:3] == [
        f"■ {Kind.ASSIGNED.label}", "番号：R8-ABCDE", "https://renkei.example.jp/cases/x/",
    ]  # fmt: skip


def test_planning_twice_plans_once(world: World) -> None:
    made = tell(world, "officer")
    assert mailing.plan(actor=MAILER, message_ids=[m.pk for m in made], now=world.now) == 0


def test_the_night_is_quiet_and_its_notices_arrive_together(world: World) -> None:
    world.clock.tick(hours=12)  # nine in the evening
    tell(world, "officer")
    world.clock.tick(minutes=30)
    tell(world, "officer", kind=Kind.CASE_MOVED)
    assert send(world, "officer") == 0
    assert waiting_jobs("mail.send").count() == 1, "one job for the morning"
    world.clock.tick(hours=10)
    assert send(world, "officer") == 2
    assert [letter.subject for letter in mail.outbox] == ["れんけい：お知らせ（2件）"]


def test_what_is_urgent_passes_the_night_and_the_digest(world: World) -> None:
    wish(world, "officer", mode=MailMode.DIGEST)
    world.clock.tick(hours=12)
    tell(world, "officer", kind=Kind.EMERGENCY_OPENED)
    assert send(world, "officer") == 1


def test_a_digest_waits_for_the_morning(world: World) -> None:
    wish(world, "officer", mode=MailMode.DIGEST)
    tell(world, "officer")
    tell(world, "officer", kind=Kind.DISCLOSED)
    assert send(world, "officer") == 0
    world.clock.tick(hours=23)
    assert send(world, "officer") == 2
    assert len(mail.outbox) == 1


def test_whoever_wants_none_gets_none_and_still_has_the_notice(world: World) -> None:
    wish(world, "officer", mode=MailMode.NONE)
    tell(world, "officer", kind=Kind.EMERGENCY_OPENED)
    assert send(world, "officer") == 0
    assert queries.unread_count(actor=world.actor("officer")) == 1
    assert not Mail.objects.exists()


def test_a_refused_address_is_stopped_and_its_managers_see_it(world: World, monkeypatch) -> None:
    refuse(monkeypatch, 550, world.user("officer").email)
    tell(world, "officer")
    assert send(world, "officer") == 0
    assert Mail.objects.get().fault == MailFault.REFUSED
    told = Message.objects.filter(kind=Kind.MAIL_STOPPED)
    assert {m.user_id for m in told} == {world.user("manager").pk}
    assert set(queries.stopped_users(actor=world.actor("manager"))) == {world.user("officer").pk}
    world.clock.tick(minutes=5)
    tell(world, "officer", kind=Kind.CASE_MOVED)
    assert Mail.objects.get(message__kind=Kind.CASE_MOVED).status == MailStatus.DROPPED, "not tried again"
    lost = queries.failed_mails(actor=world.actor("manager"), user_ids=[world.user("officer").pk], at=world.now)
    assert lost == {world.user("officer").pk: 2}


@pytest.mark.parametrize("code", [421, 450])
def test_a_server_that_wants_it_later_gets_it_later(world: World, monkeypatch, code: int) -> None:
    refuse(monkeypatch, code, world.user("officer").email)
    tell(world, "officer")
    with pytest.raises(MailUnreachable) as said:
        send(world, "officer")
    assert "@" not in str(said.value)
    assert Mail.objects.get().status == MailStatus.WAITING
    monkeypatch.undo()
    assert send(world, "officer") == 1


def test_after_a_week_it_is_no_news(world: World) -> None:
    tell(world, "officer")
    assert give_up_old(actor=MAILER, now=world.clock.tick(days=6)) == 0
    assert give_up_old(actor=MAILER, now=world.clock.tick(days=2)) == 1
    assert Mail.objects.get().fault == MailFault.UNREACHABLE


def test_a_bounce_is_entered_by_the_manager_and_taken_back(world: World) -> None:
    officer = world.user("officer").pk
    stop_mails(actor=world.actor("manager"), user_id=officer, now=world.now)
    tell(world, "officer")
    assert send(world, "officer") == 0
    resume_mails(actor=world.actor("manager"), user_id=officer, now=world.now)
    world.clock.tick()
    tell(world, "officer")
    assert send(world, "officer") == 1
    for button in (stop_mails, resume_mails):
        with pytest.raises(NotAllowed):
            button(actor=world.actor("colleague"), user_id=officer, now=world.now)


def test_a_user_who_left_gets_nothing(world: World) -> None:
    tell(world, "officer")
    type(world.user("officer")).objects.filter(pk=world.user("officer").pk).update(is_active=False)
    assert send(world, "officer") == 0
    assert Mail.objects.get().fault == MailFault.NO_ADDRESS


def test_a_read_notice_is_mailed_no_more(world: World) -> None:
    notify(to=[(world.user("officer").pk, None)], kind=Kind.ASSIGNED, now=world.now)
    message = Message.objects.get()
    Message.objects.update(read_at=world.now)
    assert mailing.plan(actor=MAILER, message_ids=[message.pk], now=world.now + timedelta(seconds=9)) == 0


def test_the_wall_shows_ones_own_and_those_one_manages(world: World) -> None:
    tell(world, "officer", "planner")
    wish(world, "officer")
    own = set(Mail.objects.filter(user_id=world.user("officer").pk).values_list("pk", flat=True))
    every = set(Mail.objects.values_list("pk", flat=True))
    expected = {"officer": own, "manager": own, "colleague": set(), "planner": every - own, "admin": every}
    for member, rows in expected.items():
        with as_member(world, member):
            assert seen("notifications_mail") == rows, member
            assert len(seen("notifications_mailchoice")) == (member in ("officer", "manager", "admin")), member


def refuse(monkeypatch, code: int, address: str) -> None:
    def send_messages(*_: object, **__: object) -> int:
        raise smtplib.SMTPRecipientsRefused({address: (code, b"no such user")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages)
