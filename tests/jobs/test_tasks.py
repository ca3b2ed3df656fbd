"""The worker's tasks: narrow actors, back-off, the kind of an error and never its text, ids and nothing else."""

from __future__ import annotations

import inspect
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from croniter import croniter
from procrastinate.contrib.django import app

from renkei.background.models import JobFailure
from renkei.core.clock import now
from renkei.jobs import kept, tasks
from renkei.jobs.rounds import HOURLY, NIGHTLY, OF_MAIL
from renkei.policy.roles import SYSTEM_TABLE

OURS = {n: t for n, t in app.tasks.items() if not n.startswith(("builtin", "procrastinate"))}


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch) -> None:
    """The test's own transaction stays."""
    monkeypatch.setattr(tasks.connections, "close_all", lambda: None)


def run(name: str, **ids: object) -> None:
    OURS[name].func(SimpleNamespace(job=SimpleNamespace(id=7, task_name=name, attempts=0)), **ids)


def test_back_off_grows_and_ends() -> None:
    waits = []
    for attempts in range(tasks.TRIES):
        asked = now()
        decision = tasks.BackOff().get_retry_decision(exception=OSError(), job=SimpleNamespace(attempts=attempts))
        waits.append(decision and round((decision.retry_at - asked).total_seconds()))
    assert waits[:6] == [4, 16, 64, 256, 1024, 3600]
    assert waits[-1] is None
    assert sorted(w for w in waits if w) == [w for w in waits if w]


def test_every_step_of_the_rounds_is_a_job_of_its_own() -> None:
    assert set(tasks.ROUNDS) == {f"round.{s.code}" for s in (*HOURLY, *NIGHTLY, *OF_MAIL)}
    assert set(tasks.ROUNDS) < set(OURS)


def test_no_job_waits_for_one_of_another_day() -> None:
    """A lock keeps the order of jobs, also behind one that is not due before Monday."""
    assert {task.lock for task in OURS.values()} == {None}


def test_the_nightly_ones_run_at_night_in_japan() -> None:
    at = croniter(tasks.NIGHT, datetime(2026, 11, 27, tzinfo=UTC)).get_next(datetime)
    assert (at.hour + 9) % 24 == 3


def test_what_a_task_is_told_are_ids() -> None:
    for name, task in OURS.items():
        told = set(inspect.signature(inspect.unwrap(task.func)).parameters) - {"actor", "at"}
        assert told <= {"message_ids", "user_id"}, name


def test_the_parts_of_the_program_that_work_have_no_permission() -> None:
    assert SYSTEM_TABLE["mail"] == SYSTEM_TABLE["jobs"] == frozenset()


@pytest.mark.django_db
def test_a_failure_leaves_its_kind_and_no_text(monkeypatch, caplog) -> None:
    def fail(**_: object) -> None:
        raise OSError("値 田中太郎 がありません")

    monkeypatch.setattr(tasks.mailing, "send", fail)
    with pytest.raises(OSError, match="値"):
        run("mail.send", user_id="11111111-1111-4111-8111-111111111111")
    assert "mail.send failed: OSError" in caplog.text
    assert "田中" not in caplog.text
    assert [(f.job_id, f.error, f.attempt) for f in JobFailure.objects.all()] == [(7, "OSError", 1)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({f"round.{s.code}" for s in (*HOURLY, *OF_MAIL)} - {"round.keys"}))
def test_each_round_goes_through_on_an_empty_house(name: str) -> None:
    run(name, timestamp=1)


def _until(condition, seconds: float = 8) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.02)
    return bool(condition())


def test_a_kept_process_that_is_killed_is_started_again_and_ends_with_its_keeper() -> None:
    one = kept.Kept([sys.executable, "-c", "import time; time.sleep(60)"], pauses=(0.01,))
    try:
        assert _until(lambda: one.pid)
        first = one.pid
        os.kill(first, signal.SIGKILL)
        assert _until(lambda: one.pid != first)
    finally:
        one.stop()
    assert subprocess.run(["ps", "-o", "stat=", "-p", str(one.pid)], capture_output=True, text=True).stdout.strip() in (
        "",
        "Z",
    )
