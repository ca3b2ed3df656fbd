"""`manage.py run_timer`: what happens by itself: sealing each half minute, the rest hourly or daily. `make run` starts it beside the server."""

from __future__ import annotations

import io
import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from renkei.core.clock import today
from renkei.core.errors import Conflict
from renkei.core.key_encryption import KeyStoreError
from renkei.core.wall import acting_as
from renkei.jobs.sealing import Sealer

HOUR_SECONDS = 3600
BEAT_SECONDS = 30  # an event is sealed within a minute
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Never ends by itself: what fails is tried again at the next beat."""

    help = "期限の確認などを1時間ごとに、操作の記録の封印を30秒ごと・検証を毎日行います（make run が自動で始めます）。"

    def handle(self, *args: Any, **options: Any) -> None:
        hour, day, sealer = -1, None, Sealer()
        while True:
            if hour != (hour := int(time.time() // HOUR_SECONDS)):
                run_once()
            if day != (day := today()):
                threading.Thread(target=check_once, daemon=True).start()  # minutes, where the record is very long
            seal_once(sealer)
            time.sleep(BEAT_SECONDS - time.time() % BEAT_SECONDS)


def run_once() -> bool:
    """One round. Returns whether it went well; a failure leaves its kind in the log, never a value."""
    try:
        call_command("run_daily", verbosity=0)
    except (CommandError, DatabaseError, KeyStoreError, OSError) as error:
        log.error("run_daily failed: %s", type(error).__name__)
        return False
    finally:
        connections.close_all()
    return True


def check_once() -> bool:
    """Once a day: compare the record with its seals, and mail the newest head where addresses are configured."""
    good = True
    try:
        for name, options in (("verify_audit", {}), ("export_audit_head", {"mail": True})):
            if name == "verify_audit" or settings.AUDIT_MAIL:
                good = _quietly(name, **options) and good
    finally:
        connections.close_all()
    return good


def _quietly(name: str, **options: Any) -> bool:
    try:
        call_command(name, stdout=io.StringIO(), **options)
    except (CommandError, DatabaseError, OSError) as error:  # SMTP errors are OSErrors
        log.error("%s failed: %s", name, type(error).__name__)
        return False
    return True


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
