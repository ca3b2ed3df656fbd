"""Notices of what was done, carried to the next page: in one cookie, bound to this host like the others."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class NoticeStorage(CookieStorage):
    """Django's signed cookie, under our name. A notice is a fixed sentence and never so long that it needs the session."""

    cookie_name = settings.NOTICE_COOKIE_NAME
