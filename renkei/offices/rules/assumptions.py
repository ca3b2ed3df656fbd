"""What Renkei assumes about the directory where no source says it. Change it here and nowhere else."""

from __future__ import annotations

#: A vacancy (空き状況) older than this many days is shown as old. Assumption: places are filled within a month.
VACANCY_DAYS = 30
#: Conditions of acceptance (受入れの条件) older than this many days are shown as old. Assumption: half a year.
STATEMENT_DAYS = 180
#: So many offices an answer to the centre's question may name. Assumption: more is a list, which the export gives better.
MOST_NAMED = 20
#: Radius of the disc of a rough place in the picture of rings, km. Assumption about the size of a municipality.
ROUGH_KM = 5.0
