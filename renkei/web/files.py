"""Handing out a kept file. Who may have it is the query's word; that it was read is the view's record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from renkei.core.uploads import ENDINGS


def attachment_response(found: Any) -> HttpResponse:
    """A download, never shown in our origin, under a neutral name: its own may carry a person's name.

    `found` has `pk`, `content` and `media_type` (disclosure.Attachment).
    """
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="renkei-{str(found.pk)[:8]}.{ENDINGS[found.media_type]}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
