"""Reading Procrastinate's tables for the administrator: what waits, what runs, what failed and in what way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinatePeriodicDefer, ProcrastinateWorker

from renkei.background.enums import JobState
from renkei.background.models import JobFailure
from renkei.core.waiting import Source, Waiting
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P

SHOWN = 50
#: A worker says every ten seconds that it lives (Procrastinate's own interval); so long without a word, and it does not.
SILENT_SECONDS = 60
_BROKEN = (JobState.FAILED,)


@dataclass(frozen=True)
class Failed:
    """A job that gave up: its number, what it does, how often it was tried, the kind of the last error and when."""

    id: int
    title: str
    attempts: int
    error: str
    at: datetime | None


@dataclass(frozen=True)
class Waiter:
    """Jobs of one kind that wait: how many, since the oldest; `next_at` where it waits for a moment; how many are retries."""

    title: str
    count: int
    retries: int
    next_at: datetime | None


@dataclass(frozen=True)
class Board:
    """The page: is the worker alive, what waits, what failed, what ran by the clock last."""

    is_alive: bool
    seen_at: datetime | None
    running: int
    waiting: tuple[Waiter, ...]
    failed: tuple[Failed, ...]
    failed_count: int
    periodic_at: datetime | None


def title_of(task: str) -> str:
    """What a task does, in Japanese, as jobs/tasks.py says; its name where the program knows it no more."""
    known = app.tasks.get(task)
    return str(getattr(known.func, "title", task)) if known else task


def board(*, actor: Actor, at: datetime) -> Board:
    """Everything the page shows, in a fixed number of queries. Raises NotAllowed."""
    require(actor, P.SYSTEM_WATCH)
    seen_at = ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"]
    tick = ProcrastinatePeriodicDefer.objects.aggregate(at=Max("defer_timestamp"))["at"]
    counts = dict(ProcrastinateJob.objects.values_list("status").annotate(n=Count("id")))
    return Board(
        is_alive=seen_at is not None and (at - seen_at).total_seconds() < SILENT_SECONDS,
        seen_at=seen_at,
        running=counts.get(JobState.DOING, 0),
        waiting=_waiting(),
        failed=_failed(),
        failed_count=sum(counts.get(state, 0) for state in _BROKEN),
        periodic_at=datetime.fromtimestamp(tick, tz=at.tzinfo) if tick else None,
    )


def failed_count(*, actor: Actor) -> int:
    """How many jobs gave up. Raises NotAllowed."""
    require(actor, P.SYSTEM_WATCH)
    return ProcrastinateJob.objects.filter(status__in=_BROKEN).count()


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """One line of the home page where jobs gave up."""
    if not can(actor, P.SYSTEM_WATCH) or not (count := failed_count(actor=actor)):
        return []
    return [
        Waiting("失敗した処理を確かめる", f"{count}件の処理が、やり直しても終わりませんでした。", None, "system:jobs")
    ]


SOURCE = Source(waiting)


def _waiting() -> tuple[Waiter, ...]:
    rows = ProcrastinateJob.objects.filter(status=JobState.TODO).values_list("task_name")
    found = rows.annotate(n=Count("id"), tries=Max("attempts"), next=Min("scheduled_at")).order_by("task_name")
    return tuple(Waiter(title_of(name), n, tries, at) for name, n, tries, at in found)


def _failed() -> tuple[Failed, ...]:
    jobs = list(ProcrastinateJob.objects.filter(status__in=_BROKEN).order_by("-id")[:SHOWN])
    failures = JobFailure.objects.filter(job_id__in=[job.pk for job in jobs]).order_by("at")
    last = {failure.job_id: failure for failure in failures}
    return tuple(
        Failed(
            job.pk, title_of(job.task_name), job.attempts, last[job.pk].error if job.pk in last else "",
            last[job.pk].at if job.pk in last else None,
        )
        for job in jobs
    )  # fmt: skip
