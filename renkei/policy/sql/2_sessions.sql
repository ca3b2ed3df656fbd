-- Sessions: reached by the key that only the browser and the request have; the table itself is shut to the application.

-- Sessions run by the real clock. (Tests have this function replaced, to let hours pass.)
CREATE FUNCTION wall.session_time() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$;

CREATE FUNCTION wall.is_live(s public.accounts_session, k wall.secret) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT s.ends_at > wall.session_time() AND s.last_seen_at + make_interval(secs => s.idle_seconds) > wall.session_time()
        AND s.seal = wall.hmac(k, concat_ws('|', 'session', s.key_hash, coalesce(s.user_id::text, ''),
            extract(epoch FROM s.created_at)::bigint, extract(epoch FROM s.ends_at)::bigint, s.idle_seconds, s.strong::int))
$$;

CREATE FUNCTION wall.is_live(s public.accounts_session) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT wall.is_live(s, k) FROM wall.secret k $$;

-- The live session of a key, marked as seen (at most once in 20 seconds). No row: absent, over, or not sealed by us.
CREATE FUNCTION wall.load_session(key text) RETURNS TABLE (data text, created_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE s public.accounts_session;
BEGIN
    SELECT * INTO s FROM public.accounts_session t WHERE t.key_hash = wall.hash(key);
    IF s.id IS NULL OR NOT wall.is_live(s) THEN
        RETURN;
    END IF;
    IF s.last_seen_at < wall.session_time() - interval '20 seconds' THEN
        UPDATE public.accounts_session t SET last_seen_at = wall.session_time() WHERE t.id = s.id;
    END IF;
    RETURN QUERY SELECT s.data::text, s.created_at, s.ends_at;
END $$;

CREATE FUNCTION wall.session_exists(key text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.accounts_session t WHERE t.key_hash = wall.hash(key))
$$;

-- Write a session; `is_new` says whether it must be new or must be there (and live). Returns whether it was written.
CREATE FUNCTION wall.save_session(
    is_new boolean, key text, id uuid, user_id uuid, created_at timestamptz, ends_at timestamptz, idle_seconds integer,
    strong boolean, agent text, data text, seal text
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE s public.accounts_session; old public.accounts_session;
BEGIN
    s.id := id; s.key_hash := wall.hash(key); s.user_id := user_id; s.created_at := created_at; s.ends_at := ends_at;
    s.last_seen_at := wall.session_time(); s.idle_seconds := idle_seconds; s.strong := strong; s.agent := agent;
    s.data := data; s.seal := seal;
    IF NOT wall.is_live(s) THEN
        RETURN false;
    END IF;
    SELECT * INTO old FROM public.accounts_session t WHERE t.key_hash = s.key_hash FOR UPDATE;
    IF is_new THEN
        IF old.id IS NOT NULL THEN
            RETURN false;
        END IF;
        INSERT INTO public.accounts_session SELECT s.*;
        RETURN true;
    END IF;
    IF old.id IS NULL OR NOT wall.is_live(old) THEN
        RETURN false;
    END IF;
    UPDATE public.accounts_session t SET user_id = s.user_id, strong = s.strong, agent = s.agent, data = s.data,
        seal = s.seal, ends_at = s.ends_at, created_at = s.created_at, idle_seconds = s.idle_seconds,
        last_seen_at = s.last_seen_at WHERE t.id = old.id;
    RETURN true;
END $$;

CREATE FUNCTION wall.delete_session(key text) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.accounts_session t WHERE t.key_hash = wall.hash(key) RETURNING true
$$;

-- What is over by the clock; returns how many.
CREATE FUNCTION wall.clear_sessions() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (
        DELETE FROM public.accounts_session t
        WHERE t.ends_at <= wall.session_time()
            OR t.last_seen_at + make_interval(secs => t.idle_seconds) <= wall.session_time()
        RETURNING 1
    ) SELECT count(*) FROM gone
$$;
