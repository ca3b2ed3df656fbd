"""`manage.py index_names`: the index by which names are searched, made anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from renkei.core import blind_index
from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.people.services import index_names
from renkei.policy.actor import system_actor


class Command(BaseCommand):
    """After a new entry in core/name_variants.py, or when KEY_DIR/index.key was lost."""

    help = "氏名の索引を作り直します（異体字の表を直したとき、索引の鍵を失ったとき）。"

    def handle(self, *args: Any, **options: Any) -> None:
        blind_index.make_key()
        with acting_as("index"):
            count = index_names(actor=system_actor("index"), now=now())
        self.stdout.write(f"氏名の索引を作り直しました（{count}件）。")
