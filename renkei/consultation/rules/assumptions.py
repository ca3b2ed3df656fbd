"""What no law or notice says and somebody had to choose: the one place to change it. Days are open days (開庁日)."""

from __future__ import annotations

from renkei.consultation.enums import ConsultUrgency

#: Answer due after so many open days; 0: the same day (or the next open one). Our choice; the answering side may set
#: another day for each consultation.
ANSWER_DAYS = {ConsultUrgency.NORMAL: 5, ConsultUrgency.SOON: 2, ConsultUrgency.TODAY: 0}
#: A consultation shows on the home page this many calendar days before its answer is due, a contact likewise.
SOON_DAYS = 3
#: Longest interval of contacts: a year. Q2 says 「定期的」 and no number.
MOST_WEEKS, MOST_MONTHS = 52, 12
#: An answered consultation stays on the office's home page for so many days, unless the office closes it.
ANSWERED_SHOWN_DAYS = 14
