"""What counts as an activity of the programme: one entry per source. A new source is one more entry in `SOURCES`.

Each `select` gives rows of `COLUMNS`, with the tables' own names (public.…): the database's owner counts them
(renkei/policy/sql/8_figures.sql takes the union from here), and the same text, run as the reader, shows the rows behind a
number as far as the wall lets this reader see them.

A row is one contact (延べ1件). `body`: who did it. `town`: for which municipality (NULL: for all it works for). Without
`case_id` it is about no person and counts in no 実人数. `minutes` NULL: the source knows no duration.
"""

from __future__ import annotations

from dataclasses import dataclass

from renkei.policy.permissions import P

COLUMNS = (
    "id", "at", "item", "method", "counterpart", "minutes", "travel", "body", "town", "case_id", "info_class", "office",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """`permission`: who may open its rows, besides the class. `page`: the URL name behind a row, `args` its columns."""

    code: str
    label: str
    permission: P
    page: str
    args: tuple[str, ...]
    select: str


#: The body of the person who sent an inquiry or entered a visit: his membership there, on that day, on the municipality's side.
_BODY_OF = """(SELECT m.organisation_id FROM public.accounts_membership m
    WHERE m.user_id = {user} AND m.starts_on <= {at}::date AND (m.ends_on IS NULL OR m.ends_on >= {at}::date)
        AND (m.organisation_id = {town} OR EXISTS (SELECT 1 FROM public.accounts_delegation d
            WHERE d.principal_id = {town} AND d.agent_id = m.organisation_id))
    ORDER BY m.organisation_id = {town}, m.starts_on DESC LIMIT 1)"""

SOURCES = (
    Source(
        "note", "支援経過記録", P.NOTE_VIEW, "contacts:detail", ("case_id", "id"),
        """SELECT n.id, n.at, n.item::text, n.method::text, n.counterpart::text, n.minutes::int, n.travel_minutes::int,
            n.organisation_id, c.responsible_id, n.case_id, n.info_class::text, ''::text
        FROM public.contacts_note n JOIN public.cases_case c ON c.id = n.case_id
        WHERE n.doer <> 'other' AND NOT wall.is_superseded(n.id)""",
    ),
    Source(
        "inquiry", "打診", P.INQUIRY_VIEW, "inquiries:detail", ("id",),
        f"""SELECT i.id, i.sent_at, 'a', CASE i.method WHEN 'phone' THEN 'phone' ELSE 'letter' END,
            CASE o.kind WHEN 'plan_office' THEN 'plan_office' ELSE 'office' END, NULL::int, NULL::int,
            {_BODY_OF.format(user="i.sent_by", at="i.sent_at", town="i.sent_for_id")}, i.sent_for_id, i.case_id, 'summary',
            i.organisation_id::text
        FROM public.inquiries_inquiry i JOIN public.accounts_organisation o ON o.id = i.organisation_id
        WHERE i.sent_at IS NOT NULL""",  # noqa: S608 - our own text
    ),
    Source(
        "visit", "面会・見学・体験", P.INQUIRY_VIEW, "inquiries:case", ("case_id",),
        f"""SELECT v.id, v.done_at, 'a', CASE v.kind WHEN 'meeting' THEN 'interview' ELSE 'visit' END, 'person', NULL::int,
            NULL::int, {_BODY_OF.format(user="v.entered_by", at="v.done_at", town="c.responsible_id")}, c.responsible_id,
            i.case_id, 'summary', i.organisation_id::text
        FROM public.inquiries_visit v JOIN public.inquiries_inquiry i ON i.id = v.inquiry_id
            JOIN public.cases_case c ON c.id = i.case_id
        WHERE v.status = 'done'""",  # noqa: S608 - our own text
    ),
    Source(
        "meeting", "会議", P.MEETING_VIEW, "meetings:detail", ("id",),
        """SELECT m.id, m.at, m.item::text, m.method::text, m.counterpart::text, m.minutes::int, NULL::int, m.organisation_id,
            c.responsible_id, m.case_id, CASE WHEN m.case_id IS NULL THEN '' ELSE 'summary' END, ''::text
        FROM public.contacts_meeting m LEFT JOIN public.cases_case c ON c.id = m.case_id
        WHERE m.status IN ('held', 'drafted', 'final')""",
    ),
    Source(
        "support", "後方支援の訪問・連絡", P.CONSULT_VIEW, "consultation:contact", ("id",),
        """SELECT s.id, s.at, s.item::text, s.method::text, s.counterpart::text, s.minutes::int, s.travel_minutes::int,
            s.organisation_id, s.municipality_id, s.case_id, s.info_class::text, s.office_id::text
        FROM public.consultation_supportcontact s WHERE s.cancelled_at IS NULL""",
    ),
    Source(
        "advice", "定着支援センターへの助言の依頼", P.HANDOVER_VIEW, "coordination:advice", ("case_id",),
        """SELECT e.id, coalesce(e.told_at, e.at), e.item::text, CASE e.channel WHEN 'phone' THEN 'phone' WHEN 'meeting'
            THEN 'interview' ELSE 'letter' END, 'center', e.minutes::int, NULL::int, e.organisation_id, c.responsible_id,
            a.case_id, a.info_class::text, ''::text
        FROM public.coordination_adviceentry e JOIN public.coordination_advice a ON a.id = e.advice_id
            JOIN public.cases_case c ON c.id = a.case_id
        WHERE e.kind IN ('question', 'answer')""",
    ),
    Source(
        "outreach", "開拓の訪問・連絡", P.OUTREACH_VIEW, "outreach:visit", ("id",),
        """SELECT v.id, v.at, v.item::text, v.method::text, v.counterpart::text, v.minutes::int, v.travel_minutes::int,
            v.organisation_id, v.municipality_id, NULL::uuid, '', coalesce((SELECT g.id FROM public.offices_office f
                JOIN public.accounts_organisation g ON g.office_number = f.office_number AND f.office_number <> ''
                WHERE f.id = t.office_id ORDER BY g.kind LIMIT 1), t.office_id, t.id)::text
        FROM public.programme_outreachvisit v JOIN public.programme_outreach t ON t.id = v.target_id
        WHERE v.cancelled_at IS NULL""",
    ),
    Source(
        "training", "研修・啓発", P.TRAINING_VIEW, "training:detail", ("id",),
        """SELECT t.id, t.starts_at, t.item::text, CASE t.way WHEN 'online' THEN 'online' ELSE 'meeting' END, t.counterpart::text,
            (extract(epoch FROM t.ends_at - t.starts_at) / 60)::int, NULL::int, t.organiser_id, t.municipality_id, NULL::uuid, '',
            ''
        FROM public.programme_training t WHERE t.status = 'done'""",
    ),
    Source(
        "question", "センターからの問合せへの回答", P.QUESTION_ANSWER, "offices:question", ("id",),
        """SELECT q.id, q.answered_at, q.item::text, 'letter', 'center', NULL::int, NULL::int, q.answered_for_id,
            q.municipality_id, NULL::uuid, '', ''
        FROM public.offices_officequestion q WHERE q.status = 'answered'""",
    ),
)  # fmt: skip


def union() -> str:
    """All sources as one SELECT: the source's code, then `COLUMNS`."""
    named = ", ".join(COLUMNS)
    parts = [f"SELECT '{s.code}'::text AS source, r.* FROM ({s.select}) AS r ({named})" for s in SOURCES]  # noqa: S608 - our own text
    return "\nUNION ALL\n".join(parts)
