"""`manage.py expire_inquiries`: remind offices, let unanswered inquiries expire. For cron, once an hour; safe at any time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.inquiries.services import expire_due
from renkei.policy.actor import system_actor


class Command(BaseCommand):
    """Run by the daily timer."""

    help = "回答期限の過ぎた打診を期限切れにし、期限の近い打診を知らせます。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Say in one line what was done."""
        with acting_as("jobs"):
            swept = expire_due(actor=system_actor("jobs"), now=now())
        self.stdout.write(
            f"期限切れ {swept.expired}件、期限前のお知らせ {swept.reminded}件、終結による終了 {swept.closed}件"
        )
