-- Single words about whoever acts. In a policy each stands as (SELECT wall.word()), so that it is asked once per statement.

CREATE FUNCTION wall.organisation() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT w.organisation_id FROM wall.who() w WHERE w.role <> 'waiting' $$;

CREATE FUNCTION wall.person() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT (wall.who()).user_id $$;

CREATE FUNCTION wall.membership() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT (wall.who()).membership_id $$;

-- Is it one of these parts of the program (or one before which no wall stands)?
CREATE FUNCTION wall.is_system(names text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who;
BEGIN
    IF NOT starts_with(coalesce(current_setting('renkei.token', true), ''), 'system|') THEN
        RETURN false;
    END IF;
    w := wall.who();
    RETURN coalesce(w.system = ANY (names), false) OR (w.role IS NOT NULL AND wall.is_omniscient(w));
END $$;

-- Does anybody act at all?
CREATE FUNCTION wall.acts() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT (wall.who()).role IS NOT NULL $$;

-- May he do one of these at all, on some case (the case itself is asked by other words)? The daily job may write.
CREATE FUNCTION wall.may(permissions text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    IF w.role IS NULL THEN
        RETURN false;
    ELSIF w.role = 'system' AND (w.system = 'jobs' OR wall.is_omniscient(w)) THEN
        RETURN true;
    ELSIF w.role = 'system' THEN
        RETURN EXISTS (SELECT 1 FROM wall.system_right r WHERE r.system = w.system AND r.permission = ANY (permissions));
    END IF;
    RETURN EXISTS (
        SELECT 1 FROM wall.reach r WHERE r.role = w.role AND r.permission = ANY (permissions) AND r.reach <> 'none');
END $$;

-- Which cases given to his body does he find (`decide._sees_case`): all of them, those he works on, none?
CREATE FUNCTION wall.finds_cases() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN wall.reach_to_cases(wall.who());
END $$;

-- How else does he come to a case: as the program that passes every wall, by a link to what was asked, by a register he audits?
CREATE FUNCTION wall.way_in() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    RETURN CASE WHEN w.system IN ('jobs', 'retention') OR (w.role IS NOT NULL AND wall.is_omniscient(w)) THEN 'program'
        WHEN w.system = 'answer_link' THEN 'link' WHEN w.role = 'auditor' THEN 'register' ELSE '' END;
END $$;

-- Does this permission reach cases without an assignment: all of them, or as far as they were disclosed?
CREATE FUNCTION wall.needs_no_assignment(permission text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT wall.reach_of(wall.who(), permission) IN ('all', 'disclosed')
$$;

CREATE FUNCTION wall.is_core() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce((wall.who()).kind = ANY ({core_kinds}), false) $$;

CREATE FUNCTION wall.is_auditor() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce((wall.who()).role = 'auditor', false) $$;

CREATE FUNCTION wall.is_office() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce((wall.who()).kind = ANY ({office_kinds}), false) $$;

-- Persons to whom he is marked as related (利害関係): their cases look absent.
CREATE FUNCTION wall.related_persons() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(k.person_id), '{}') FROM public.cases_conflictofinterest k
    WHERE k.user_id = (wall.who()).user_id AND k.ends_at IS NULL
$$;

-- Those for whom he acts: his own body, who commissioned it today, and the members of these where they are unions.
CREATE FUNCTION wall.principals(w wall.who) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(d.principal_id), '{}') FROM public.accounts_delegation d
    WHERE d.agent_id = w.organisation_id AND d.starts_on <= wall.today()
        AND wall.today() <= least(d.ends_on, coalesce(d.ended_early_on, d.ends_on))
$$;
CREATE FUNCTION wall.represented() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who(); own uuid[];
BEGIN
    IF w.role = 'waiting' THEN
        RETURN '{}';
    END IF;
    own := wall.principals(w) || w.organisation_id;
    RETURN own || ARRAY(
        SELECT u.municipality_id FROM public.accounts_unionmember u
        WHERE u.union_id = ANY (own) AND u.starts_on <= wall.today() AND (u.ends_on IS NULL OR u.ends_on >= wall.today()));
END $$;

-- Does he manage the users of this body: his own, or any as the administrator?
CREATE FUNCTION wall.manages(body uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    RETURN coalesce(wall.is_omniscient(w) OR w.system = 'setup' OR w.role = 'administrator' OR (
        wall.reach_of(w, 'user_manage') = 'all' AND w.organisation_id = body), false);
END $$;

-- The same of one user: a manager only of whoever works for his body alone, and of whoever works nowhere yet.
CREATE FUNCTION wall.manages_user(other uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    IF coalesce(wall.is_omniscient(w) OR w.system = 'setup' OR w.role = 'administrator', false) THEN
        RETURN true;
    END IF;
    RETURN wall.reach_of(w, 'user_manage') = 'all' AND NOT EXISTS (
        SELECT 1 FROM public.accounts_membership m
        WHERE m.user_id = other AND (m.organisation_id <> w.organisation_id OR m.role = 'administrator'));
END $$;
