-- Figures over cases that the reader need not see one by one: numbers, never rows. What is small is hidden above, in renkei/stats
-- (which needs the size of a figure to choose what else must be hidden); no figure of it is on a page before that.

-- Which cases the actor may count (集計を見る): a municipality's, of the bodies he stands for; a prefecture's, of its
-- municipalities; where the role counts its own cases only, those he works on. 利害関係 makes no difference: figures that
-- leave one person out for one reader would name him.
CREATE FUNCTION wall.counted_cases() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who(); reach text := wall.reach_of(w, 'report_view'); bodies uuid[];
BEGIN
    IF w.organisation_id IS NULL OR reach = 'none' THEN
        RETURN;
    ELSIF reach = 'assigned' THEN
        RETURN QUERY SELECT a.case_id FROM public.cases_assignment a
            WHERE a.user_id = w.user_id AND a.organisation_id = w.organisation_id AND a.ends_at IS NULL
                AND wall.finds(w, a.case_id);
        RETURN;
    END IF;
    IF w.kind = 'prefecture' THEN
        bodies := ARRAY(SELECT o.id FROM public.accounts_organisation o
            WHERE o.kind = ANY ({municipal_kinds}) AND o.prefecture_code = (
                SELECT own.prefecture_code FROM public.accounts_organisation own WHERE own.id = w.organisation_id));
    ELSE
        bodies := wall.represented();
    END IF;
    RETURN QUERY SELECT c.id FROM public.cases_case c WHERE c.responsible_id = ANY (bodies);
END $$;

