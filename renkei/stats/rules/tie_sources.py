"""What counts as a contact between two bodies (顔の見える関係): one entry per source. A new source is one more entry.

Each `select` gives rows of `COLUMNS`, with the tables' own names (public.…): the database's owner counts them
(renkei/policy/sql/9_ties.sql takes the union from here) and returns numbers, never a row. `a`, `b`: the two bodies, each
as the id of an organisation, `o:` and the id of an office of the directory that is none yet, or `k:` and the kind of
counterpart where only that was written down. `town`: for which municipality (NULL: for the one of which `a` or `b` is the
body or works by commission). Without `case_id` the contact is about nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = ("a", "b", "at", "town", "case_id")


@dataclass(frozen=True)
class TieSource:
    """A kind of contact, in words."""

    code: str
    label: str
    select: str


#: The prefecture's centre (one for each), where a note says 「定着支援センター」 only.
_CENTER_OF = """coalesce((SELECT z.id::text FROM public.accounts_organisation z WHERE z.kind = 'settlement_center'
    AND z.prefecture_code = t.prefecture_code ORDER BY z.closed_on NULLS FIRST, z.id LIMIT 1), 'k:center')"""
#: The body of an office of the directory, where it is one; else the office itself.
_BODY_OF_OFFICE = """coalesce((SELECT g.id::text FROM public.accounts_organisation g
    WHERE g.office_number = f.office_number AND f.office_number <> '' ORDER BY g.kind LIMIT 1), 'o:' || f.id)"""

TIE_SOURCES = (
    TieSource(
        "note", "支援経過記録の相手",
        f"""SELECT n.organisation_id::text, CASE n.counterpart WHEN 'center' THEN {_CENTER_OF} ELSE 'k:' || n.counterpart END,
            n.at, c.responsible_id, n.case_id
        FROM public.contacts_note n JOIN public.cases_case c ON c.id = n.case_id
            JOIN public.accounts_organisation t ON t.id = c.responsible_id
        WHERE n.doer <> 'other' AND n.counterpart NOT IN ('person', 'family') AND NOT wall.is_superseded(n.id)""",  # noqa: S608 - our own text
    ),
    TieSource(
        "meeting", "会議の同席",
        """SELECT x.body::text, y.body::text, m.at, c.responsible_id, m.case_id
        FROM public.contacts_meeting m LEFT JOIN public.cases_case c ON c.id = m.case_id
            JOIN (SELECT DISTINCT q.meeting_id, q.organisation_id AS body FROM public.contacts_attendee q
                WHERE q.organisation_id IS NOT NULL AND q.removed_at IS NULL AND q.mode <> 'absent') x ON x.meeting_id = m.id
            JOIN (SELECT DISTINCT q.meeting_id, q.organisation_id AS body FROM public.contacts_attendee q
                WHERE q.organisation_id IS NOT NULL AND q.removed_at IS NULL AND q.mode <> 'absent') y
                ON y.meeting_id = m.id AND y.body > x.body
        WHERE m.status IN ('held', 'drafted', 'final')""",
    ),
    TieSource(
        "support", "後方支援の訪問・連絡",
        """SELECT s.organisation_id::text, s.office_id::text, s.at, s.municipality_id, s.case_id
        FROM public.consultation_supportcontact s WHERE s.cancelled_at IS NULL""",
    ),
    TieSource(
        "consultation", "事業所からの相談への回答",
        """SELECT q.organisation_id::text, s.office_id::text, q.at, s.municipality_id, s.case_id
        FROM public.consultation_message q JOIN public.consultation_consultation s ON s.id = q.consultation_id
        WHERE q.kind = 'answer' AND NOT q.from_office""",
    ),
    TieSource(
        "inquiry", "打診への回答",
        """SELECT i.sent_for_id::text, i.organisation_id::text, i.answered_at, i.sent_for_id, i.case_id
        FROM public.inquiries_inquiry i WHERE i.answered_at IS NOT NULL""",
    ),
    TieSource(
        "visit", "面会・見学・体験",
        """SELECT c.responsible_id::text, i.organisation_id::text, v.done_at, c.responsible_id, i.case_id
        FROM public.inquiries_visit v JOIN public.inquiries_inquiry i ON i.id = v.inquiry_id
            JOIN public.cases_case c ON c.id = i.case_id
        WHERE v.status = 'done'""",
    ),
    TieSource(
        "handover", "引継ぎの受け渡し",
        """SELECT DISTINCT p.organisation_id::text, e.organisation_id::text, e.at, c.responsible_id, j.case_id
        FROM public.coordination_jointevent e JOIN public.coordination_jointitem j ON j.id = e.item_id
            JOIN public.cases_case c ON c.id = j.case_id
            JOIN LATERAL (SELECT b.organisation_id FROM public.coordination_jointevent b
                WHERE b.item_id = e.item_id AND b.step = 'propose' AND b.at <= e.at ORDER BY b.at DESC LIMIT 1) p ON true
        WHERE e.step = 'accept'""",
    ),
    TieSource(
        "advice", "センターの助言",
        """SELECT d.asker_id::text, d.center_id::text, d.answered_at, c.responsible_id, d.case_id
        FROM public.coordination_advice d JOIN public.cases_case c ON c.id = d.case_id WHERE d.answered_at IS NOT NULL""",
    ),
    TieSource(
        "question", "事業所についての問合せ",
        """SELECT q.answered_for_id::text, q.center_id::text, q.answered_at, q.municipality_id, NULL::uuid
        FROM public.offices_officequestion q WHERE q.status = 'answered'""",
    ),
    TieSource(
        "outreach", "開拓の訪問・連絡",
        f"""SELECT v.organisation_id::text, {_BODY_OF_OFFICE}, v.at, v.municipality_id, NULL::uuid
        FROM public.programme_outreachvisit v JOIN public.programme_outreach r ON r.id = v.target_id
            JOIN public.offices_office f ON f.id = r.office_id
        WHERE v.cancelled_at IS NULL AND v.stance <> 'unreached'""",  # noqa: S608 - our own text
    ),
    TieSource(
        "training", "研修への参加",
        f"""SELECT DISTINCT e.organiser_id::text, coalesce(s.organisation_id::text, {_BODY_OF_OFFICE}), e.starts_at,
            e.municipality_id, NULL::uuid
        FROM public.programme_training e JOIN public.programme_trainingseat s ON s.training_id = e.id
            LEFT JOIN public.offices_office f ON f.id = s.office_id
        WHERE s.mark IN ('present', 'late', 'part')""",  # noqa: S608 - our own text
    ),
)  # fmt: skip
#: code → words.
KINDS = {source.code: source.label for source in TIE_SOURCES}


def union() -> str:
    """All sources as one SELECT: the source's code, then `COLUMNS`."""
    named = ", ".join(COLUMNS)
    parts = [f"SELECT '{s.code}'::text AS kind, r.* FROM ({s.select}) AS r ({named})" for s in TIE_SOURCES]  # noqa: S608 - our own text
    return "\nUNION ALL\n".join(parts)
