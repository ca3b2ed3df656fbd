"""`manage.py run_timer`: seals the record of events, each half minute. `make run` keeps it alive beside the server.

Not a job of the worker: a seal may wait for nothing else that is to be done, and must not fail with it.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from renkei.core.errors import Conflict
from renkei.core.wall import acting_as
from renkei.jobs.kept import end_with_keeper
from renkei.jobs.sealing import Sealer

BEAT_SECONDS = 30  # an event is sealed within a minute
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Never ends by itself: what fails is tried again at the next beat."""

    help = "操作の記録の封印を30秒ごとに行います（make run が自動で始めます）。"

    def handle(self, *args: Any, **options: Any) -> None:
        end_with_keeper()
        sealer = Sealer()
        while True:
            seal_once(sealer)
            time.sleep(BEAT_SECONDS - time.time() % BEAT_SECONDS)


def seal_once(sealer: Sealer) -> bool:
    """One beat of the sealer. Returns whether it went well; a record that was tampered with stops the sealing, loudly."""
    try:
        with acting_as("jobs"):
            sealer.beat(patience=BEAT_SECONDS / 2)
    except (DatabaseError, Conflict) as error:
        log.error("sealing the audit failed: %s", type(error).__name__)
        return False
    finally:
        connections.close_all()
    return True
