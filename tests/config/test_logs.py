"""The secret of a one-time link never reaches the log."""

from __future__ import annotations

import logging
import logging.config
from io import StringIO

import pytest
from django.conf import settings


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/auth/invitation/AAAABBBBCCCCDDDD/", "/auth/invitation/***/"),
        ("/a/Zx9_secret-token/", "/a/***/"),
        ("/a/returned/Zx9_secret-token/", "/a/returned/***/"),
        ("/auth/password/reset/key/2b-abc-def/", "/auth/password/reset/key/***/"),
        ("/cases/7f/", "/cases/7f/"),
    ],
)
def test_only_the_door_is_written(path: str, written: str) -> None:
    out = StringIO()
    made = logging.StreamHandler(out)
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        factory = settings.LOGGING["filters"][name]["()"]
        made.addFilter(logging.config.DictConfigurator({}).resolve(factory)())
    logger = logging.Logger("django.request")  # noqa: LOG001 - one of its own
    logger.addHandler(made)
    logger.warning("%s: %s", "Unprocessable Entity", path, extra={"status_code": 422})
    assert out.getvalue().strip() == f"Unprocessable Entity: {written}"
