"""Words of the work in the background."""

from __future__ import annotations

from django.db.models import TextChoices


class JobState(TextChoices):
    """処理の状態, as Procrastinate has it; what is done is deleted."""

    TODO = "todo", "待っている"
    DOING = "doing", "進行中"
    FAILED = "failed", "失敗"
