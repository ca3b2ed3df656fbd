"""逮捕 to 判決: the hours of police and prosecutor, 勾留 before and after the charge, the time to appeal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from renkei.coordination.enums.clock import EventKind, Standing
from renkei.coordination.rules.clock import assumptions as law
from renkei.coordination.rules.clock.events import Deadline, Event, both, earliest, weakest
from renkei.coordination.rules.clock.timeline import Timeline, day_of
from renkei.core.calendar import wareki
from renkei.core.periods import Unit, after, criminal, from_day
from renkei.people.enums import Certainty

_DONE = (EventKind.DETENTION_REQUEST, EventKind.INDICTMENT, EventKind.RELEASE)
_NO_MOVE = "末日が土日・祝日でも延びません。"


def police_hours(t: Timeline) -> Deadline | None:
    """送致まで48時間: to the hour where the time of the arrest is known."""
    arrest = t.arrest
    if arrest is None:
        return None
    limit = _hours(arrest, law.POLICE_HOURS)
    return Deadline(
        "police_48h", "警察が検察官に送致する限度（48時間）", limit.date(), "刑事訴訟法203条1項",
        f"逮捕から{law.POLICE_HOURS}時間以内に送致するか、釈放します。", _hours_said(arrest, law.POLICE_HOURS, limit),
        moment=limit if arrest.at else None, rests_on=(arrest.key,), certainty=arrest.certainty,
        settled=t.happened(EventKind.SENT, *_DONE, since=day_of(arrest)),
    )  # fmt: skip


def custody_hours(t: Timeline) -> Deadline | None:
    """勾留請求まで72時間: and 24 hours from the prosecutor's taking over, where that is known and earlier."""
    arrest = t.arrest
    if arrest is None:
        return None
    limit, counted, used = _hours(arrest, law.CUSTODY_HOURS), "", [arrest]
    counted = _hours_said(arrest, law.CUSTODY_HOURS, limit)
    sent = t.last(EventKind.SENT)
    if sent and sent.at and (own := _hours(sent, law.PROSECUTOR_HOURS)) < limit:
        limit, used = own, [arrest, sent]
        counted = f"{counted}送致から{law.PROSECUTOR_HOURS}時間のほうが早いので、そちらが限度です。"
    return Deadline(
        "custody_72h", "勾留請求か釈放の限度（72時間）", limit.date(), "刑事訴訟法205条",
        f"検察官は、受け取ってから{law.PROSECUTOR_HOURS}時間以内、逮捕から{law.CUSTODY_HOURS}時間以内に、勾留を請求するか、釈放します。",
        counted, moment=limit if used[-1].at else None, rests_on=tuple(e.key for e in used), certainty=weakest(used),
        settled=t.happened(*_DONE, since=day_of(arrest)),
    )  # fmt: skip


def detention_end(t: Timeline) -> Deadline | None:
    """勾留の満期: ten days with the day of the request, and the extensions on record."""
    request = t.last(EventKind.DETENTION_REQUEST)
    if request is None:
        return _told_end(t)
    first = day_of(request)
    days, special, used = _extensions(t, first)
    last = from_day(first, law.DETENTION_DAYS + days + special, Unit.DAY)
    more = (f"に延長{days}日" if days else "") + (f"と再延長{special}日" if special else "")
    said = f"{law.DETENTION_DAYS}日{more}{'を加え' if more else 'を数え'}、末日は{wareki(last)}です。"
    return Deadline(
        "detention_end", "勾留の満期", last, "刑事訴訟法208条" + ("・208条の2" if special else ""),
        f"勾留請求の日から{law.DETENTION_DAYS}日以内（延長は通算{law.EXTENSION_DAYS}日以内）に起訴しないときは、釈放します。",
        f"起算日は勾留請求の日（{wareki(first)}）で、初日を含みます。{said}{_NO_MOVE}",
        rests_on=(request.key, *(e.key for e in used)), certainty=weakest([request, *used]), settled=_charged(t, first),
    )  # fmt: skip


def _told_end(t: Timeline) -> Deadline | None:
    """Only the end was told: it is taken as it is."""
    told = t.last(EventKind.DETENTION_END)
    if told is None:
        return None
    day = day_of(told)
    return Deadline(
        "detention_end", "勾留の満期", day, "刑事訴訟法208条", "勾留請求の日が分かると、計算で確かめられます。",
        f"聞いた日（{wareki(day)}）を、そのまま満期としています。計算はしていません。", rests_on=(told.key,),
        certainty=told.certainty, settled=_charged(t, t.arrest.day if t.arrest and t.arrest.day else date.min),
    )  # fmt: skip


def detention_longest(t: Timeline) -> Deadline | None:
    """The latest end, if 勾留 is extended to the full; from the arrest alone, if no request is on record yet."""
    request, arrest = t.last(EventKind.DETENTION_REQUEST), t.arrest
    days = law.DETENTION_DAYS + law.EXTENSION_DAYS
    if request is not None:
        known, special, _ = _extensions(t, day_of(request))
        if known >= law.EXTENSION_DAYS or special:
            return None
        first, said = day_of(request), f"起算日は勾留請求の日（{wareki(day_of(request))}）で、初日を含みます。"
    elif arrest is not None:
        first = day_of(arrest) + timedelta(hours=law.CUSTODY_HOURS)
        said = f"勾留請求がまだ記録されていないので、逮捕（{wareki(day_of(arrest))}）から72時間の限度の日に請求されたものとして数えました。"
    else:
        return None
    basis: Event = request or arrest  # type: ignore[assignment]
    last = from_day(first, days, Unit.DAY)
    return Deadline(
        "detention_longest", "勾留が最も長く延びたときの満期", last, "刑事訴訟法208条",
        f"勾留は{law.DETENTION_DAYS}日、延長は通算{law.EXTENSION_DAYS}日が限度です。",
        f"{said}{days}日目の{wareki(last)}が最も遅い日です。{_NO_MOVE}", rests_on=(basis.key,),
        certainty=Certainty.EXPECTED, settled=_charged(t, day_of(basis)),
    )  # fmt: skip


