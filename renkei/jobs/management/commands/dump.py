"""`manage.py dump`: the whole database in one private file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from renkei.jobs import backup


class Command(BaseCommand):
    """For a copy kept elsewhere, and for a new major version of PostgreSQL (ADR 0002)."""

    help = "データベース全体をファイルに書き出します（暗号の鍵は入りません）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="書き出すファイル")

    def handle(self, *args: Any, **options: Any) -> None:
        backup.dump(options["target"])
        self.stdout.write(f"{options['target']} に書き出しました。鍵（RENKEI_DATA_DIR/keys）は別に控えてください。")
