"""The tasks of the worker (Procrastinate). Each acts as a narrow part of the program with the wall up, is told ids only,
and leaves the kind of its error, never a text, when it fails; then it is tried again, later and later."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from renkei.background.services import note_failure, recover_jobs
from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.jobs import mailing
from renkei.jobs.rounds import HOURLY, NIGHTLY, OF_MAIL, Step
from renkei.policy.actor import Actor, system_actor

log = logging.getLogger(__name__)
#: Procrastinate reads these in UTC: three minutes past every hour; ten past three at night in Japan; every second minute.
HOUR, NIGHT, OFTEN = "3 * * * *", "10 18 * * *", "*/2 * * * *"
TRIES = 10


class BackOff(BaseRetryStrategy):
    """After 4, 16, 64, 256 and 1024 seconds, then each hour; after ten tries (some six hours) it is for the administrator."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts + 1 >= TRIES:
            return None
        return RetryDecision(retry_in={"seconds": min(4 ** (job.attempts + 1), 3600)})


def task(name: str, title: str, *, system: str, **options: Any) -> Callable[[Callable[..., object]], Any]:
    """A function of (actor, now, **ids) as a task of that name, done by that part of the program."""

    def decorate(do: Callable[..., object]) -> Any:
        @wraps(do)
        def run(context: JobContext, **ids: Any) -> None:
            ids.pop("timestamp", None)  # of the clock that began it
            try:
                with acting_as(system):
                    do(system_actor(system), now(), **ids)
            except Exception as error:
                _failed(context.job, error)
                raise
            finally:
                connections.close_all()

        run.title = title  # type: ignore[attr-defined] # what the administrator's page calls it
        return app.task(name=name, pass_context=True, retry=BackOff(), **options)(run)

    return decorate


def _failed(job: Job, error: Exception) -> None:
    """Its kind in the log and on the administrator's page."""
    kind = type(error).__name__
    log.error("job %s failed: %s", job.task_name, kind)
    with acting_as("jobs"):
        note_failure(
            actor=system_actor("jobs"), job_id=job.id or 0, task=job.task_name, error=kind, attempt=job.attempts + 1,
            now=now(),
        )  # fmt: skip


def _by_the_clock(step: Step, cron: str, *, system: str) -> str:
    """A step of the rounds as a task; waits once at most. Returns its name."""
    name = f"round.{step.code}"

    @task(name, step.title, system=system, queueing_lock=name)
    def run(actor: Actor, at: datetime) -> object:
        return step.do(actor, at)

    app.periodic(cron=cron)(run)
    return name


#: What is done by the clock; all of it once when the worker starts, whatever it missed meanwhile.
ROUNDS = (
    *(_by_the_clock(step, HOUR, system="jobs") for step in HOURLY),
    *(_by_the_clock(step, HOUR, system="mail") for step in OF_MAIL),
    *(_by_the_clock(step, NIGHT, system="jobs") for step in NIGHTLY),
)


@app.periodic(cron=OFTEN)
@task("worker.recover", "途中で止まった処理をやり直す", system="jobs", queueing_lock="worker.recover")
def recover(actor: Actor, at: datetime) -> int:
    """Jobs whose worker was killed wait again."""
    return recover_jobs(actor=actor, now=at, tries=TRIES)


@task("mail.plan", "お知らせのメールを用意する", system="mail")
def plan(actor: Actor, at: datetime, *, message_ids: list[str]) -> int:
    """Notices are there: decide when each reader gets his mail."""
    return mailing.plan(actor=actor, message_ids=[UUID(pk) for pk in message_ids], now=at)


@task("mail.send", "お知らせのメールを送る", system="mail")  # no lock: one of Monday would hold up those before it
def send(actor: Actor, at: datetime, *, user_id: str) -> int:
    """What is due of one user, in one mail."""
    return mailing.send(actor=actor, user_id=UUID(user_id), base_url=settings.PUBLIC_URL, now=at)
