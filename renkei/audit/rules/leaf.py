"""An event as bytes, the same everywhere and for ever: JSON text of every column in a fixed order (ADR 0008)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from renkei.audit.rules.tree import leaf_hash

#: First element of every leaf: nothing else that is ever hashed here can be taken for an event.
TAG = "renkei audit event 1"
#: The columns in their order. A new column needs a new tag for the rows written from then on.
COLUMNS = (
    "id", "at", "code", "user_id", "organisation_id", "membership_id", "system", "object_type", "object_id", "case_id",
    "info_class", "reason", "detail",
)  # fmt: skip

Row = tuple[object, ...]


def encoded(row: Sequence[object]) -> bytes:
    """The values in the order of COLUMNS as UTF-8 JSON without spaces, keys sorted, moments in UTC with microseconds."""
    return json.dumps(
        [TAG, *row], ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False, default=_text
    ).encode()


def leaf_of(row: Sequence[object]) -> bytes:
    """The leaf hash of an event, 32 bytes."""
    return leaf_hash(encoded(row))


def _text(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"No encoding for {type(value).__name__}.")
