"""Buttons and records of the work in the background."""

from __future__ import annotations

from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.background.enums import JobState
from renkei.background.models import JobFailure
from renkei.background.queries import SILENT_SECONDS
from renkei.core.errors import Conflict, NotFound
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

KEPT_DAYS = 90


@transaction.atomic
def retry_job(*, actor: Actor, job_id: int, now: datetime) -> None:
    """いまやり直す: a job that gave up is tried again at once.

    Raises:
        NotAllowed: not the administrator.
        NotFound: no such job.
        Conflict: it is not failed (any more).
    """
    require(actor, P.SYSTEM_WATCH)
    job = ProcrastinateJob.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise NotFound(permission=P.SYSTEM_WATCH.code)
    if job.status != JobState.FAILED:
        raise Conflict("この処理は、いまは「失敗」ではありません。画面を開き直して、最新の状態を確認してください。")
    if (
        job.queueing_lock
        and ProcrastinateJob.objects.filter(queueing_lock=job.queueing_lock, status=JobState.TODO).exists()
    ):
        raise Conflict("同じ処理がすでに待っています。その結果を待ってください。")
    app.job_manager.retry_job_by_id(job.pk, retry_at=now)
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, detail={"job": job.pk, "task": job.task_name, "step": "retry"})


@transaction.atomic
def note_failure(*, actor: Actor, job_id: int, task: str, error: str, attempt: int, now: datetime) -> JobFailure:
    """A try did not go well: the kind of its error, never its text. Written by the worker; no record of its own."""
    return JobFailure.objects.create(job_id=job_id, task=task, error=error[:60], attempt=attempt, at=now)


@transaction.atomic
def drop_old_failures(*, actor: Actor, now: datetime) -> int:
    """Failures older than three months. Returns how many."""
    return JobFailure.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS)).delete()[0]


@transaction.atomic
def recover_jobs(*, actor: Actor, now: datetime, tries: int) -> int:
    """Jobs that run in no living worker (it was killed, the machine went down) wait again; after so many tries they failed.

    Returns:
        How many were found.
    """
    silent = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=now - timedelta(seconds=SILENT_SECONDS))
    lost = list(ProcrastinateJob.objects.filter(silent, status=JobState.DOING))
    for job in lost:
        if job.attempts + 1 >= tries:
            async_to_sync(app.job_manager.finish_job_by_id_async)(job.pk, Status.FAILED, delete_job=False)
        else:
            app.job_manager.retry_job_by_id(job.pk, retry_at=now)
        note_failure(
            actor=actor, job_id=job.pk, task=job.task_name, error="WorkerLost", attempt=job.attempts + 1, now=now
        )
    return len(lost)
