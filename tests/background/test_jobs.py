"""What the administrator sees of the worker, and what he can do about it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.background import queries, services
from renkei.background.enums import JobState
from renkei.background.models import JobFailure
from renkei.core.errors import Conflict, NotAllowed, NotFound
from renkei.core.jobs import defer
from renkei.jobs.tasks import TRIES
from renkei.policy.actor import system_actor
from tests.kit.world import World
from tests.wall.kit import as_member, seen
from tests.web.kit import at_world_time

pytestmark = pytest.mark.django_db
JOBS = system_actor("jobs")


def job(state: str = JobState.TODO, *, attempts: int = 0, name: str = "mail.send") -> ProcrastinateJob:
    """A job as the worker leaves it."""
    defer(name, user_id="5f1c")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s, attempts = %s WHERE id = (SELECT max(id) FROM procrastinate_jobs)"
                       " RETURNING id", [state, attempts])  # fmt: skip
        return ProcrastinateJob.objects.get(pk=cursor.fetchone()[0])


def test_a_job_is_told_ids_and_code_words_alone(world: World) -> None:
    for text in ("山田 太郎", "a b", "x" * 80, "", "officer@example.jp"):
        with pytest.raises(ValueError, match="ids and code words"):
            defer("mail.send", user_id=text)
    assert not ProcrastinateJob.objects.exists()


def test_of_jobs_with_one_name_the_first_waits(world: World) -> None:
    assert [defer("mail.send", once="mail:a", user_id="1"), defer("mail.send", once="mail:a", user_id="2")] == [
        True,
        False,
    ]
    assert ProcrastinateJob.objects.get().args == {"user_id": "1"}


def test_the_page_tells_what_waits_and_what_failed(world: World) -> None:
    job()
    broken = job(JobState.FAILED, attempts=9)
    services.note_failure(
        actor=JOBS, job_id=broken.pk, task="mail.send", error="MailUnreachable", attempt=10, now=world.now
    )
    board = queries.board(actor=world.actor("admin"), at=world.now)
    assert [(w.title, w.count) for w in board.waiting] == [("お知らせのメールを送る", 1)]
    assert [(f.id, f.error, f.attempts) for f in board.failed] == [(broken.pk, "MailUnreachable", 9)]
    assert not board.is_alive
    assert [w.title for w in queries.waiting(actor=world.actor("admin"), at=world.now)] == ["失敗した処理を確かめる"]
    assert queries.waiting(actor=world.actor("manager"), at=world.now) == []


def test_a_failed_job_is_tried_again_now_and_only_by_the_administrator(world: World) -> None:
    broken = job(JobState.FAILED, attempts=9)
    with pytest.raises(NotAllowed):
        services.retry_job(actor=world.actor("manager"), job_id=broken.pk, now=world.now)
    services.retry_job(actor=world.actor("admin"), job_id=broken.pk, now=world.now)
    assert ProcrastinateJob.objects.get(pk=broken.pk).status == JobState.TODO
    assert Event.objects.filter(code=E.SYSTEM_CHANGED, detail__job=broken.pk).count() == 1
    with pytest.raises(Conflict):
        services.retry_job(actor=world.actor("admin"), job_id=broken.pk, now=world.now)
    with pytest.raises(NotFound):
        services.retry_job(actor=world.actor("admin"), job_id=broken.pk + 99, now=world.now)


def test_a_job_whose_worker_was_killed_waits_again_until_it_was_tried_enough(world: World) -> None:
    first, last = job(JobState.DOING), job(JobState.DOING, attempts=TRIES - 1, name="mail.plan")
    assert services.recover_jobs(actor=JOBS, now=world.now, tries=TRIES) == 2
    states = dict(ProcrastinateJob.objects.values_list("pk", "status"))
    assert states == {first.pk: JobState.TODO, last.pk: JobState.FAILED}
    assert {f.error for f in JobFailure.objects.all()} == {"WorkerLost"}


def test_the_page_costs_the_same_with_one_and_fifty(world: World, client, django_assert_num_queries) -> None:
    def cost() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            queries.board(actor=world.actor("admin"), at=world.now)
        return len(caught)

    job(JobState.FAILED)
    one = cost()
    for _ in range(49):
        job(JobState.FAILED)
    assert cost() == one


def test_the_page_says_that_no_mail_server_is_set(world: World, client, settings) -> None:
    with at_world_time(world):
        page = world.login(client, "admin").get(reverse("system:jobs")).content.decode()
        assert "メールサーバーが設定されていません" in page
        settings.MAIL_ON = True
        page = client.get(reverse("system:jobs")).content.decode()
    assert "メールサーバーが設定されていません" not in page


def test_failures_are_seen_by_the_administrator_alone(world: World) -> None:
    row = services.note_failure(actor=JOBS, job_id=1, task="t", error="OSError", attempt=1, now=world.now)
    for member, rows in {"admin": {row.pk}, "manager": set(), "officer": set(), "auditor": set()}.items():
        with as_member(world, member):
            assert seen("background_jobfailure") == rows, member


def test_every_task_has_its_japanese_name() -> None:
    ours = {name: queries.title_of(name) for name in app.tasks if not name.startswith(("builtin", "procrastinate"))}
    assert len(ours) > 10
    assert all(title != name for name, title in ours.items())
