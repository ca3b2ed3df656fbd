"""What no law or notice says about 開拓 and somebody had to choose (assumption): the one place to change it."""

from __future__ import annotations

#: The outcome is asked so many months after the answer (without one: after the last visit). The task says 6か月; counted by
#: 民法 (the day itself is not counted).
REVIEW_MONTHS = 6
#: A due day shows as a line of the home page from so many calendar days before. Our choice, as for 後方支援.
SOON_DAYS = 3
#: Longest visit and way that are believed, in minutes.
MOST_MINUTES = 600
