"""Assumptions of 研修: no law or manual of the programme names these; change them here."""

from __future__ import annotations

from datetime import timedelta

from renkei.programme.enums.training import Mark

#: The code of the room counts from so long before the beginning to so long after the end (assumption).
CODE_BEFORE, CODE_AFTER = timedelta(minutes=30), timedelta(minutes=30)
#: Whoever enters the code later than this after the beginning came late (assumption).
LATE_AFTER = timedelta(minutes=15)
#: Who gets a 修了証: whoever heard the whole, or came a little late (assumption).
CERTIFIED = (Mark.PRESENT, Mark.LATE)
#: Years that names of participants are kept after the fiscal year of the training (assumption; as privacy's table).
NAMES_YEARS = 5
#: Characters of the code in the room, of a 受付番号, of the check at the end of a number of a certificate.
CODE_LENGTH, NUMBER_LENGTH, CHECK_LENGTH = 5, 8, 4
#: The most seats of one training: the list on which all are marked at once (a field each) must fit in one form; walk-ins come
#: on top (assumption).
MOST_SEATS = 900
#: Fixed questions of the questionnaire, 1 (そう思わない) to 5 (そう思う): (code, words).
QUESTIONS = (
    ("q_content", "内容は、仕事に役立つものでしたか"),
    ("q_clear", "説明は、分かりやすかったですか"),
    ("q_worry", "受け入れることへの不安は、小さくなりましたか"),
    ("q_next", "相談できる先（市町村・基幹など）が分かりましたか"),
)
