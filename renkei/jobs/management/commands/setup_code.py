"""`manage.py setup_code`: the code that the first page of the set-up asks for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from renkei.accounts import queries
from renkei.core.setup_code import setup_code


class Command(BaseCommand):
    """Says where to begin and with which code; nothing once there are users and the set-up is through."""

    help = "はじめの設定の画面とコードを表示します（利用者がまだいないとき）。"

    def handle(self, *args: Any, **options: Any) -> None:
        address = f"{settings.PUBLIC_URL or f'http://localhost:{settings.PORT}'}/setup/"
        if queries.is_empty():
            self.stdout.write(f"\nはじめの設定を行ってください: {address}\n設定コード: {setup_code()}")
        elif queries.setup_is_open():
            self.stdout.write(f"\nはじめの設定が途中です。最初の管理者で続きを行ってください: {address}")
