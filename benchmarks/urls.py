"""The application's addresses and two empty pages, whose time is what the stack itself costs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from renkei.web.gates import signed_in


@signed_in()
def empty(request: HttpRequest) -> HttpResponse:
    """The same stack, session, actor, gate and transaction, and the house's page around nothing."""
    return render(request, "base.html")


@signed_in()
def nothing(request: HttpRequest) -> HttpResponse:
    """The same without a template."""
    return HttpResponse("")


urlpatterns = [
    path("", include("config.urls")),
    path("bench/empty/", empty),
    path("bench/nothing/", nothing),
]
