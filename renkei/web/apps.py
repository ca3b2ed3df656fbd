"""Django's handle on the screens (templates, static files, template tags)."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks


def demo_secrets(app_configs: Any, databases: Any = None, **options: Any) -> list[checks.CheckMessage]:
    """`manage.py check --database default`: nobody outside the demo may hold a fixed secret."""
    from django.conf import settings
    from django.db import connection

    from renkei.accounts import queries
    from renkei.core.wall import acting_as

    if settings.DEMO or not databases or "mfa_authenticator" not in connection.introspection.table_names():
        return []
    with acting_as("sign_in"):
        count = queries.demo_secrets_in_use()
    hint = "その利用者の「第2の確認」を初期化してください。サインインには使えません。"
    message = f"デモ用の固定の鍵が、デモではないデータベースに{count}件あります。"
    return [checks.Error(message, hint=hint, id="renkei.E001")] if count else []


class WebConfig(AppConfig):
    """Stands before `django.forms` and `allauth` in INSTALLED_APPS, so that our templates win."""

    name = "renkei.web"
    label = "web"
    verbose_name = "画面"

    def ready(self) -> None:
        checks.register(demo_secrets, checks.Tags.database)
