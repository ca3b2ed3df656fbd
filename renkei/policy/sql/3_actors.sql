-- Who acts in this transaction: checked, not believed. NULL where nothing valid was announced.
CREATE TYPE wall.who AS (
    system text, user_id uuid, organisation_id uuid, membership_id uuid, role text, kind text, strong boolean,
    session_id uuid
);

-- The day in Japan, by the wall's clock.
CREATE FUNCTION wall.moment() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT statement_timestamp() $$;
CREATE FUNCTION wall.today() RETURNS date LANGUAGE sql STABLE AS $$ SELECT (wall.moment() AT TIME ZONE 'Asia/Tokyo')::date $$;

CREATE FUNCTION wall.uuid_or_null(word text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN word ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN word::uuid END
$$;

CREATE FUNCTION wall.system_who(token text) RETURNS wall.who
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE part text[] := string_to_array(token, '|'); w wall.who;
BEGIN
    IF cardinality(part) <> 5 OR part[4] !~ '^[0-9]{1,12}$'
        OR part[5] IS DISTINCT FROM wall.seal(array_to_string(part[1:4], '|'))
        OR part[4]::bigint <= extract(epoch FROM wall.session_time()) THEN
        RETURN NULL;
    END IF;
    w.system := part[2];
    w.organisation_id := wall.uuid_or_null(part[3]);
    w.role := 'system';
    SELECT o.kind INTO w.kind FROM public.accounts_organisation o WHERE o.id = w.organisation_id;
    RETURN w;
END $$;

-- The live session of the token, whoever its user is today.
CREATE FUNCTION wall.session_of(token text) RETURNS public.accounts_session
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE s public.accounts_session;
BEGIN
    SELECT t.* INTO s FROM public.accounts_session t JOIN public.accounts_user u ON u.id = t.user_id AND u.is_active
    WHERE t.key_hash = wall.hash(substr(token, 9));
    IF s.id IS NULL OR NOT wall.is_live(s) THEN
        RETURN NULL;
    END IF;
    RETURN s;
END $$;

-- Asked several times in every statement, so it is one look-up: the live session of the token, its user's membership in force.
CREATE FUNCTION wall.who() RETURNS wall.who
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE token text := coalesce(current_setting('renkei.token', true), ''); w wall.who;
BEGIN
    IF starts_with(token, 'system|') THEN
        RETURN wall.system_who(token);
    ELSIF NOT starts_with(token, 'session|') THEN
        RETURN NULL;
    END IF;
    SELECT '', s.user_id, m.organisation_id, m.id,
        CASE WHEN s.strong OR m.role <> ALL ({factor_roles}) THEN m.role
            ELSE 'waiting' END,  -- for the second factor: a role without any right, which enrols and reports what it did
        o.kind, s.strong, s.id
    INTO w
    FROM public.accounts_session s, public.accounts_user u, public.accounts_membership m, public.accounts_organisation o,
        wall.secret k
    WHERE s.key_hash = wall.hash(substr(token, 9)) AND wall.is_live(s, k) AND u.id = s.user_id AND u.is_active
        AND m.id = wall.uuid_or_null(current_setting('renkei.membership', true)) AND m.user_id = s.user_id
        AND m.starts_on <= wall.today() AND (m.ends_on IS NULL OR m.ends_on >= wall.today())
        AND o.id = m.organisation_id AND (o.closed_on IS NULL OR o.closed_on > wall.today());
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN w;
END $$;

-- One's own sessions, for the screen that lists them.
CREATE FUNCTION wall.own_sessions() RETURNS TABLE (
    id uuid, created_at timestamptz, last_seen_at timestamptz, ends_at timestamptz, agent text, strong boolean,
    is_current boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE own public.accounts_session := wall.session_of(coalesce(current_setting('renkei.token', true), ''));
BEGIN
    RETURN QUERY SELECT t.id, t.created_at, t.last_seen_at, t.ends_at, t.agent::text, t.strong, t.id = own.id
    FROM public.accounts_session t WHERE t.user_id = own.user_id AND wall.is_live(t) ORDER BY t.last_seen_at DESC;
END $$;

-- May the actor end sessions of this user? His own; those of members of his organisation if he manages its users.
CREATE FUNCTION wall.may_end_sessions_of(other uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    IF w.role = 'system' THEN
        RETURN w.system IN ('sign_in', 'setup') OR wall.is_omniscient(w);
    END IF;
    RETURN coalesce(w.user_id = other, false) OR w.role = 'administrator' OR (
        wall.reach_of(w, 'user_manage') = 'all'
        AND EXISTS (
            SELECT 1 FROM public.accounts_membership m
            WHERE m.user_id = other AND m.organisation_id = w.organisation_id
        ));
END $$;

-- End one session (by its id in the list) or, with NULL, all of a user but the one that acts (`keep`). Returns how many.
CREATE FUNCTION wall.end_sessions(of_user uuid, one uuid, keep_current boolean) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who(); n bigint;
BEGIN
    IF NOT coalesce(wall.may_end_sessions_of(of_user), false) THEN
        RETURN 0;
    END IF;
    DELETE FROM public.accounts_session t WHERE t.user_id = of_user AND (one IS NULL OR t.id = one)
        AND NOT (keep_current AND t.id IS NOT DISTINCT FROM w.session_id);
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;
