"""The sealer's beat: mark how far the record goes, wait until nothing older can still arrive, seal."""

from __future__ import annotations

import time

from django.db import transaction

from renkei.audit import queries, services
from renkei.audit.queries import Mark
from renkei.audit.services.sealing import BATCH
from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.policy.actor import system_actor

_LOOK_SECONDS = 0.2


class Sealer:
    """Remembers its mark while a long transaction runs, so that newer ones do not push the edge away."""

    def __init__(self) -> None:
        self._mark: Mark | None = None

    def beat(self, *, patience: float) -> int | None:
        """Seal what may be sealed.

        Args:
            patience: seconds to wait for transactions that were running at the mark.

        Returns:
            How many rows were sealed; None where one of those transactions is still running.
        """
        with acting_as("jobs"):
            return self._beat(patience)

    def _beat(self, patience: float) -> int | None:
        if self._mark is None:
            with transaction.atomic():
                self._mark = queries.mark()
        if self._mark is None:
            return 0
        if not self._settles(patience):
            return None
        until, self._mark = self._mark.event, None
        total = 0
        while (sealed := services.seal(actor=system_actor("jobs"), now=now(), until=until)) == BATCH:
            total += sealed
        return total + sealed

    def _settles(self, patience: float) -> bool:
        assert self._mark is not None  # noqa: S101 - the caller has it
        end = time.monotonic() + patience
        while not queries.is_settled(self._mark):
            if time.monotonic() >= end:
                return False
            time.sleep(_LOOK_SECONDS)
        return True
