"""Django's handle on what every area stands on."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Puts our look-ups in their place."""

    name = "renkei.core"
    label = "core"
    verbose_name = "基盤"

    def ready(self) -> None:
        from renkei.core import lookups

        lookups.register()
