"""Why a file is not taken, in a sentence its owner understands."""

from __future__ import annotations

from renkei.core.errors import RuleBroken


class FileRefused(RuleBroken):
    """The file changes nothing; `str()` says why and what to do."""
