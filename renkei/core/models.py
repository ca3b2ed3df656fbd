"""Bases of every table."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from renkei.core.ids import new_id


class Base(models.Model):
    """A row with an unguessable id and its day of birth. `PRIVACY` names the class of every further column."""

    PRIVACY: Mapping[str, object] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False, db_comment="推測できない識別子")
    created_at = models.DateTimeField(auto_now_add=True, db_comment="登録日時")

    class Meta:
        abstract = True
