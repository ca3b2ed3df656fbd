-- What is said of offices. A policy may not read its own table, so this one asks for it.

-- Is this row (of 空き状況, 条件 or 確認・訂正) of that office, and said in that way? The office itself may take back any of its own.
CREATE FUNCTION wall.said_of(row_id uuid, of_office uuid, of_source text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM (
            SELECT v.id, v.office_id, v.source FROM public.offices_vacancy v WHERE v.id = row_id
            UNION ALL SELECT s.id, s.office_id, s.source FROM public.offices_statement s WHERE s.id = row_id
            UNION ALL SELECT c.id, c.office_id, c.source FROM public.offices_correction c WHERE c.id = row_id
        ) said WHERE said.office_id = of_office AND (said.source = of_source OR of_source = 'screen')
    )
$$;
