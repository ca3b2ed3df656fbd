-- Relation and disclosure, as renkei/policy/decide.py and renkei/disclosure/queries/access.py say them.

-- A row that was opened in this very statement counts (the application's clock may be a little ahead) …
CREATE FUNCTION wall.latest() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT wall.moment() + interval '5 seconds' $$;
-- … and one that was ended in this very transaction still carries what the transaction has left to write.
CREATE FUNCTION wall.earliest() RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT greatest(transaction_timestamp(), wall.moment() - interval '1 minute') $$;

-- Rows in force for the actor's body. Retained ones only where nothing but self-opened ones stand beside them.
CREATE FUNCTION wall.live_rows(w wall.who, of_case uuid) RETURNS SETOF public.disclosure_ledgerentry
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH live AS (
        SELECT r.* FROM public.disclosure_ledgerentry r
        WHERE r.case_id = of_case AND r.recipient_id = w.organisation_id
            AND r.starts_at <= wall.latest() AND (r.ends_at IS NULL OR r.ends_at > wall.earliest())
    )
    SELECT * FROM live r WHERE r.basis <> 'retained'
        OR NOT EXISTS (SELECT 1 FROM live g WHERE g.basis <> 'retained' AND g.basis <> ALL ({self_opened}))
$$;

CREATE FUNCTION wall.is_assigned(w wall.who, of_case uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.cases_assignment a
        WHERE a.case_id = of_case AND a.user_id = w.user_id AND a.organisation_id = w.organisation_id
            AND a.ends_at IS NULL)
$$;

-- Does the actor see this case at all (`_sees_case`)?
CREATE FUNCTION wall.finds(w wall.who, of_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE reach text; any_row boolean; opened boolean;
BEGIN
    IF w.role IS NULL OR w.organisation_id IS NULL THEN
        RETURN false;
    END IF;
    SELECT bool_or(r.basis <> ALL ({self_opened}) OR w.user_id = ANY (r.persons)),
        bool_or(r.basis = ANY ({self_opened}) AND w.user_id = ANY (r.persons))
    INTO any_row, opened FROM wall.live_rows(w, of_case) r;
    IF NOT coalesce(any_row, false) OR EXISTS (
        SELECT 1 FROM public.cases_conflictofinterest k JOIN public.cases_case c ON c.person_id = k.person_id
        WHERE c.id = of_case AND k.user_id = w.user_id AND k.ends_at IS NULL) THEN
        RETURN false;
    END IF;
    reach := wall.reach_to_cases(w);
    RETURN reach = 'all' OR (reach = 'assigned' AND (coalesce(opened, false) OR wall.is_assigned(w, of_case)));
END $$;

CREATE FUNCTION wall.sees_case(of_case uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT wall.finds(wall.who(), of_case)
$$;

-- Does a permission reach this very case for him: as one of all, as one he works on, as one that was disclosed to him?
CREATE FUNCTION wall.reaches(of_case uuid, wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who(); reach text := wall.reach_of(w, wanted);
BEGIN
    RETURN wall.finds(w, of_case) AND (reach IN ('all', 'disclosed') OR (reach = 'assigned' AND wall.is_assigned(w, of_case)));
END $$;

-- When the last consent that carried the actor's body ended, if none carries it now (`facts.frozen_at`).
CREATE FUNCTION wall.frozen_at(w wall.who, of_case uuid) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE mine uuid[]; kinds text[] := ARRAY[w.kind]; ended timestamptz;
BEGIN
    SELECT max(c.ended_at) INTO ended FROM public.disclosure_consent c
    WHERE c.case_id = of_case AND c.status = ANY ({ended_consent});
    IF ended IS NULL THEN
        RETURN NULL;
    END IF;
    mine := wall.principals(w);
    IF cardinality(mine) > 0 THEN
        kinds := kinds || {municipal_kinds};
    END IF;
    mine := mine || w.organisation_id;
    IF EXISTS (
        SELECT 1 FROM public.disclosure_consent c
        WHERE c.case_id = of_case AND c.status = ANY ({live_consent})
            AND (c.valid_until IS NULL OR c.valid_until >= wall.today())
            AND (c.organisation_id = ANY (mine) OR EXISTS (
                SELECT 1 FROM public.disclosure_consentrecipient r
                WHERE r.consent_id = c.id AND r.ended_at IS NULL
                    AND (r.organisation_id = ANY (mine) OR r.organisation_kind = ANY (kinds))))) THEN
        RETURN NULL;
    END IF;
    RETURN ended;
END $$;

-- The rows on which this class of this case is open to this very person (`decide(VIEW_OF_CLASS[class]).grants`).
CREATE FUNCTION wall.grants(w wall.who, of_case uuid, wanted text) RETURNS SETOF public.disclosure_ledgerentry
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reach text := wall.reach_of(w, CASE wanted WHEN 'summary' THEN 'case_view' ELSE wanted || '_view' END);
    core boolean := w.kind = ANY ({core_kinds});
    is_frozen boolean; lifted boolean;
BEGIN
    IF reach = 'none' OR NOT wall.finds(w, of_case) THEN
        RETURN;
    END IF;
    IF reach = 'assigned' AND NOT wall.is_assigned(w, of_case) THEN
        SELECT bool_or(r.basis = ANY ({self_opened}) AND w.user_id = ANY (r.persons) AND r.info_class = wanted)
        INTO lifted FROM wall.live_rows(w, of_case) r;
        IF NOT coalesce(lifted, false) AND NOT (wanted = 'summary' AND wall.finds(w, of_case)) THEN
            RETURN;
        END IF;
    END IF;
    is_frozen := wall.frozen_at(w, of_case) IS NOT NULL;
    RETURN QUERY
    SELECT r.* FROM wall.live_rows(w, of_case) r,
        LATERAL (SELECT r.whole_class AND CASE WHEN core THEN r.basis <> 'summary' ELSE r.basis = 'own' END AS whole) f
    WHERE r.info_class = wanted
        AND CASE WHEN reach = 'named' OR (NOT core AND NOT f.whole AND wanted = ANY ({named_classes}))
            THEN w.user_id = ANY (r.persons)
            ELSE r.persons = '{}' OR w.user_id = ANY (r.persons) END
        AND (wanted <> ALL ({personal_classes}) OR w.role = ANY ({privacy_officers}) OR r.persons <> '{}'
            OR NOT (r.basis = 'retained' OR (f.whole AND is_frozen)));
END $$;

-- Is this class of this case open to the actor?
CREATE FUNCTION wall.opens(of_case uuid, wanted text) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM wall.grants(wall.who(), of_case, wanted))
$$;

-- Must the wording hide the programme from this office (`CaseAccess.neutral`)? Until the 司法の概要 is open to this very person.
CREATE FUNCTION wall.is_neutral(of_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    RETURN NOT (coalesce(w.kind = ANY ({core_kinds}), false)
        OR EXISTS (SELECT 1 FROM wall.live_rows(w, of_case) r WHERE r.whole_class AND r.basis = 'own')
        OR EXISTS (SELECT 1 FROM wall.grants(w, of_case, 'justice_outline')));
END $$;

-- Is this version of a class open (`people.queries.read`)? By the class as a whole, as own collection, or named by a row.
CREATE FUNCTION wall.admits(wanted text, of_case uuid, version uuid, author uuid, written timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who(); frozen timestamptz := wall.frozen_at(w, of_case);
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM wall.grants(w, of_case, wanted) g
        WHERE g.version_id = version OR (g.version_id IS NULL AND (frozen IS NULL OR written <= frozen) AND (
            g.basis <> 'retained' OR author = w.organisation_id OR EXISTS (
                SELECT 1 FROM public.disclosure_ledgerentry a
                WHERE a.case_id = of_case AND a.basis = 'commission' AND a.giver_id = w.organisation_id
                    AND a.recipient_id = author)))
    ) OR (wanted = 'justice_outline' AND wall.reach_of(w, 'exception_approve') = 'all' AND wall.finds(w, of_case)
        AND EXISTS (SELECT 1 FROM wall.live_rows(w, of_case) r WHERE r.info_class = wanted AND r.persons = '{}'));
END $$;

-- Is a row of a class open that hangs on no version: held as a whole, written before the consent ended, of own collection
-- where nothing else is left (`coordination.queries.clock`)?
CREATE FUNCTION wall.holds_class(wanted text, of_case uuid, author uuid, written timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who(); frozen timestamptz := wall.frozen_at(w, of_case);
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM wall.grants(w, of_case, wanted) g
        WHERE g.version_id IS NULL AND (frozen IS NULL OR written <= frozen) AND (
            g.basis <> 'retained' OR author = w.organisation_id OR EXISTS (
                SELECT 1 FROM public.disclosure_ledgerentry a
                WHERE a.case_id = of_case AND a.basis = 'commission' AND a.giver_id = w.organisation_id
                    AND a.recipient_id = author)));
END $$;

-- The body runs the case, or a consent of the case is its own: it sees (and ends) every row of the case's ledger.
CREATE FUNCTION wall.runs_case(of_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    RETURN coalesce(w.organisation_id IS NOT NULL AND (w.kind = ANY ({core_kinds}) OR EXISTS (
        SELECT 1 FROM public.disclosure_consent c WHERE c.case_id = of_case AND c.organisation_id = w.organisation_id
        )) AND wall.finds(w, of_case), false);
END $$;

-- Has any version of a class been written (for checklists; says nothing of what)? For whoever sees the case.
CREATE FUNCTION wall.has_versions(of_case uuid, wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    IF NOT (coalesce(wall.is_omniscient(w) OR w.system = 'jobs', false) OR wall.finds(w, of_case)) THEN
        RETURN false;
    END IF;
    RETURN wall.is_written(of_case, wanted);
END $$;

CREATE FUNCTION wall.is_written(of_case uuid, wanted text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE wanted
        WHEN 'identity' THEN EXISTS (SELECT 1 FROM public.people_identityrecord v WHERE v.case_id = of_case)
        WHEN 'welfare' THEN EXISTS (SELECT 1 FROM public.people_welfarerecord v WHERE v.case_id = of_case)
        WHEN 'justice_outline' THEN EXISTS (SELECT 1 FROM public.people_justiceoutlinerecord v WHERE v.case_id = of_case)
            OR EXISTS (SELECT 1 FROM public.coordination_legalevent v WHERE v.case_id = of_case)
        WHEN 'justice_detail' THEN EXISTS (SELECT 1 FROM public.people_justicedetailrecord v WHERE v.case_id = of_case)
        WHEN 'third_party' THEN EXISTS (SELECT 1 FROM public.people_thirdpartyrecord v WHERE v.case_id = of_case)
        ELSE false END
$$;

-- Is the case being opened by this very person: within the hour, and every row of it so far his?
CREATE FUNCTION wall.is_fresh(w wall.who, of_case uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = of_case AND c.opened_at >= wall.moment() - interval '1 hour')
        AND NOT EXISTS (
            SELECT 1 FROM public.disclosure_ledgerentry r
            WHERE r.case_id = of_case AND r.opened_by IS DISTINCT FROM w.user_id)
$$;

-- Is it a case that he is opening, or one that he sees? An absent case is neither.
CREATE FUNCTION wall.may_touch(of_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    RETURN coalesce(wall.is_omniscient(w) OR w.system = 'jobs', false) OR wall.finds(w, of_case) OR (
        w.role IS NOT NULL AND wall.is_fresh(w, of_case));
END $$;

-- May he open a case of this person: one who has none yet, or one of whose cases he finds? Nobody picks up a stranger's pseudonym.
CREATE FUNCTION wall.may_open_case(of_person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    RETURN coalesce(wall.is_omniscient(w) OR w.system = 'jobs', false) OR (w.role IS NOT NULL AND (
        NOT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.person_id = of_person)
        OR EXISTS (SELECT 1 FROM public.cases_case c WHERE c.person_id = of_person AND wall.finds(w, c.id))));
END $$;

-- May he assign this user of this body? Of a case he is opening; else of one he works on, or whose workers he chooses: those of
-- his own body where he chooses them, or they receive what arrives (受付窓口). Who only finds a case doesn't make it his.
CREATE FUNCTION wall.may_assign(of_case uuid, someone uuid, body uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who(); chooses boolean := wall.reach_of(w, 'assign') <> 'none';
BEGIN
    IF coalesce(wall.is_omniscient(w) OR w.system = 'jobs', false) OR (w.role IS NOT NULL AND wall.is_fresh(w, of_case)) THEN
        RETURN true;
    END IF;
    RETURN wall.finds(w, of_case)
        AND (w.role = 'system' OR wall.reach_of(w, 'assign') = 'all' OR wall.is_assigned(w, of_case))
        AND EXISTS (
            SELECT 1 FROM public.accounts_membership m
            WHERE m.user_id = someone AND m.organisation_id = body
                AND (chooses OR m.handles_intake OR body <> w.organisation_id));
END $$;

-- Is he marked as related to the person of this case (利害関係)?
CREATE FUNCTION wall.is_related(of_case uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = of_case AND c.person_id = ANY (wall.related_persons()))
$$;

-- Is this body on the actor's side of the case: his own, or the municipality and those it commissioned among each other?
CREATE FUNCTION wall.same_side(of_case uuid, other uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who(); town uuid;
BEGIN
    IF other = w.organisation_id THEN
        RETURN true;
    END IF;
    SELECT c.responsible_id INTO town FROM public.cases_case c WHERE c.id = of_case;
    RETURN coalesce((w.organisation_id = town OR town = ANY (wall.principals(w))) AND (other = town OR EXISTS (
        SELECT 1 FROM public.accounts_delegation d WHERE d.principal_id = town AND d.agent_id = other)), false);
END $$;

-- Was this note corrected? Also by a version that the actor may not read: what was taken back does not come back to him.
CREATE FUNCTION wall.is_superseded(note uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.contacts_note n WHERE n.supersedes_id = note)
$$;

-- Does the person agree that offices see 前兆と対応? The newest version says so, also where the actor may not read it.
CREATE FUNCTION wall.crisis_shown(of_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT p.shareable FROM public.consultation_crisisplan p WHERE p.case_id = of_case ORDER BY p.version DESC LIMIT 1
    ), false)
$$;

-- An office behind a one-time link keeps seeing that its inquiry is over, also when its ledger row is.
CREATE FUNCTION wall.asked_office(of_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    RETURN coalesce(w.system = 'answer_link' AND EXISTS (
        SELECT 1 FROM public.inquiries_inquiry i
        WHERE i.case_id = of_case AND i.organisation_id = w.organisation_id), false);
END $$;

-- The office of a one-time link or printed code, by the hash of its secret: all one learns without the secret is nothing.
CREATE FUNCTION wall.office_of_key(hash text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT i.organisation_id FROM public.inquiries_answerkey k JOIN public.inquiries_inquiry i ON i.id = k.inquiry_id
    WHERE k.secret_hash = hash
    UNION ALL SELECT k.recipient_id FROM public.privacy_returnkey k WHERE k.secret_hash = hash
    LIMIT 1
$$;

-- What became of the inquiries at these offices, over all cases: numbers about an office, none about a person, and only for
-- those who ask. An answer 「いいえ」 that names the kind of offence (or 「回答がない」) and nothing else counts as none.
CREATE FUNCTION wall.office_pasts(offices uuid[], since timestamptz, recent timestamptz)
RETURNS TABLE (office uuid, asked bigint, last_asked timestamptz, decided bigint, accepted bigint, answered bigint,
    answer_days float8, rests_since timestamptz, declines text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH asked AS (
        SELECT i.id, i.office_id, i.sent_at, i.agreed_at FROM public.inquiries_inquiry i
        WHERE i.office_id = ANY (offices) AND i.sent_at >= least(since, recent) AND wall.may('{inquiry_send}')
    ), answers AS (
        SELECT a.inquiry_id, min(a.answered_at) AS first_at, (array_agg(a.kind ORDER BY a.answered_at DESC))[1] AS kind,
            (array_agg(array_to_string(a.decline_reasons, ',') ORDER BY a.answered_at DESC))[1] AS reasons,
            (array_agg(a.ask_again ORDER BY a.answered_at DESC) FILTER (WHERE a.ask_again <> ''))[1] AS ask_again,
            max(a.answered_at) FILTER (WHERE a.ask_again <> '') AS said_at
        FROM public.inquiries_answer a JOIN asked i ON i.id = a.inquiry_id
        WHERE NOT (a.kind = 'no' AND a.decline_reasons <@ '{offense,no_answer}'::varchar[] AND a.ask_again = '') GROUP BY 1
    ), judged AS (
        SELECT i.*, a.*, i.agreed_at IS NOT NULL OR a.kind IN ('yes', 'conditional') AS yes,
            a.kind = 'no' AND NOT (string_to_array(a.reasons, ',') <@ '{offense,no_answer}'::text[]) AS no
        FROM asked i LEFT JOIN answers a ON a.inquiry_id = i.id
    )
    SELECT j.office_id, count(*) FILTER (WHERE j.sent_at >= recent), max(j.sent_at),
        count(*) FILTER (WHERE j.yes OR j.no), count(*) FILTER (WHERE j.yes),
        count(j.first_at), coalesce(sum(extract(epoch FROM j.first_at - j.sent_at) / 86400)::float8, 0),
        CASE WHEN (array_agg(j.ask_again ORDER BY j.said_at DESC) FILTER (WHERE j.said_at IS NOT NULL))[1] = 'no'
            THEN max(j.said_at) END,
        coalesce(string_to_array(string_agg(j.reasons, ',') FILTER (WHERE j.no), ','), '{}')
    FROM judged j GROUP BY 1
$$;

-- Offices with one of these services, in a box or in these areas (a box of NULL: everywhere), that said yes since then, over
-- all cases, the newest first: ids of offices, and only for those who ask. An answer that was taken back is a declined inquiry.
CREATE FUNCTION wall.office_yeses(services text[], south float8, west float8, north float8, east float8, areas text[],
    since timestamptz, most int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT i.office_id FROM (
        SELECT * FROM public.inquiries_inquiry WHERE answered_at IS NOT NULL AND status <> 'declined' AND sent_at >= since
        ORDER BY sent_at DESC LIMIT 3000  -- so that it costs the same in a prefecture and in the nation
    ) i JOIN public.offices_office o ON o.id = i.office_id
    WHERE (SELECT wall.may('{inquiry_send}')) AND o.service_codes && services::varchar[]
        AND (south IS NULL OR o.municipality_code = ANY (areas)
            OR (o.origin_latitude BETWEEN south AND north AND o.origin_longitude BETWEEN west AND east))
        AND (i.agreed_at IS NOT NULL OR (SELECT a.kind FROM public.inquiries_answer a WHERE a.inquiry_id = i.id
            ORDER BY a.answered_at DESC LIMIT 1) IN ('yes', 'conditional'))
    GROUP BY 1 ORDER BY max(i.sent_at) DESC, 1 LIMIT most
$$;

-- Does the case stand in a register that the auditor reads (緊急の閲覧, 漏えい等, 請求, 廃棄, 返却)? He learns its number, and no more.
CREATE FUNCTION wall.in_register(of_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT wall.is_auditor() AND (EXISTS (SELECT 1 FROM public.privacy_emergency e WHERE e.case_id = of_case)
        OR EXISTS (SELECT 1 FROM public.privacy_incidentcase i WHERE i.case_id = of_case)
        OR EXISTS (SELECT 1 FROM public.privacy_requestcase q WHERE q.case_id = of_case)
        OR EXISTS (SELECT 1 FROM public.privacy_destruction d WHERE d.case_id = of_case)
        OR EXISTS (SELECT 1 FROM public.privacy_legalhold h WHERE h.case_id = of_case)
        OR EXISTS (SELECT 1 FROM public.disclosure_returnconfirmation t WHERE t.case_id = of_case))
$$;

-- The case of this number, for the auditor's search of the record: an id, and nothing else of the case.
CREATE FUNCTION wall.case_of_number(wanted text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.id FROM public.cases_case c WHERE wall.is_auditor() AND upper(c.number) = upper(wanted)
$$;

-- Whose key a row of this case is written under: two random numbers, for whoever takes part, took part, or keeps a register.
CREATE FUNCTION wall.person_of(of_case uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    IF w.role = 'system' OR wall.in_register(of_case) OR wall.finds(w, of_case) OR wall.is_fresh(w, of_case) OR EXISTS (
        SELECT 1 FROM public.disclosure_ledgerentry r WHERE r.case_id = of_case AND r.recipient_id = w.organisation_id) THEN
        RETURN (SELECT c.person_id FROM public.cases_case c WHERE c.id = of_case);
    END IF;
    RETURN NULL;
END $$;

-- How many cases of the programme an area has (codes of prefectures or municipalities), in fives rounded down: no row opens.
CREATE FUNCTION wall.cases_in_area(areas text[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) / 5 * 5 FROM public.cases_case c
    LEFT JOIN public.accounts_organisation o ON o.id = c.responsible_id
    WHERE (wall.who()).role IS NOT NULL
      AND EXISTS (SELECT 1 FROM unnest(areas) a WHERE a <> '' AND (c.area_code LIKE a || '%' OR o.municipality_code LIKE a || '%'))
$$;

-- A rule of a municipality that is in force on a day: the one that started last. The register of rules is published.
CREATE FUNCTION wall.local_rule(municipality uuid, of_kind text, on_day date)
RETURNS TABLE (value smallint, source text, starts_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.value, r.source, r.starts_on FROM public.privacy_localrule r
    WHERE r.municipality_id = municipality AND r.kind = of_kind AND r.starts_on <= on_day
      AND (r.ends_on IS NULL OR r.ends_on >= on_day) AND (wall.who()).role IS NOT NULL
    ORDER BY r.starts_on DESC LIMIT 1
$$;
