"""Words of the tasks (やること)."""

from __future__ import annotations

from django.db.models import TextChoices


class TaskStatus(TextChoices):
    """やることの状態."""

    OPEN = "open", "これから"
    DONE = "done", "済み"
    DROPPED = "dropped", "取りやめ"


class TaskSource(TextChoices):
    """What a task came from; its id stands beside it."""

    PLAN = "plan", "準備の計画"
    EVENT = "event", "法的な予定"
    NOTE = "note", "支援経過記録"
    MEETING = "meeting", "会議"
    CONSULTATION = "consultation", "事業所からの相談"
    PROCEDURE = "procedure", "手続"
    RESPONSIBLE = "responsible", "援護の実施者などの判断"
    PLAN_EXCEPTION = "plan_exception", "計画相談の例外"
    FREE = "free", "自由に追加"


class DropReason(TextChoices):
    """取りやめの理由."""

    NOT_NEEDED = "not_needed", "必要がなくなった"
    PLAN_CHANGED = "plan_changed", "予定・計画が変わった"
    DUPLICATE = "duplicate", "同じものがほかにある"
    OTHER_BODY = "other_body", "ほかの機関が行うことになった"
