"""`make demo`: the demo prefecture anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from renkei.jobs import demo_database


class Command(BaseCommand):
    """Refuses where any organisation outside code 99 exists."""

    help = "デモのデータベースを消して、作り直します（本物の機関があるデータベースでは何もしません）。"
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        demo_database.rebuild(verbosity=options["verbosity"])
        self.stdout.write("デモを作り直しました。")
