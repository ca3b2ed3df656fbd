"""What no law or notice says and somebody had to choose: the one place to change it."""

from __future__ import annotations

#: Nobody is asked to keep a place free for longer: so many calendar days. Our choice: an empty bed costs the office its income.
LONGEST_HOLD_DAYS = 60
