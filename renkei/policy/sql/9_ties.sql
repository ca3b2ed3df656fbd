-- Who works with whom (顔の見える関係): numbers of contacts between bodies, never a row. Small ones are hidden above, in
-- renkei/stats; what counts as a contact stands in renkei/stats/rules/tie_sources.py.

-- May the actor see the ties of this municipality: of the side that stands for it, or as the auditor?
CREATE FUNCTION wall.ties_for(w wall.who, for_town uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT wall.is_omniscient(w) OR coalesce(wall.reach_of(w, 'activity_view') = 'all'
        AND (w.role = 'auditor' OR for_town = ANY (wall.represented())), false)
$$;

-- Every contact for this municipality. For the owner's own functions alone.
CREATE FUNCTION wall.contacts_between(for_town uuid, since timestamptz, until timestamptz)
RETURNS TABLE (kind text, a text, b text, at timestamptz, case_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH side AS (
        SELECT for_town::text AS body UNION
        SELECT d.agent_id::text FROM public.accounts_delegation d WHERE d.principal_id = for_town
    )
    SELECT f.kind, least(f.a, f.b), greatest(f.a, f.b), f.at, f.case_id FROM ({tie_sources}) AS f
    WHERE f.a <> f.b AND f.at >= since AND f.at <= until
        AND (f.town = for_town OR (f.town IS NULL AND (f.a IN (SELECT body FROM side) OR f.b IN (SELECT body FROM side))))
$$;

-- pair × kind × half of the fiscal year, with all totals ('' where it is summed); apart, contacts on a case (`personal`, with
-- the persons behind them) and those about nobody.
CREATE FUNCTION wall.tie_counts(for_town uuid, since timestamptz, until timestamptz)
RETURNS TABLE (personal boolean, pair text, kind text, half text, times bigint, persons bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH fact AS (
        SELECT f.case_id IS NOT NULL AS personal, f.a || '|' || f.b AS pair, f.kind,
            CASE WHEN extract(month FROM f.at AT TIME ZONE 'Asia/Tokyo') BETWEEN 4 AND 9 THEN '1' ELSE '2' END AS half,
            c.person_id
        FROM wall.contacts_between(for_town, since, until) f LEFT JOIN public.cases_case c ON c.id = f.case_id
        WHERE wall.ties_for(wall.who(), for_town)
    )
    SELECT f.personal, coalesce(f.pair, ''), coalesce(f.kind, ''), coalesce(f.half, ''), count(*), count(DISTINCT f.person_id)
    FROM fact f GROUP BY f.personal, CUBE (f.pair, f.kind, f.half) HAVING count(*) > 0
$$;

-- Bodies that had to do with the municipality's side since `first`, and not since `quiet`: with the last day of a contact
-- about nobody (a day of one on a case would be of one person), NULL where there was none.
CREATE FUNCTION wall.quiet_bodies(for_town uuid, first timestamptz, quiet timestamptz, until timestamptz)
RETURNS TABLE (body text, last_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH side AS (
        SELECT for_town::text AS body UNION
        SELECT d.agent_id::text FROM public.accounts_delegation d WHERE d.principal_id = for_town
    ), met AS (
        SELECT CASE WHEN f.a IN (SELECT body FROM side) THEN f.b ELSE f.a END AS body, f.at, f.case_id
        FROM wall.contacts_between(for_town, first, until) f
        WHERE wall.ties_for(wall.who(), for_town)
            AND (f.a IN (SELECT body FROM side)) <> (f.b IN (SELECT body FROM side))
    )
    SELECT m.body, max((m.at AT TIME ZONE 'Asia/Tokyo')::date) FILTER (WHERE m.case_id IS NULL)
    FROM met m WHERE m.body NOT LIKE 'k:%' GROUP BY 1 HAVING max(m.at) < quiet
$$;
