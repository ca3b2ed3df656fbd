"""Django's name for this area."""

from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "renkei.offices"
    label = "offices"
    verbose_name = "事業所と資源"
    default_auto_field = "django.db.models.BigAutoField"
