"""`manage.py run_timer`: what a day changes by itself, now and every hour. `make run` starts it beside the server."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

HOUR_SECONDS = 3600
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Never ends by itself: what fails is tried again in an hour."""

    help = "期限の確認などを1時間ごとに行います（make run が自動で始めます）。"

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            run_once()
            time.sleep(HOUR_SECONDS - time.time() % HOUR_SECONDS)


def run_once() -> bool:
    """One round. Returns whether it went well; a failure leaves its kind in the log, never a value."""
    try:
        call_command("run_daily", verbosity=0)
    except DatabaseError as error:
        log.error("run_daily failed: %s", type(error).__name__)
        return False
    finally:
        connections.close_all()
    return True
