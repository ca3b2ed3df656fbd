"""Which key store this database is written under (ADR 0007)."""

from __future__ import annotations

from django.db import models

from renkei.core.models import Base
from renkei.core.privacy import Privacy, Purpose, Retention
from renkei.policy import walls


class KeyStore(Base):
    """One row, written by the owner at the first `manage.py migrate` and compared before a key is made."""

    WALL = walls.shut("wall.key_store() tells it; the owner writes it (renkei/jobs/key_store.py)")
    PURPOSE, RETENTION = Purpose.SECURITY, Retention.STANDING
    PRIVACY = {"mark": Privacy.NONE}

    mark = models.CharField(max_length=64, db_comment="鍵の置き場所の印（鍵の要約値）")

    class Meta:
        db_table_comment = "鍵の置き場所の印"
