"""`manage.py rotate_keys`: a new key-encryption key, and every data key wrapped with it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from renkei.core import key_care
from renkei.core.key_encryption import KeyStoreError, key_encryption


class Command(BaseCommand):
    """While people work. After an interruption: run it again, it goes on where it was."""

    help = "鍵を包む鍵（KEK）を新しくし、すべての鍵を包み直します（中断しても、もう一度実行すれば続きから行います）。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            steps = key_care.rotate()
            total = next(steps)
            for _ in tqdm(steps, total=total, disable=None, desc="鍵の包み直し", unit="本"):
                pass
            waiting = key_care.retire_unused()
        except KeyStoreError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{key_encryption().current()}.key で {total} 本の鍵を包み直しました。控えを取ってください。")
        for kek_id, day in waiting.items():
            self.stdout.write(f"{kek_id}.key は、この鍵を使う控えが失効する {day} まで残ります。")
