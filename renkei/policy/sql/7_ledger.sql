-- Who may open a row of the ledger (開示台帳): what disclosure.services do, and no more. Nobody gives himself a class.

-- Does this body hold the class now, by a row that gives it (whole or named, but not opened for himself)?
CREATE FUNCTION wall.holds(body uuid, of_case uuid, wanted text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.disclosure_ledgerentry r
        WHERE r.case_id = of_case AND r.recipient_id = body AND r.info_class = wanted AND r.whole_class
            AND r.persons = '{}' AND r.starts_at <= wall.latest() AND (r.ends_at IS NULL OR r.ends_at > wall.earliest()))
$$;

-- 自機関で取得: in a case he is opening; else only of a class that nobody has written yet, or that the body holds already.
-- On top of what was given it is kept (retained), never its own: else the giving could not end.
CREATE FUNCTION wall.may_collect(w wall.who, r public.disclosure_ledgerentry) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF r.giver_id <> r.recipient_id OR r.persons <> '{}' OR NOT r.whole_class OR r.version_id IS NOT NULL
        OR NOT (r.recipient_id = w.organisation_id OR (r.recipient_id = ANY (wall.principals(w)) AND EXISTS (
            SELECT 1 FROM public.cases_case c WHERE c.id = r.case_id AND c.responsible_id = r.recipient_id))) THEN
        RETURN false;
    END IF;
    IF r.basis = 'own' AND EXISTS (
        SELECT 1 FROM public.disclosure_ledgerentry g
        WHERE g.case_id = r.case_id AND g.recipient_id = r.recipient_id AND g.info_class = r.info_class AND g.whole_class
            AND g.persons = '{}' AND g.basis NOT IN ('own', 'retained', 'commission')
            AND g.starts_at <= wall.latest() AND (g.ends_at IS NULL OR g.ends_at > wall.moment())) THEN
        RETURN false;
    END IF;
    RETURN wall.is_fresh(w, r.case_id) OR wall.holds(r.recipient_id, r.case_id, r.info_class)
        OR (wall.finds(w, r.case_id) AND (r.info_class = 'summary' OR NOT wall.is_written(r.case_id, r.info_class)));
END $$;

-- A row that names a person of one's own body: the class must be held, and the role must choose who sees it. What is opened
-- in an emergency may be held by another body of the case, by whose row it is given, and lasts a day at most (ADR 0010).
CREATE FUNCTION wall.may_name(w wall.who, r public.disclosure_ledgerentry) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT wall.finds(w, r.case_id) OR cardinality(r.persons) <> 1 THEN
        RETURN false;
    END IF;
    IF r.basis = 'emergency' THEN
        RETURN wall.may(ARRAY['break_glass']) AND r.ends_at <= wall.latest() + interval '24 hours'
            AND EXISTS (  -- the opening that somebody else will answer
                SELECT 1 FROM public.privacy_emergency e
                WHERE e.id = r.cause_id AND e.case_id = r.case_id AND e.organisation_id = w.organisation_id
                    AND e.opened_by = w.user_id AND e.user_id = r.persons[1] AND r.ends_at <= e.ends_at)
            AND (wall.holds(w.organisation_id, r.case_id, r.info_class) OR wall.holds(r.giver_id, r.case_id, r.info_class));
    END IF;
    IF NOT wall.holds(w.organisation_id, r.case_id, r.info_class) THEN
        RETURN false;
    END IF;
    IF r.basis = 'request' THEN  -- himself, for a while, for a request of the person that covers this case
        RETURN r.ends_at IS NOT NULL AND r.persons[1] = w.user_id AND wall.may(ARRAY['request_decide']) AND EXISTS (
            SELECT 1 FROM public.privacy_requestcase q WHERE q.request_id = r.cause_id AND q.case_id = r.case_id);
    ELSIF r.basis = ANY ({self_opened}) THEN
        RETURN r.ends_at IS NOT NULL AND wall.may(ARRAY['break_glass', 'assign']);
    END IF;
    RETURN wall.reach_of(w, 'assign') <> 'none' AND EXISTS (
        SELECT 1 FROM public.accounts_membership m
        WHERE m.user_id = r.persons[1] AND m.organisation_id = w.organisation_id);
END $$;

