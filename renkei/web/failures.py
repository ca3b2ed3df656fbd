"""What a user sees when something failed that no page expects."""

from __future__ import annotations

import sys

from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg import errors

#: Seconds after which a browser may ask again by itself.
_SOON = "30"
#: What the database answers while the wall is down (renkei/jobs/management/commands/migrate.py): its words are not there.
_NO_WALL = (errors.InvalidSchemaName, errors.UndefinedFunction)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: while `migrate` changes the tables no request is served, and the page says that it passes (503)."""
    if not _is_updating(sys.exc_info()[1]):
        return render(request, "500.html", status=500)
    response = render(request, "503.html", status=503)
    response["Retry-After"] = _SOON
    return response


def _is_updating(error: BaseException | None) -> bool:
    """Did the database say that the wall is not there? Nothing else of ours lives in that schema."""
    return isinstance(error, ProgrammingError) and isinstance(error.__cause__, _NO_WALL) and "wall" in str(error)
