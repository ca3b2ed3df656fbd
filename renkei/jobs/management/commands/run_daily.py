"""manage.py run_daily: what a day changes by itself, at once and by hand. The worker does the same each hour (jobs/rounds.py)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renkei.core.clock import now
from renkei.core.key_encryption import KeyStoreError
from renkei.core.wall import acting_as
from renkei.jobs.rounds import HOURLY
from renkei.policy.actor import system_actor


class Command(BaseCommand):
    """Consents whose period is over, commissions under a new contract, inquiries past their deadline, a copy of the keys."""

    help = "期限の切れた同意と打診を終え、新しい委託契約の開示を開き、承認された廃棄を行います（ふだんは make run が1時間ごとに行います）。"

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as("jobs"):
            for step in HOURLY:
                try:
                    done = step.do(system_actor("jobs"), now())
                    self.stdout.write(f"{step.title}: {done}件" if isinstance(done, int) else f"{step.title}: {done}")
                except KeyStoreError as error:
                    raise CommandError(str(error)) from None
