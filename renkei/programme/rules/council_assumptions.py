"""Assumptions of 定期協議 and 協議会: every threshold in one place. None of these numbers stands in the programme's text."""

#: Declined by so many offices: worth the table (assumption).
DECLINES = 3
#: So many days since 受理 without a place for living (assumption).
WAITING_DAYS = 90
#: The day from which the place is needed is so near (assumption).
SOON_DAYS = 60
#: Advice is late from the day after its due date; so many days later it is worth the table (assumption).
LATE_ADVICE_DAYS = 0
#: A 事例資料 may be used for so long after its approval was asked (assumption: a 年度 and its report).
SHEET_DAYS = 365
#: Fewer cases of the programme than this in the area: those at the table may guess whom it is about (assumption).
FEW_CASES = 5
#: A pledge that ends within so many days is shown as ending (assumption).
PLEDGE_SOON_DAYS = 30
#: How often a table meets where nobody said, months (assumption).
USUAL_INTERVAL = 3
#: How long such a meeting lasts, minutes (assumption).
USUAL_MINUTES = 90
#: A 取組み is put on the home page of who took it on so many days before it is due (assumption).
FOLLOW_SOON_DAYS = 7
