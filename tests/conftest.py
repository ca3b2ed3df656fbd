"""Set-up that all tests share."""

from __future__ import annotations

import os

# Playwright's own loop runs in the test's thread; Django's guard against blocking calls there is of no use to us.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
