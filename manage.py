#!/usr/bin/env python
"""Django's door. Any command works by itself: the embedded database starts when a command needs it."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one management command; an expected failure is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config.embedded import EmbeddedError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EmbeddedError) as error:
        sys.exit(f"エラー: {error}")


if __name__ == "__main__":
    main()
