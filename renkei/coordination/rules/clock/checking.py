"""What cannot be, and what is unusual, in the events of a case. Refused is only what no reality can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from renkei.coordination.enums.clock import EventKind
from renkei.coordination.rules.clock import assumptions as law
from renkei.coordination.rules.clock.detention import detention_end
from renkei.coordination.rules.clock.events import Event
from renkei.coordination.rules.clock.sentence import end_of_term, served
from renkei.coordination.rules.clock.timeline import Timeline, day_of
from renkei.core.calendar import is_court_holiday, wareki
from renkei.people.enums import Certainty

K = EventKind
#: The second cannot come before the first, wherever one of the first is on record.
ORDER = (
    (K.ARREST, K.SENT), (K.ARREST, K.DETENTION_REQUEST), (K.DETENTION_REQUEST, K.EXTENSION), (K.EXTENSION, K.RE_EXTENSION),
    (K.INDICTMENT, K.JUDGMENT), (K.JUDGMENT, K.FINAL), (K.FINAL, K.EXECUTION), (K.FINAL, K.PAROLE), (K.FINAL, K.FULL_TERM),
)  # fmt: skip
#: The same where life may differ (再逮捕, several proceedings): said, not refused.
USUAL_ORDER = (
    (K.ARREST, K.INDICTMENT), (K.ARREST, K.RELEASE), (K.INDICTMENT, K.HEARING), (K.INDICTMENT, K.BAIL_REQUEST),
    (K.RELEASE, K.AID_REQUEST), (K.RELEASE, K.SERVICE_START), (K.RELEASE, K.HALFWAY_LEFT),
)  # fmt: skip
#: Certain only once they have happened.
HAPPENS = (
    K.ARREST, K.SENT, K.DETENTION_REQUEST, K.EXTENSION, K.RE_EXTENSION, K.INDICTMENT, K.BAIL_REQUEST, K.FINAL, K.EXECUTION,
    K.AID_REQUEST, K.MOVE_IN, K.PUBLIC_ASSISTANCE, K.SERVICE_START,
)  # fmt: skip


def errors(events: Iterable[Event]) -> list[str]:
    """What cannot be, a sentence each; the same for every order of entry."""
    found = [e for e in events if e.is_known]
    return [*_misplaced(found, ORDER), *_too_long(found), *_terms(found)]


def new_errors(before: Iterable[Event], after: Iterable[Event]) -> list[str]:
    """The impossibilities that a change would bring; older ones do not stand in the way of a correction."""
    known = set(errors(before))
    return [e for e in errors(after) if e not in known]


def field_error(event: Event, today: date) -> tuple[str, str] | None:
    """What is wrong with an event by itself: the form's field and a sentence."""
    if event.certainty is not Certainty.UNKNOWN and event.day is None:
        return "day", "日付を入力してください。分からないときは、確からしさで「不明」を選びます。"
    if event.until and (event.day is None or event.until < event.day):
        return "until", "「遅ければ」の日は、日付より後の日にしてください。"
    if event.until and event.certainty is not Certainty.EXPECTED:
        return "until", "日付に幅があるときは、確からしさで「見込」を選んでください。"
    if any(d and not law.EARLIEST <= d <= law.LATEST for d in (event.day, event.until)):
        return "day", "年月日を確認してください。"
    if event.kind in HAPPENS and event.certainty is Certainty.CONFIRMED and event.day and event.day > today:
        return "certainty", "これからの日付です。確からしさは「見込」を選んでください。"
    return _detail_error(event)


def _detail_error(event: Event) -> tuple[str, str] | None:
    most = {K.EXTENSION: law.EXTENSION_DAYS, K.RE_EXTENSION: law.SPECIAL_EXTENSION_DAYS}.get(event.kind)
    if most and event.days is not None and not 1 <= event.days <= most:
        return "days", f"延長の日数は、1日から{most}日までです。"
    if event.suspended and event.suspended.all_months >= event.term.all_months:
        return "suspended_months", "猶予される期間は、刑期より短くしてください。"
    if event.term and event.day:
        try:
            end_of_term(event.day, event.term, credited=event.credited)
        except ValueError as error:
            return "credited", str(error)
    return None