-- What was not met between two moments: service × area × reason with all totals ('' is a total), how often and for how many
-- persons. A decline counts by its newest answer, once for each service that was wanted there and each coded reason; an
-- inquiry whose deadline passed counts as 回答がない. `towns` and `regions` say in which 圏域 a municipality lies; `kinds` and
-- `usual`, which services answer a need that names none. A need counts, too, where no search for it found `enough`: by the
-- search that found most (offices that were asked since drop out of later ones), once for each service that was looked for.
CREATE FUNCTION wall.unmet_counts(
    since timestamptz, until timestamptz, towns text[], regions text[], kinds text[], usual text[],
    enough integer
)
RETURNS TABLE (service text, area text, reason text, times bigint, persons bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH declined AS (
        SELECT DISTINCT ON (i.id) i.id, i.case_id, i.need_id, i.office_id, a.decline_reasons AS reasons,
            NULL::varchar[] AS searched
        FROM public.inquiries_inquiry i JOIN public.inquiries_answer a ON a.inquiry_id = i.id
        WHERE i.status = 'declined' AND a.kind = 'no' AND i.closed_at >= since AND i.closed_at < until
            AND i.case_id IN (SELECT wall.counted_cases())
        ORDER BY i.id, a.answered_at DESC
    ), silent AS (
        SELECT i.id, i.case_id, i.need_id, i.office_id, ARRAY['no_answer']::varchar[], NULL::varchar[]
        FROM public.inquiries_inquiry i
        WHERE i.status = 'expired' AND i.closed_at >= since AND i.closed_at < until
            AND i.case_id IN (SELECT wall.counted_cases())
    ), richest AS (
        SELECT DISTINCT ON (s.need_id) s.* FROM public.inquiries_search s
        WHERE s.at >= since AND s.at < until AND s.case_id IN (SELECT wall.counted_cases())
        ORDER BY s.need_id, s.fits_total DESC, s.at DESC
    ), short AS (
        SELECT s.id, s.case_id, s.need_id, NULL::uuid, ARRAY['too_few']::varchar[], s.service_codes
        FROM richest s WHERE s.fits_total < enough
    ), unmet AS (
        SELECT u.id, u.reasons, c.person_id, coalesce(nullif(n.origin_code, ''), nullif(c.area_code, ''),
                CASE WHEN cardinality(n.area_codes) = 1 THEN n.area_codes[1] END) AS code,
            coalesce(
                nullif(u.searched, '{}')::text[],
                nullif(ARRAY(SELECT s FROM unnest(o.service_codes) s WHERE s = ANY (n.service_codes)
                    OR (n.service_codes = '{}' AND (n.kind, s) IN (SELECT * FROM unnest(kinds, usual)))), '{}')::text[],
                nullif(n.service_codes, '{}')::text[], ARRAY['kind:' || n.kind]) AS services
        FROM (TABLE declined UNION ALL TABLE silent UNION ALL TABLE short) u JOIN public.cases_case c ON c.id = u.case_id
            JOIN public.cases_need n ON n.id = u.need_id LEFT JOIN public.offices_office o ON o.id = u.office_id
    ), placed AS (
        SELECT u.id, u.reasons, u.person_id, u.services, coalesce(m.prefecture_code, '?') AS prefecture,
            coalesce(nullif(m.parent_code, ''), m.code, '?') AS town
        FROM unmet u LEFT JOIN public.offices_municipality m ON m.code = u.code
    ), fact AS (
        SELECT DISTINCT p.id, p.person_id, p.prefecture, coalesce(r.region, '') AS region, p.town, s.service, w.reason
        FROM placed p LEFT JOIN unnest(towns, regions) AS r (town, region) ON r.town = p.town,
            unnest(p.services) AS s (service), unnest(p.reasons) AS w (reason)
    )
    SELECT coalesce(f.service, '')::text,
        CASE WHEN grouping(f.town) = 0 THEN f.town WHEN grouping(f.region) = 0 THEN f.region
            WHEN grouping(f.prefecture) = 0 THEN f.prefecture ELSE '' END::text,
        coalesce(f.reason, '')::text, count(*), count(DISTINCT f.person_id)
    FROM fact f GROUP BY CUBE (f.service, f.reason), ROLLUP (f.prefecture, f.region, f.town)
    HAVING count(*) > 0 AND (grouping(f.town) = 0 OR grouping(f.prefecture) = 1
        OR (f.prefecture <> '?' AND (grouping(f.region) = 1 OR f.region <> '')))
$$;

-- Every activity of the programme, whoever did it (renkei/stats/rules/sources.py). For the owner's own functions alone.
CREATE FUNCTION wall.activities(of_body uuid, since timestamptz, until timestamptz)
RETURNS TABLE (source text, id uuid, at timestamptz, item text, method text, counterpart text, minutes integer,
    travel integer, body uuid, town uuid, case_id uuid, info_class text, office text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM ({activity_sources}) AS a WHERE a.body = of_body AND a.at >= since AND a.at <= until
$$;

-- May the actor see the figures of this body's work for this municipality: of his own body, of one that his own
-- municipality has commissioned, or as the auditor? (Before whoever makes the demo no wall stands.)
CREATE FUNCTION wall.counts_for(w wall.who, of_body uuid, for_town uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT wall.is_omniscient(w) OR coalesce(wall.reach_of(w, 'activity_view') <> 'none' AND (w.role = 'auditor' OR w.organisation_id = of_body
        OR (w.organisation_id = for_town AND EXISTS (SELECT 1 FROM public.accounts_delegation d
            WHERE d.principal_id = for_town AND d.agent_id = of_body))), false)
$$;

-- 活動の集計: month × source × item × method × counterpart, every one and every two of them, and the total ('' where it is
-- summed): 延べ件数, 実人数, minutes, minutes of travel, 実事業所数. Numbers, never rows.
CREATE FUNCTION wall.activity_counts(of_body uuid, for_town uuid, since timestamptz, until timestamptz)
RETURNS TABLE (month text, source text, item text, method text, counterpart text, times bigint, persons bigint,
    minutes bigint, travel bigint, offices bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH fact AS (
        SELECT to_char(a.at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM') AS month, a.source, a.item, a.method, a.counterpart,
            a.minutes, a.travel, a.office, c.person_id
        FROM wall.activities(of_body, since, until) a LEFT JOIN public.cases_case c ON c.id = a.case_id
        WHERE (a.town = for_town OR a.town IS NULL) AND wall.counts_for(wall.who(), of_body, for_town)
    )
    SELECT coalesce(f.month, ''), coalesce(f.source, ''), coalesce(f.item, ''), coalesce(f.method, ''),
        coalesce(f.counterpart, ''), count(*), count(DISTINCT f.person_id), coalesce(sum(f.minutes), 0),
        coalesce(sum(f.travel), 0), count(DISTINCT nullif(f.office, ''))
    FROM fact f
    GROUP BY GROUPING SETS ((), (f.month), (f.source), (f.item), (f.method), (f.counterpart), (f.month, f.source),
        (f.month, f.item), (f.month, f.method), (f.month, f.counterpart), (f.source, f.item), (f.source, f.method),
        (f.source, f.counterpart), (f.item, f.method), (f.item, f.counterpart), (f.method, f.counterpart))
    HAVING count(*) > 0
$$;
