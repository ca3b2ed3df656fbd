"""`manage.py index_offices`: the index by which the directory is searched, made anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.offices.services import index_offices
from renkei.policy.actor import system_actor


class Command(BaseCommand):
    """After an update that folds texts otherwise (CHANGELOG says so), or a new entry in core/name_variants.py."""

    help = "事業所の検索の索引を作り直します（検索のきまりや異体字の表が変わったとき）。"

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as("directory_import"):
            total, changed = index_offices(actor=system_actor("directory_import"), now=now())
        self.stdout.write(f"{total:,}か所の索引を確かめ、{changed:,}か所を作り直しました。")