def warnings(events: Iterable[Event], today: date) -> list[str]:
    """What is unusual: to be checked, never refused."""
    found = [e for e in events if e.is_known]
    return [*_misplaced(found, USUAL_ORDER, soft=True), *_unusual(Timeline.of(found)), *_overdue(found, today)]


def _misplaced(
    events: Sequence[Event], pairs: Iterable[tuple[EventKind, EventKind]], *, soft: bool = False
) -> Iterator[str]:
    """An event that stands before every possible predecessor on record."""
    for first, then in pairs:
        starts = [e for e in events if e.kind is first and e.day]
        for event in (e for e in events if e.kind is then and e.latest):
            if starts and all(start.day > event.latest for start in starts):  # type: ignore[operator]
                start = min(day_of(s) for s in starts)
                end = "順番を確かめてください。" if soft else "日付を確かめてください。"
                yield f"{then.label}（{wareki(event.latest)}）が、{first.label}（{wareki(start)}）より前の日付になっています。{end}"  # type: ignore[arg-type]


def _too_long(events: Sequence[Event]) -> Iterator[str]:
    """延長は通算10日: of one 勾留."""
    timeline = Timeline.of(events)
    request = timeline.last(K.DETENTION_REQUEST)
    since = day_of(request) if request else date.min
    for kind, most in ((K.EXTENSION, law.EXTENSION_DAYS), (K.RE_EXTENSION, law.SPECIAL_EXTENSION_DAYS)):
        total = sum(e.days or 0 for e in timeline.all_since(kind, since))
        if total > most:
            yield f"{kind.label}が通算{total}日になっています。法律では通算{most}日が限度です。日数を確かめてください。"


def _terms(events: Sequence[Event]) -> Iterator[str]:
    """A parole after the whole term."""
    timeline = Timeline.of(events)
    parole, found = timeline.last(K.PAROLE), served(timeline)
    if parole is not None and found is not None and day_of(parole) > found.last:
        yield f"仮釈放（{wareki(day_of(parole))}）が、刑期の終了日（{wareki(found.last)}）より後になっています。日付を確かめてください。"


def _unusual(t: Timeline) -> Iterator[str]:
    request, arrest = t.last(K.DETENTION_REQUEST), t.arrest
    if request and arrest and day_of(request) > day_of(arrest) + timedelta(days=3):
        yield "勾留請求が、逮捕から72時間より後になっています。再逮捕がないか、日付を確かめてください。"
    if t.last(K.RE_EXTENSION):
        yield "勾留の再延長ができるのは、内乱・外患・国交・騒乱の罪に限られます。確かめてください。"
    for event in t.events:
        if event.kind in (K.JUDGMENT, K.HEARING) and is_court_holiday(day_of(event)):
            yield f"{event.kind.label}（{wareki(day_of(event))}）が、裁判所の休日になっています。日付を確かめてください。"
    yield from _told_differently(t)


def _told_differently(t: Timeline) -> Iterator[str]:
    """Told and counted days that differ: both are said, the rule of the page says which one is used."""
    end, request = t.last(K.DETENTION_END), t.last(K.DETENTION_REQUEST)
    counted_end = detention_end(t) if end and request else None
    if end and counted_end and counted_end.day != day_of(end):
        yield (
            f"聞いた勾留満期（{wareki(day_of(end))}）と、勾留請求の日から計算した日（{wareki(counted_end.day)}）が違います。"
            "計算した日を使っています。延長がないか確かめてください。"
        )
    told, final = t.last(K.FULL_TERM), t.last(K.FINAL)
    if told and final and final.term:
        counted = served(Timeline(tuple(e for e in t.events if e.kind is not K.FULL_TERM)))
        if counted and counted.last != day_of(told):
            yield (
                f"聞いた満期日（{wareki(day_of(told))}）と、確定の日から計算した日（{wareki(counted.last)}）が違います。"
                "聞いた日を使っています。施設に確かめてください。"
            )


def _overdue(events: Sequence[Event], today: date) -> Iterator[str]:
    for event in events:
        if event.certainty is Certainty.EXPECTED and event.latest and event.latest < today:
            yield f"{event.kind.label}の見込みの日（{wareki(event.latest)}）を過ぎています。実際の日を記録してください。"
