-- The role table (renkei/policy/roles.py), written here by every migrate so that no cell stands twice.
CREATE TABLE wall.reach (
    role text NOT NULL,
    permission text NOT NULL,
    reach text NOT NULL,
    PRIMARY KEY (role, permission)
);
-- What parts of the program may do, by name.
CREATE TABLE wall.system_right (system text NOT NULL, permission text NOT NULL, PRIMARY KEY (system, permission));
-- Parts of the program before which no wall stands: none in service; the maker of the demo, and the tests.
CREATE TABLE wall.omniscient (system text PRIMARY KEY);

CREATE FUNCTION wall.is_omniscient(w wall.who) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM wall.omniscient o WHERE o.system = w.system)
$$;

-- How far a permission goes for this actor: all, assigned, disclosed, named, none.
CREATE FUNCTION wall.reach_of(w wall.who, wanted text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(CASE
        WHEN w.role = 'system' THEN
            (SELECT 'all' FROM wall.system_right r WHERE r.system = w.system AND r.permission = wanted)
        ELSE (SELECT r.reach FROM wall.reach r WHERE r.role = w.role AND r.permission = wanted)
    END, 'none')
$$;

-- How far `case_view` goes; office staff have no list, and find what a row gives to their office's work.
CREATE FUNCTION wall.reach_to_cases(w wall.who) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN w.role = 'office_staff' THEN 'all' ELSE wall.reach_of(w, 'case_view') END
$$;
