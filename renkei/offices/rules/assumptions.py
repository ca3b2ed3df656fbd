"""What Renkei assumes about the directory where no source says it. Change it here and nowhere else."""

from __future__ import annotations

#: A vacancy (空き状況) older than this many days is shown as old. Assumption: places are filled within a month.
VACANCY_DAYS = 30
#: Conditions of acceptance (受入れの条件) older than this many days are shown as old. Assumption: half a year.
STATEMENT_DAYS = 180
