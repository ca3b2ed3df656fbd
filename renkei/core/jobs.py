"""Handing work to the worker (Procrastinate): in the caller's transaction, so that a job exists exactly when its cause does.

What a job is told stands readable in a table and in nobody's wall: ids and code words, never a text.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

_ID = re.compile(r"[0-9a-z][0-9a-z_.:-]{0,63}")


def defer(task: str, *, at: datetime | None = None, once: str = "", **ids: str | list[str]) -> bool:
    """Let the worker do it, after this transaction.

    Args:
        task: its name, as in renkei/jobs/tasks.py.
        at: not before this moment.
        once: of several jobs that wait under this name only the first is kept.
        ids: what it is told; ids and code words.

    Returns:
        Whether it was added; False where one of that name waits already.

    Raises:
        ValueError: something that is neither an id nor a code word.
    """
    for word in _words(ids):
        if not _ID.fullmatch(word):
            raise ValueError("A job is told ids and code words only.")
    waiting: Any = app.configure_task(task, schedule_at=at, queueing_lock=once or None)
    if not once:
        waiting.defer(**ids)
        return True
    try:
        with transaction.atomic():  # a name that is taken must not spoil the caller's transaction
            waiting.defer(**ids)
    except AlreadyEnqueued:
        return False
    return True


def _words(ids: dict[str, str | list[str]]) -> list[str]:
    return [word for value in ids.values() for word in (value if isinstance(value, list) else [value])]
