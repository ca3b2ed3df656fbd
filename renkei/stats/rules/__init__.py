"""Figures that say nothing of any person: what is hidden, which periods there are, how the table is cut."""

from renkei.stats.rules.assumptions import Assumptions, assumptions, regions
from renkei.stats.rules.gapmap import ALL, HIDDEN, UNKNOWN, Cell, Cube, Line, Row, Table, make_cube, table_of
from renkei.stats.rules.periods import (
    Period,
    fiscal_years,
    month_words,
    months_until,
    of_fiscal_year,
    of_month,
    of_months,
    year_words,
)
from renkei.stats.rules.suppression import Figure, hidden_cells

__all__ = [
    "ALL", "HIDDEN", "UNKNOWN", "Assumptions", "Cell", "Cube", "Figure", "Line", "Period", "Row", "Table", "assumptions",
    "fiscal_years", "hidden_cells", "make_cube", "month_words", "months_until", "of_fiscal_year", "of_month", "of_months", "regions",
    "table_of", "year_words",
]  # fmt: skip
