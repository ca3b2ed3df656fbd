-- The wall's own schema: functions of the owner that decide who acts. The application may call them, and reads no table here.
-- Made anew as a whole by every `manage.py migrate` that changes anything of it (renkei/jobs/walls.py).
CREATE SCHEMA wall;
GRANT USAGE ON SCHEMA wall TO {app};

-- The wall key, as the two blocks of HMAC (RFC 2104). Its data is in no dump.
CREATE TABLE wall.secret (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    inner_block bytea NOT NULL,
    outer_block bytea NOT NULL
);

-- Helpers of functions that pin the search path themselves: without a SET of their own PostgreSQL can inline them.
CREATE FUNCTION wall.hmac(k wall.secret, message text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(k.outer_block || sha256(k.inner_block || convert_to(message, 'UTF8'))), 'hex')
$$;

CREATE FUNCTION wall.seal(message text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT wall.hmac(k, message) FROM wall.secret k
$$;

CREATE FUNCTION wall.hash(key text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(key, 'UTF8')), 'hex')
$$;

-- The mark of the key store under which this database is written; the application compares it before it makes a key.
CREATE FUNCTION wall.key_store() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT mark FROM public.privacy_keystore
$$;

-- What a row hangs on and whose it is never changes (the triggers `wall_kept`); only where no wall stands at all.
CREATE FUNCTION wall.refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF wall.is_omniscient(wall.who()) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a column of % that never changes', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
