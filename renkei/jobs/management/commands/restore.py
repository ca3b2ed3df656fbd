"""`manage.py restore`: read what `dump` wrote into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from renkei.jobs import backup


class Command(BaseCommand):
    """Overwrites nothing."""

    help = "dump で書き出したファイルを、空のデータベースに読み込みます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="読み込むファイル")

    def handle(self, *args: Any, **options: Any) -> None:
        backup.restore(options["source"])
        self.stdout.write("読み込みました。続けて manage.py migrate を実行してください。")
