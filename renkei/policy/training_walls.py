"""The walls of 研修 (renkei/programme): the organiser's side, the participant's own body, and who comes by a link."""

from __future__ import annotations

from renkei.policy.permissions import P
from renkei.policy.walls import NOBODY, Wall, is_system, may, own, there_is

_KEPT_FOR = "{t}.municipality_id = ANY ((SELECT wall.represented())::uuid[])"
_NEAR = (
    "{t}.municipality_id IN (SELECT m.id FROM accounts_organisation m JOIN accounts_organisation c"
    " ON c.prefecture_code = m.prefecture_code WHERE c.id = (SELECT wall.organisation()))"
)
_OF_LINK = "(SELECT wall.training_by_link())"
_BY_SEAT = f"({is_system('training_link')} AND {{t}}.training_id = {_OF_LINK})"
#: 研修: of the municipality's side and of whoever holds it jointly; once it is announced, of every body of the prefecture.
TRAINING = Wall(
    read=f"{is_system('jobs')} OR {{t}}.id = {_OF_LINK} OR ({may(P.TRAINING_VIEW)} AND ({_KEPT_FOR} OR {own('partner_id')}))"
    f" OR ({may(P.TRAINING_JOIN)} AND {{t}}.status <> 'preparing' AND {_NEAR})",
    add=f"{may(P.TRAINING_WRITE)} AND {_KEPT_FOR} AND {own('organiser_id')}",
    change=f"{is_system('jobs')} OR ({may(P.TRAINING_WRITE)} AND {_KEPT_FOR})",
)
_SEEN = there_is("programme_training up WHERE up.id = {t}.training_id")
_VIEWS = "{t}.training_id = ANY ((SELECT wall.trainings_viewed())::uuid[])"
_WRITES = "{t}.training_id = ANY ((SELECT wall.trainings_run())::uuid[])"
_HAS_SEAT = "{t}.training_id = ANY ((SELECT wall.trainings_with_seat())::uuid[])"
_OWN = f"({may(P.TRAINING_JOIN)} AND {own()})"
_OWN_SEAT = f"({is_system('training_link')} AND {{t}}.id = (SELECT wall.organisation()))"
#: 申込み: of the organiser's side, of the participant's own body, and of the holder of the seat's own link.
SEAT = Wall(
    read=f"{is_system('jobs')} OR {_VIEWS} OR {_OWN} OR {_OWN_SEAT}",
    add=f"{_WRITES} OR ({_OWN} AND {_SEEN}) OR {_BY_SEAT}",
    change=f"{is_system('jobs')} OR {_WRITES} OR {_OWN} OR {_OWN_SEAT}",
)
_WITH_SEAT = there_is("programme_trainingseat up WHERE up.id = {t}.seat_id")
#: 出欠: with its seat; written once.
MARK = Wall(
    read=_WITH_SEAT,
    add=f"{may(P.TRAINING_WRITE, P.TRAINING_JOIN)} AND {_WITH_SEAT}",
    change=NOBODY,
)
#: 資料: of the organiser's side, and of whoever holds a seat.
FILE = Wall(
    read=f"{_VIEWS} OR {_HAS_SEAT}",
    add=f"{_WRITES} AND {own()}",
    change=_WRITES,
)
#: アンケート: answered by who holds a seat, read by the organiser's side; no row leads to its writer.
REPLY = Wall(
    read=_VIEWS,
    add=_HAS_SEAT,
    change=NOBODY,
)
#: 案内先: of the organiser's side alone.
INVITATION = Wall(
    read=_VIEWS,
    add=_WRITES,
    change=NOBODY,
    remove=_WRITES,
)
