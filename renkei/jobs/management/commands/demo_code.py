"""`manage.py demo_code EMAIL`: the six digits a demo user's authenticator app would show now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from renkei.accounts import queries
from renkei.accounts.rules.demo_factor import demo_secret


class Command(BaseCommand):
    """Needs no database: the demo's secrets follow from the address. Refused outside the demo."""

    help = "デモの利用者の、いまのコード（第2の確認）を表示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("デモのデータベースでだけ使えます。")
        email = options["email"]
        self.stdout.write(f"{queries.demo_code(email)}　（鍵: {demo_secret(email)}）")
