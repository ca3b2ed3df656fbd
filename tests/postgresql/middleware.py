"""In front of everything: a request under test meets the wall as the application's role does in service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection


class WallUpMiddleware:
    """The actor `tests` leaves for the length of the request."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        connection.ensure_connection()
        connection.close_wall()
        try:
            return self.get_response(request)
        finally:
            connection.ensure_connection()
            if not connection.needs_rollback:
                connection.open_wall()
