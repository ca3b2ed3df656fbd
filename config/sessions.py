"""Sessions (SESSION_ENGINE): kept in PostgreSQL under the hash of their key, sealed, and reached only by functions of the
owner (renkei/policy/sql/2_sessions.sql). The table itself is shut to the application's role.

Two entries of a session are columns of their own, so that the list of sessions can show them and the database can check
them: `AGENT`, the browser in a few words, and `STRONG`, whether the second factor was given. Set them like any entry:
`request.session[STRONG] = True`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from renkei.core import wall
from renkei.core.ids import new_id

AGENT, STRONG = "agent", "strong"


class SessionStore(SessionBase):
    """Django's interface over the functions. Times are real seconds since 1970, not those of any story in a test."""

    _began: int | None = None
    _ends: int | None = None

    def load(self) -> dict[str, Any]:
        found = wall.call("SELECT data, created_at, ends_at FROM wall.load_session(%s)", [self.session_key or ""])
        if not found:
            self._session_key = None
            return {}
        data, began, ends = found[0]
        self._began, self._ends = int(began.timestamp()), int(ends.timestamp())
        return self.decode(data)

    def exists(self, session_key: str) -> bool:
        return bool(wall.call("SELECT wall.session_exists(%s)", [session_key])[0][0])

    def create(self) -> None:
        """A new key with a new absolute end (サインインのたび)."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            self._began = self._ends = None
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write it.

        Raises:
            CreateError: the key is taken.
            UpdateError: the session was ended meanwhile: it is not written back to life.
        """
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if self._began is None or self._ends is None:
            self._began = int(time.time())
            self._ends = self._began + settings.SESSION_COOKIE_AGE
        if not self._write(must_create, data):
            raise CreateError if must_create else UpdateError

    def _write(self, is_new: bool, data: Mapping[str, Any]) -> bool:
        user = str(data.get(SESSION_KEY, "")) or None
        began, ends, idle = self._began, self._ends, settings.SESSION_IDLE_SECONDS
        strong = data.get(STRONG) is True
        key_hash = wall.hash_of(str(self.session_key))
        message = f"session|{key_hash}|{user or ''}|{began}|{ends}|{idle}|{int(strong)}"
        values = [
            is_new, self.session_key, new_id(), user, _moment(began), _moment(ends), idle, strong,
            str(data.get(AGENT, ""))[:60], self.encode(dict(data)), wall.seal(message),
        ]  # fmt: skip
        return bool(wall.call(f"SELECT wall.save_session({', '.join(['%s'] * len(values))})", values)[0][0])

    def delete(self, session_key: str | None = None) -> None:
        wall.call("SELECT wall.delete_session(%s)", [session_key or self.session_key or ""])

    def cycle_key(self) -> None:
        """A new key for the same session; whoever acts by it goes on acting."""
        old = self.session_key
        super().cycle_key()
        if old:
            wall.follow_session(old=old, new=str(self.session_key))

    @classmethod
    def clear_expired(cls) -> None:
        wall.call("SELECT wall.clear_sessions()", [])


def _moment(seconds: int | None) -> datetime:
    return datetime.fromtimestamp(seconds or 0, tz=UTC)
