"""When may the person be free: the day that is expected, and the earliest one that is possible (the worst case)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from renkei.coordination.enums.clock import Custody, EventKind
from renkei.coordination.rules.clock.deriving import derive
from renkei.coordination.rules.clock.events import Deadline, Event
from renkei.coordination.rules.clock.sentence import release_day
from renkei.coordination.rules.clock.timeline import Timeline, day_of
from renkei.people.enums import Certainty, ReleaseKind, SubjectStatus

K = EventKind
_ONE = timedelta(days=1)
#: What an event that has happened says of where the person is.
_STATE = {
    K.ARREST: Custody.SUSPECT, K.SENT: Custody.SUSPECT, K.DETENTION_REQUEST: Custody.SUSPECT,
    K.EXTENSION: Custody.SUSPECT, K.RE_EXTENSION: Custody.SUSPECT, K.INDICTMENT: Custody.DEFENDANT,
    K.EXECUTION: Custody.PRISONER, K.PAROLE: Custody.RELEASED, K.RELEASE: Custody.RELEASED,
    K.HALFWAY_LEFT: Custody.RELEASED,
}  # fmt: skip
#: A day that lies ahead says it, too.
_AHEAD = {K.DETENTION_END: Custody.SUSPECT, K.FULL_TERM: Custody.PRISONER, K.PAROLE: Custody.PRISONER}
#: The same as the face sheet says, where no event does.
_STATUS = {
    SubjectStatus.SUSPECT: Custody.SUSPECT, SubjectStatus.DEFENDANT: Custody.DEFENDANT,
    SubjectStatus.LEAVING_FACILITY: Custody.PRISONER, SubjectStatus.LEFT_FACILITY: Custody.RELEASED,
    SubjectStatus.CHARGE_SUSPENDED: Custody.RELEASED, SubjectStatus.FINE: Custody.RELEASED,
    SubjectStatus.PETTY_FINE: Custody.RELEASED, SubjectStatus.SENTENCE_SUSPENDED: Custody.RELEASED,
}  # fmt: skip


@dataclass(frozen=True)
class Release:
    """When the person may be free, as of a day.

    Args:
        day: the day of release, expected or certain (the earliest of a range); None where nothing is known.
        until: the latest day, where it is a range.
        worst_case: the earliest day on which the person may be free; None where it can't be said, or after release.
        released: it has happened.
        why: on what it rests, as a sentence.
        kind: 釈放の事由 (people.enums.ReleaseKind), where it is known.
    """

    day: date | None = None
    certainty: Certainty = Certainty.UNKNOWN
    worst_case: date | None = None
    until: date | None = None
    released: bool = False
    custody: Custody = Custody.UNKNOWN
    why: str = "釈放の日が分かる出来事が、まだ記録されていません。"
    kind: str = ""

    def left(self, today: date) -> int | None:
        """Days left to the expected day; negative once it has passed."""
        return None if self.day is None else (self.day - today).days

    def is_early(self) -> bool:
        """May it be earlier than the day that is expected?"""
        return not self.released and self.worst_case is not None and (self.day is None or self.worst_case < self.day)


def custody_on(events: Iterable[Event], subject_status: str, today: date) -> Custody:
    """Where the person stands on a day: the newest event that has happened, else a day ahead, else the face sheet."""
    timeline = Timeline.of(events)
    state: Custody | None = None
    for event in timeline.events:
        if event.certainty is Certainty.CONFIRMED and day_of(event) <= today:
            served = Custody.PRISONER if event.kind is K.FINAL and event.term else None
            state = served or _STATE.get(event.kind, state)
    if state is not None:
        return state
    for event in reversed(timeline.events):
        if event.kind in _AHEAD:
            return _AHEAD[event.kind]
    return _STATUS.get(SubjectStatus(subject_status), Custody.UNKNOWN) if subject_status in _STATUS else Custody.UNKNOWN


def release_from(
    events: Iterable[Event], *, today: date, subject_status: str = "", in_service: bool = False
) -> Release:
    """The release as the events say.

    Args:
        subject_status: 対象者区分 of the face sheet, where no event says more.
        in_service: the person lives with the service: a day that was expected and has passed has happened.
    """
    found = list(events)
    early, late = Timeline.of(found), Timeline.of(found, latest=True)
    custody = custody_on(found, subject_status, today)
    told = _told(early, late)
    if in_service and (told is None or told.day is None or told.day <= today):
        custody = Custody.RELEASED
    if custody is Custody.RELEASED:
        return replace(
            told or Release(why="釈放・退所済みです。"), released=True, custody=custody, worst_case=None, until=None
        )
    known = [d for d in derive(found) if not d.settled]
    finder = {Custody.SUSPECT: _suspect, Custody.DEFENDANT: _defendant}.get(custody, _other)
    return replace(finder(early, told, known, today), custody=custody)


def _told(early: Timeline, late: Timeline) -> Release | None:
    """As a release, a parole or the end of a term says."""
    first, last = release_day(early), release_day(late)
    if first is None:
        return None
    day, used, certainty = first
    until = last[0] if last and last[0] > day else None
    return Release(day, certainty, day, until, why=_why(used[0]), kind=_kind(used[0]))


def _why(event: Event) -> str:
    words = {
        K.RELEASE: "記録された釈放・退所の日です。", K.PAROLE: "記録された仮釈放の日です。仮釈放が取り消されると、満期まで延びます。",
        K.FULL_TERM: "聞いた満期日の翌日です。", K.FINAL: "確定の日と刑期から計算した、満期の翌日です。",
        K.EXECUTION: "執行開始の日と刑期から計算した、満期の翌日です。",
    }  # fmt: skip
    return words.get(event.kind, "")


def _kind(event: Event) -> str:
    if event.kind is K.RELEASE:
        return event.release_kind
    return str(ReleaseKind.PAROLE if event.kind is K.PAROLE else ReleaseKind.FULL_TERM)


def _suspect(early: Timeline, told: Release | None, known: Sequence[Deadline], today: date) -> Release:
    """起訴されるまで: any day. What is expected is the end of 勾留; at the latest its longest end."""
    if told is not None and told.certainty is Certainty.CONFIRMED:
        return told
    by_code = {d.code: d for d in known}
    end, longest = by_code.get("detention_end"), by_code.get("detention_longest")
    limit = end or longest
    limits = [d.day for d in known if d.code in ("police_48h", "custody_72h", "detention_end") and d.day >= today]
    worst = min([today + _ONE, *limits])
    if told is not None:
        return replace(told, worst_case=min(worst, told.day or worst))
    why = "起訴されないときは、勾留の満期までに釈放されます。満期の前に釈放されることもあります。"
    if limit is None:
        return Release(
            worst_case=worst, why="勾留請求の日がまだ記録されていません。いつ釈放されてもおかしくありません。"
        )
    until = max((d.latest for d in (end, longest) if d), default=None)
    return Release(limit.day, Certainty.EXPECTED, worst, until if until and until > limit.day else None, why=why)


def _defendant(early: Timeline, told: Release | None, known: Sequence[Deadline], today: date) -> Release:
    """起訴のあと: on the day of the judgment (執行猶予・罰金), or when bail is granted."""
    if told is not None and told.certainty is Certainty.CONFIRMED:
        return told
    courts = [e for e in early.events if e.kind in (K.HEARING, K.JUDGMENT) and day_of(e) >= today]
    judgment = next((e for e in courts if e.kind is K.JUDGMENT), None)
    worst = min((day_of(e) for e in courts), default=None)
    if _bail_open(early, today):
        worst = today + _ONE
    if told is not None:
        return replace(told, worst_case=min(filter(None, (worst, told.day)), default=None))
    if judgment is None:
        why = "判決の日が決まっていません。保釈が認められると、その日に釈放されます。"
        return Release(worst_case=worst, why=why)
    return Release(
        day_of(judgment), Certainty.EXPECTED, worst,
        why="判決が執行猶予や罰金などのときは、その日に釈放されます。実刑のときは釈放されません。",
    )  # fmt: skip


def _bail_open(early: Timeline, today: date) -> bool:
    """A request of bail since the charge, on record and not decided."""
    charge, request = early.last(K.INDICTMENT), early.last(K.BAIL_REQUEST)
    return request is not None and day_of(request) <= today and (charge is None or day_of(request) >= day_of(charge))


def _other(early: Timeline, told: Release | None, known: Sequence[Deadline], today: date) -> Release:
    """受刑中, or nothing known of where the person is."""
    if told is None:
        return Release()
    if told.day is not None and told.day < today and told.certainty is not Certainty.CONFIRMED:
        why = "予定の日を過ぎています。釈放されたかどうかを確かめ、記録してください。"
        return replace(told, worst_case=today, why=why)
    return told
