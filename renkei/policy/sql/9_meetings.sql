-- Meetings (会議): what everybody at the table may know. The table is read by the rules of the ledger and by nothing else; no
-- function here opens anything.

-- Does the actor's body attend?
CREATE FUNCTION wall.attends(of_meeting uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.contacts_attendee a
        WHERE a.meeting_id = of_meeting AND a.removed_at IS NULL AND a.organisation_id = (wall.who()).organisation_id)
$$;

-- Is the actor on the side of the body that calls: on a case as for its notes, else that body itself or who acts for it?
CREATE FUNCTION wall.calls(of_case uuid, body uuid) RETURNS boolean
LANGUAGE plpgsql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    IF of_case IS NOT NULL THEN
        RETURN wall.same_side(of_case, body);
    END IF;
    RETURN coalesce(body = w.organisation_id OR body = ANY (wall.principals(w)), false);
END $$;

CREATE FUNCTION wall.calls_meeting(of_meeting uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT wall.calls(m.case_id, m.organisation_id) FROM public.contacts_meeting m WHERE m.id = of_meeting), false)
$$;

-- Does he see the case it is of (if it is of one)?
CREATE FUNCTION wall.finds_meeting(of_case uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT of_case IS NULL OR wall.sees_case(of_case)
$$;

-- Would the policy show this member, whoever acts now, this class of this case? As each of his memberships of that body today.
CREATE FUNCTION wall.member_knows(of_case uuid, someone uuid, body uuid, wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who;
BEGIN
    FOR w IN
        SELECT '', m.user_id, m.organisation_id, m.id, m.role, o.kind, true, NULL::uuid
        FROM public.accounts_membership m JOIN public.accounts_organisation o ON o.id = m.organisation_id
            JOIN public.accounts_user u ON u.id = m.user_id AND u.is_active
        WHERE m.user_id = someone AND m.organisation_id = body
            AND m.starts_on <= wall.today() AND (m.ends_on IS NULL OR m.ends_on >= wall.today())
            AND (o.closed_on IS NULL OR o.closed_on > wall.today())
    LOOP
        IF EXISTS (SELECT 1 FROM wall.grants(w, of_case, wanted)) THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

-- Somebody without an account knows what a live row gives to his body; where rows name persons, one that names him on paper.
-- What a body keeps of its own collection, and what is frozen with the consent, nobody brings to a table.
CREATE FUNCTION wall.body_knows(of_case uuid, body uuid, named uuid[], wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who; is_frozen boolean;
BEGIN
    SELECT '', NULL::uuid, o.id, NULL::uuid, '', o.kind, false, NULL::uuid INTO w
    FROM public.accounts_organisation o WHERE o.id = body;
    is_frozen := wall.frozen_at(w, of_case) IS NOT NULL;
    RETURN EXISTS (
        SELECT 1 FROM wall.live_rows(w, of_case) r
        WHERE r.info_class = wanted AND r.basis <> 'retained' AND r.basis <> ALL ({self_opened})
            AND (r.id = ANY (named) OR (r.persons = '{}' AND (wanted <> ALL ({named_classes})
                OR (w.kind = ANY ({core_kinds}) AND wanted <> 'third_party' AND r.basis <> 'summary'))))
            AND NOT (is_frozen AND r.whole_class AND wanted = ANY ({personal_classes})));
END $$;

-- May this attendee know this class? The person knows all of his own, not what is told of others; his family nothing.
CREATE FUNCTION wall.attendee_knows(of_case uuid, a public.contacts_attendee, wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE its_kind text;
BEGIN
    IF of_case IS NULL OR a.kind = 'family' THEN
        RETURN false;
    ELSIF a.kind = 'person' THEN
        RETURN wanted <> 'third_party';
    END IF;
    SELECT o.kind INTO its_kind FROM public.accounts_organisation o WHERE o.id = a.organisation_id;
    IF its_kind IS NULL OR (wanted = 'third_party' AND its_kind = ANY ({office_kinds})) THEN
        RETURN false;  -- an office gets an instruction, never the text
    ELSIF a.user_id IS NOT NULL THEN
        RETURN wall.member_knows(of_case, a.user_id, a.organisation_id, wanted);
    END IF;
    RETURN wall.body_knows(of_case, a.organisation_id, a.named_rows, wanted);
END $$;

-- Which attendee may know which class, for whoever calls the meeting (and so runs its case); for everybody else nothing.
CREATE FUNCTION wall.meeting_known(of_meetings uuid[]) RETURNS TABLE (meeting_id uuid, attendee_id uuid, info_class text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.id, a.id, c.word FROM public.contacts_meeting m
    JOIN public.contacts_attendee a ON a.meeting_id = m.id AND a.removed_at IS NULL
    CROSS JOIN unnest({classes}) AS c(word)
    WHERE m.id = ANY (of_meetings)
        AND (wall.is_system(ARRAY['jobs']) OR (wall.calls(m.case_id, m.organisation_id) AND wall.finds_meeting(m.case_id)))
        AND wall.attendee_knows(m.case_id, a, c.word)
$$;

-- Is this class open to everybody at the table? With nobody there, none is.
CREATE FUNCTION wall.all_know(of_meeting uuid, of_case uuid, wanted text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(bool_and(wall.attendee_knows(of_case, a, wanted)), false)
    FROM public.contacts_attendee a WHERE a.meeting_id = of_meeting AND a.removed_at IS NULL
$$;

-- The classes that everybody at the table may know, for whoever calls it or attends it and finds it already (MEETING).
CREATE FUNCTION wall.meeting_open(of_meetings uuid[]) RETURNS TABLE (meeting_id uuid, info_class text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.id, c.word FROM public.contacts_meeting m CROSS JOIN unnest({classes}) AS c(word)
    WHERE m.id = ANY (of_meetings)
        AND (wall.is_system(ARRAY['jobs']) OR (wall.may(ARRAY['meeting_view']) AND wall.finds_meeting(m.case_id)
            AND (wall.calls(m.case_id, m.organisation_id) OR (m.opened_at IS NOT NULL AND wall.attends(m.id)))))
        AND wall.all_know(m.id, m.case_id, c.word)
$$;

-- May the actor read a text of this class of this meeting? It must be open to himself; and he calls it, or all may know it.
CREATE FUNCTION wall.meeting_reads(of_meeting uuid, wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE m public.contacts_meeting;
BEGIN
    IF wanted = '' THEN
        RETURN true;
    END IF;
    SELECT t.* INTO m FROM public.contacts_meeting t WHERE t.id = of_meeting;
    RETURN coalesce(m.case_id IS NOT NULL AND wall.opens(m.case_id, wanted)
        AND (wall.calls(m.case_id, m.organisation_id) OR wall.all_know(m.id, m.case_id, wanted)), false);
END $$;

CREATE FUNCTION wall.minutes_reads(of_minutes uuid, wanted text) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT wall.meeting_reads(v.meeting_id, wanted) FROM public.contacts_minutes v WHERE v.id = of_minutes), false)
$$;

-- Whose lines are still written: by the side that calls, before that version is 確定.
CREATE FUNCTION wall.writes_minutes(of_minutes uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT v.final_at IS NULL AND wall.calls_meeting(v.meeting_id) FROM public.contacts_minutes v
        WHERE v.id = of_minutes), false)
$$;

CREATE FUNCTION wall.calls_minutes(of_minutes uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT wall.calls_meeting(v.meeting_id) FROM public.contacts_minutes v WHERE v.id = of_minutes), false)
$$;

-- How many lines of these kinds stand in this version or are ended by it, for the side that calls: a number, so that what some
-- of them lead to is not lost where the one who makes it 確定 may not read them.
CREATE FUNCTION wall.minutes_lines(of_minutes uuid, kinds text[]) RETURNS bigint
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) FROM public.contacts_minutes v
    JOIN public.contacts_minutes o ON o.meeting_id = v.meeting_id AND o.version <= v.version AND o.abandoned_at IS NULL
    JOIN public.contacts_minutesline l ON l.minutes_id = o.id AND l.kind = ANY (kinds)
    LEFT JOIN public.contacts_minutes e ON e.id = l.ended_by_id
    WHERE v.id = of_minutes AND (e.id IS NULL OR e.version >= v.version OR e.abandoned_at IS NOT NULL)
        AND (wall.is_system(ARRAY['jobs']) OR wall.calls_meeting(v.meeting_id))
$$;

-- May the actor see that this body, or one of the justice system, sits at the table? Its presence alone tells of the programme.
CREATE FUNCTION wall.may_see_seat(of_meeting uuid, body uuid, of_justice boolean) RETURNS boolean
LANGUAGE plpgsql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE m public.contacts_meeting;
BEGIN
    SELECT t.* INTO m FROM public.contacts_meeting t WHERE t.id = of_meeting;
    IF m.case_id IS NULL OR body = (wall.who()).organisation_id OR wall.calls(m.case_id, m.organisation_id)
        OR NOT (of_justice OR EXISTS (
            SELECT 1 FROM public.accounts_organisation o WHERE o.id = body AND o.kind IN ('settlement_center', 'partner'))) THEN
        RETURN true;
    END IF;
    RETURN NOT wall.is_neutral(m.case_id);
END $$;

-- The seat of the actor's own body at a table it was asked to.
CREATE FUNCTION wall.own_seat(of_attendee uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.contacts_attendee a
        WHERE a.id = of_attendee AND a.removed_at IS NULL AND a.organisation_id = (wall.who()).organisation_id)
$$;

CREATE FUNCTION wall.calls_seat(of_attendee uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT wall.calls_meeting(a.meeting_id) FROM public.contacts_attendee a WHERE a.id = of_attendee), false)
$$;