-- The same disclosure going on, when a consent is renewed: on its own ground, no longer than before unless it ended with a
-- consent, and on a consent that is in force. What opened itself, or rests on a contract, doesn't go on.
CREATE FUNCTION wall.goes_on(r public.disclosure_ledgerentry) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.disclosure_ledgerentry o
        WHERE o.case_id = r.case_id AND o.recipient_id = r.recipient_id AND o.giver_id = r.giver_id
            AND o.info_class = r.info_class AND o.whole_class = r.whole_class AND o.persons = r.persons
            AND o.version_id IS NOT DISTINCT FROM r.version_id AND o.fields = r.fields
            AND o.basis = r.basis AND o.basis <> ALL ({self_opened}) AND o.basis <> 'commission' AND o.cause = r.cause
            AND (o.derived_from_id IS NULL) = (r.derived_from_id IS NULL)
            AND o.starts_at <= wall.latest() AND (o.ends_at IS NULL OR o.ends_at > wall.earliest())
            AND (o.ends_at IS NULL OR r.ends_at <= o.ends_at OR o.ends_at IN (
                SELECT (c.valid_until + 1)::timestamp AT TIME ZONE 'Asia/Tokyo' FROM public.disclosure_consent c
                WHERE c.case_id = r.case_id)))
        AND (r.consent_id IS NULL OR EXISTS (
            SELECT 1 FROM public.disclosure_consent c
            WHERE c.id = r.consent_id AND c.status = ANY ({live_consent})
                AND (c.valid_until IS NULL OR c.valid_until >= wall.today())))
$$;

-- Telling somebody else: by the body that answers for the data and holds it, or in its name by whom it commissioned.
CREATE FUNCTION wall.may_give(w wall.who, r public.disclosure_ledgerentry) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT wall.finds(w, r.case_id) AND NOT (
        r.basis = 'commission' AND r.recipient_id = w.organisation_id AND wall.is_fresh(w, r.case_id)) THEN
        RETURN false;
    END IF;
    IF wall.may(ARRAY['consent_write']) AND wall.goes_on(r) THEN
        RETURN true;
    END IF;
    IF NOT wall.holds(r.giver_id, r.case_id, r.info_class) THEN
        RETURN false;
    END IF;
    IF r.basis = 'commission' THEN
        RETURN EXISTS (
            SELECT 1 FROM public.accounts_delegation d
            WHERE d.id = r.delegation_id AND d.principal_id = r.giver_id AND d.agent_id = r.recipient_id
                AND d.starts_on <= wall.today() AND wall.today() <= least(d.ends_on, coalesce(d.ended_early_on, d.ends_on))
                AND r.ends_at <= (least(d.ends_on, coalesce(d.ended_early_on, d.ends_on)) + 1)::timestamp AT TIME ZONE 'Asia/Tokyo'
                AND (w.organisation_id IN (d.principal_id, d.agent_id) OR wall.runs_case(r.case_id)));
    END IF;
    RETURN r.recipient_id <> w.organisation_id
        AND (r.giver_id = w.organisation_id OR r.giver_id = ANY (wall.principals(w))
            OR (r.basis = ANY ({giving_bases}) AND wall.passes_on(w, r)));
END $$;

-- Q6: the body that sends a request passes on to the centre, in the addressee's name, what the addressee received with it.
CREATE FUNCTION wall.passes_on(w wall.who, r public.disclosure_ledgerentry) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.disclosure_ledgerentry o
        WHERE o.case_id = r.case_id AND o.recipient_id = r.giver_id AND o.giver_id = w.organisation_id
            AND o.info_class = r.info_class AND (o.ends_at IS NULL OR o.ends_at > wall.earliest()))
$$;

CREATE FUNCTION wall.may_open(r public.disclosure_ledgerentry) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    IF w.role IS NULL THEN
        RETURN false;
    ELSIF w.role = 'system' AND (w.system = 'jobs' OR wall.is_omniscient(w)) THEN
        RETURN true;
    ELSIF w.role = 'system' OR NOT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = r.case_id)
        OR r.opened_by IS DISTINCT FROM w.user_id OR coalesce(r.acted_by_id <> w.organisation_id, false) THEN
        RETURN false;  -- absent, or in the name of another
    ELSIF r.basis IN ('own', 'retained') THEN
        RETURN wall.may({collecting}) AND wall.may_collect(w, r);
    ELSIF r.recipient_id = w.organisation_id AND r.persons <> '{}' THEN
        RETURN wall.may_name(w, r) OR wall.may_give(w, r);
    END IF;
    RETURN wall.may({giving}) AND wall.may_give(w, r);
END $$;

-- A version of a class may be written where the body holds the class as a whole, and he sees the case.
CREATE FUNCTION wall.may_record(of_case uuid, wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    RETURN wall.finds(w, of_case) AND EXISTS (SELECT 1 FROM wall.live_rows(w, of_case) r
        WHERE r.info_class = wanted AND r.whole_class AND r.persons = '{}');
END $$;

-- An event is reported by whoever it names; the program's parts report for themselves and for users not yet signed in.
CREATE FUNCTION wall.may_report(of_user uuid, of_body uuid, of_membership uuid, of_system text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    IF w.role IS NULL THEN
        RETURN false;
    ELSIF w.role = 'system' THEN
        RETURN of_system = w.system OR w.system IN ('sign_in', 'setup', 'jobs', 'invitation') OR wall.is_omniscient(w);
    END IF;
    RETURN of_system = '' AND of_user = w.user_id AND of_body = w.organisation_id AND of_membership = w.membership_id;
END $$;
