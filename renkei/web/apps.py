"""Django's handle on the screens (templates, static files, template tags)."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Stands before `django.forms` and `allauth` in INSTALLED_APPS, so that our templates win."""

    name = "renkei.web"
    label = "web"
    verbose_name = "画面"
