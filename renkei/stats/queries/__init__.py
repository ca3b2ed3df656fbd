"""The gap map, as its reader may count it."""

from renkei.stats.queries.unmet import GapMap, gap_map

__all__ = ["GapMap", "gap_map"]
