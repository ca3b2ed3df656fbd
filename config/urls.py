"""All addresses belong to the screens."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("renkei.web.urls"))]

handler500 = "renkei.web.failures.server_error"
