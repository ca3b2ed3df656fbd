"""Words of the gap map (不足の地図)."""

from __future__ import annotations

from django.db.models import TextChoices

from renkei.inquiries.enums import DeclineReason

#: The reason where no search found enough candidates (`inquiries.queries.candidates.TOO_FEW`); the others are those of a decline.
TOO_FEW = "too_few"
#: Why a need was not met, code → words, in the order of the columns.
REASONS: dict[str, str] = {TOO_FEW: "探しても候補が足りない", **dict(DeclineReason.choices)}


class Rows(TextChoices):
    """What the rows of the table are; the columns are always the reasons."""

    SERVICE = "service", "サービスごと"
    AREA = "area", "地域ごと"
