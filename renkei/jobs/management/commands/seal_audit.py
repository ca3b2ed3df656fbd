"""`manage.py seal_audit`: seal the record now. The timer of `make run` does so every half minute; elsewhere cron may."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from renkei.core.errors import Conflict
from renkei.core.wall import acting_as
from renkei.jobs.sealing import Sealer


class Command(BaseCommand):
    """Safe to run at any time and twice."""

    help = "操作の記録を封印します（make run が30秒ごとに自動で行います）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--patience", type=float, default=20.0, help="実行中の処理が終わるのを待つ秒数（初期値 20）"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with acting_as("jobs"):
                sealed = Sealer().beat(patience=options["patience"])
        except Conflict as error:
            raise CommandError(str(error)) from error
        if sealed is None:
            raise CommandError("長い処理が続いているため、まだ封印できません。しばらくして、もう一度実行してください。")
        self.stdout.write(f"封印した行: {sealed}件")
