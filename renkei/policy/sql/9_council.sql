-- 定期協議・協議会: which bodies sit on one, and who was handed a material.

-- Is the actor's body a member of this 会議体 today?
CREATE FUNCTION wall.sits_on(of_series uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.programme_councilmember m
        WHERE m.series_id = of_series AND m.organisation_id = (wall.who()).organisation_id AND m.removed_at IS NULL
            AND m.starts_on <= wall.today() AND (m.ends_on IS NULL OR m.ends_on >= wall.today()))
$$;

-- Was a copy of this material handed to a member of the actor's body who is still bound to secrecy today, and is it not over?
CREATE FUNCTION wall.holds_copy(of_sheet uuid) RETURNS boolean
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.programme_sheetcopy c
            JOIN public.programme_councilmember m ON m.id = c.member_id
            JOIN public.programme_casesheet s ON s.id = c.sheet_id
        WHERE c.sheet_id = of_sheet AND c.returned_at IS NULL AND s.expires_on >= wall.today()
            AND m.organisation_id = (wall.who()).organisation_id AND m.removed_at IS NULL
            AND m.user_id = (wall.who()).user_id
            AND m.starts_on <= wall.today() AND (m.ends_on IS NULL OR m.ends_on >= wall.today())
            AND m.pledged_on <= wall.today() AND (m.pledged_until IS NULL OR m.pledged_until >= wall.today()))
$$;