def indicted_detention(t: Timeline) -> Deadline | None:
    """起訴後の勾留: two months, renewed monthly; how the first day counts was not found, so both stand there."""
    charge = t.last(EventKind.INDICTMENT)
    if charge is None or not _was_held(t):
        return None
    first = day_of(charge)
    readings = both(from_day(first, law.INDICTED_MONTHS, Unit.MONTH), after(first, law.INDICTED_MONTHS, Unit.MONTH))
    return Deadline(
        "indicted_detention", "起訴後の勾留の最初の期限", earliest(readings), "刑事訴訟法60条2項",
        f"公訴の提起があった日から{law.INDICTED_MONTHS}か月です。続ける必要があるときは、1か月ごとに更新されます。",
        f"起訴の日（{wareki(first)}）から{law.INDICTED_MONTHS}か月を暦で数えました（応当日の前日、応当日がない月は月末）。",
        readings=readings, standing=Standing.CHECK,
        source="初日の数え方と更新は、条文で確かめていません。裁判所・弁護人に確かめてください。", rests_on=(charge.key,),
        certainty=charge.certainty, settled=t.happened(EventKind.RELEASE, EventKind.FINAL, since=first),
    )  # fmt: skip


def appeal_end(t: Timeline) -> Deadline | None:
    """控訴期間: 14 days after the judgment, a last day on a holiday moves on (刑訴法55条)."""
    judgment = t.last(EventKind.JUDGMENT)
    if judgment is None:
        return None
    day = day_of(judgment)
    plain, last = after(day, law.APPEAL_DAYS, Unit.DAY), criminal(day, law.APPEAL_DAYS, Unit.DAY)
    moved = (
        f"末日の{wareki(plain)}が休日なので、{wareki(last)}まで延びます。"
        if plain != last
        else "末日は休日ではありません。"
    )
    return Deadline(
        "appeal_end", "控訴できる期間の末日", last, "刑事訴訟法373条・55条",
        f"控訴の期間は{law.APPEAL_DAYS}日です。過ぎると、その翌日に判決が確定します。",
        f"起算日は判決の翌日（{wareki(day + timedelta(days=1))}）で、初日を含みません。{law.APPEAL_DAYS}日を数え、{moved}",
        standing=Standing.CHECK, source="控訴の取下げ・上訴の放棄があると、確定はこれより早くなります。弁護人に確かめてください。",
        rests_on=(judgment.key,), certainty=judgment.certainty, settled=t.happened(EventKind.FINAL, since=day),
    )  # fmt: skip


def final_day(t: Timeline) -> Deadline | None:
    """The day on which a judgment becomes final if nobody appeals."""
    end = appeal_end(t)
    if end is None:
        return None
    day = end.day + timedelta(days=1)
    return Deadline(
        "final_day", "控訴がないときに判決が確定する日", day, "刑事訴訟法373条・55条", "刑期は、確定した日から数えます。",
        f"控訴できる期間の末日（{wareki(end.day)}）の翌日です。", standing=Standing.CHECK, source=end.source,
        rests_on=end.rests_on, certainty=Certainty.EXPECTED, settled=end.settled,
    )  # fmt: skip


def _extensions(t: Timeline, since: date) -> tuple[int, int, list[Event]]:
    """Days of extension and of special extension on record, never more than the law allows; those without days as the most."""
    plain, special = t.all_since(EventKind.EXTENSION, since), t.all_since(EventKind.RE_EXTENSION, since)
    return (
        min(law.EXTENSION_DAYS, sum(law.EXTENSION_DAYS if e.days is None else e.days for e in plain)),
        min(law.SPECIAL_EXTENSION_DAYS, sum(law.SPECIAL_EXTENSION_DAYS if e.days is None else e.days for e in special)),
        [*plain, *special],
    )


def _hours(event: Event, hours: int) -> datetime:
    return datetime.combine(day_of(event), event.at or time.min) + timedelta(hours=hours)


def _hours_said(event: Event, hours: int, limit: datetime) -> str:
    started = wareki(day_of(event))
    if event.at is None:
        return f"{started}から{hours}時間を数えました。時刻が分からないため、{wareki(limit.date())}のうちのどこかが限度です。"
    return (
        f"{started} {event.at.hour}時{event.at.minute:02d}分から{hours}時間を数え、{wareki(limit.date())} {limit.hour}時{limit.minute:02d}分"
        "が限度です。休日も数えます。"
    )


def _charged(t: Timeline, since: date) -> bool:
    return t.happened(EventKind.INDICTMENT, EventKind.RELEASE, EventKind.FINAL, since=since)


def _was_held(t: Timeline) -> bool:
    return bool(t.arrest or t.last(EventKind.DETENTION_REQUEST) or t.last(EventKind.DETENTION_END))
