"""Every figure of the legal clock, with its source and how firm it is. The only file to edit when a law changes.

`CHECK` marks what was taken from secondary sources or practice: it is computed, and every page that shows it says
要確認 with the source. What could not be found in any source is not here and is computed nowhere: whether a deadline
at a municipal counter moves when its last day is a holiday (the page says to ask the counter instead).
"""

from __future__ import annotations

from datetime import date

# --- 刑事手続
POLICE_HOURS = 48  # 刑事訴訟法203条1項
PROSECUTOR_HOURS = 24  # 刑事訴訟法205条1項, from the taking over
CUSTODY_HOURS = 72  # 刑事訴訟法205条2項, from the arrest
DETENTION_DAYS = 10  # 刑事訴訟法208条1項, the day of the request is the first
EXTENSION_DAYS = 10  # 刑事訴訟法208条2項, all extensions together
SPECIAL_EXTENSION_DAYS = 5  # 刑事訴訟法208条の2, 内乱・外患・国交・騒乱 only, all together
INDICTED_MONTHS = 2  # 刑事訴訟法60条2項; how its first day counts was not found: both are shown
APPEAL_DAYS = 14  # 刑事訴訟法373条

# --- 更生緊急保護 (更生保護法85条)
AID_MONTHS = 6
AID_MORE_MONTHS = 6  # 特に必要があるとき
#: 改正の施行. Source: description of the reform; its numbers were not read in the law itself (要確認).
AID_REFORM_ON = date(2023, 12, 1)
AID_OTHER_MONTHS = 24  # 金品の給与・宿泊場所のほか, in all, since the reform (要確認)

# --- 暮らし
MOVE_IN_DAYS = 14  # 住民基本台帳法22条
ASSISTANCE_DAYS = 14  # 生活保護法24条5項
ASSISTANCE_LONGEST_DAYS = 30  # 同項ただし書 (要確認)
ADDITION_YEARS = 3  # 地域生活移行個別支援特別加算・社会生活支援特別加算; the 告示 does not say how to count

#: Days no proceeding of ours can have: typed by mistake.
EARLIEST, LATEST = date(1950, 1, 1), date(2150, 12, 31)
