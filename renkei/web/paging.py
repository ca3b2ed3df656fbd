"""Pages of long lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class ShortPaginator(Paginator):
    """Counts, and shows, no more than the `most` first rows: where there are many more, the count costs more than the page."""

    def __init__(self, rows: Any, per_page: int, *, most: int) -> None:
        super().__init__(rows, per_page)
        self.most = most

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most)

    @property
    def is_cut(self) -> bool:
        """Are there more rows than it shows?"""
        return self._counted > self.most

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: self.most + 1].count())
