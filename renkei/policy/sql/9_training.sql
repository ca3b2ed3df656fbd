-- 研修 without an account. The actor `training_link` carries a training (its public link) or one seat of it (one's own link).

-- What a secret opens, by its hash: the training of a public link, the seat of one's own. All one learns without it is nothing.
CREATE FUNCTION wall.training_key(hash text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.id FROM public.programme_training t WHERE t.link_hash = hash AND t.status <> 'preparing'
    UNION ALL SELECT s.id FROM public.programme_trainingseat s WHERE s.secret_hash = hash
    LIMIT 1
$$;

-- The training that the acting link belongs to.
CREATE FUNCTION wall.training_by_link() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE w wall.who := wall.who();
BEGIN
    IF w.system IS DISTINCT FROM 'training_link' THEN
        RETURN NULL;
    END IF;
    RETURN coalesce(
        (SELECT s.training_id FROM public.programme_trainingseat s WHERE s.id = w.organisation_id), w.organisation_id);
END $$;

-- The seat of a 受付番号, for who types it into the page of its training.
CREATE FUNCTION wall.training_seat_of(typed text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.id FROM public.programme_trainingseat s
    WHERE s.training_id = wall.training_by_link() AND s.number = typed AND s.status <> 'cancelled'
$$;

-- How many hold a seat, how many wait: numbers of trainings, for whoever acts.
CREATE FUNCTION wall.training_counts(trainings uuid[]) RETURNS TABLE (training uuid, taken bigint, waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.training_id, count(*) FILTER (WHERE s.status = 'registered'), count(*) FILTER (WHERE s.status = 'waiting')
    FROM public.programme_trainingseat s
    WHERE s.training_id = ANY (trainings) AND wall.acts() GROUP BY s.training_id
$$;

-- A seat that was given back goes to whoever waits longest, whoever gave it back. Returns whom to tell.
CREATE FUNCTION wall.training_move_up(of_training uuid, at timestamptz)
RETURNS TABLE (seat uuid, of_user uuid, body uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE room bigint;
BEGIN
    IF NOT wall.may('{training_write,training_join}') THEN
        RETURN;
    END IF;
    SELECT coalesce(t.capacity, 900) - (SELECT count(*) FROM public.programme_trainingseat s
        WHERE s.training_id = t.id AND s.status = 'registered')
    INTO room FROM public.programme_training t WHERE t.id = of_training AND t.status IN ('open', 'closed');
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY WITH next AS (
        SELECT s.id FROM public.programme_trainingseat s WHERE s.training_id = of_training AND s.status = 'waiting'
        ORDER BY s.registered_at, s.id
        LIMIT greatest(room, 0)  -- without a capacity as many as MOST_SEATS (programme/rules/training_assumptions.py)
    ) UPDATE public.programme_trainingseat s SET status = 'registered', moved_up_at = at,
        to_tell = CASE WHEN s.channel = 'account' THEN '' ELSE 'moved_up' END
    FROM next WHERE s.id = next.id
    RETURNING s.id, CASE WHEN s.channel = 'account' THEN coalesce(s.user_id, s.registered_by) END, s.organisation_id;
END $$;

-- What was typed freely of a training whose keeping has ended: of its replies, of corrections of its attendance.
CREATE FUNCTION wall.training_forget(of_training uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT wall.is_system('{jobs}') THEN
        RETURN;
    END IF;
    UPDATE public.programme_trainingreply SET text = NULL WHERE training_id = of_training;
    UPDATE public.programme_trainingmark m SET reason = '' FROM public.programme_trainingseat s
    WHERE s.id = m.seat_id AND s.training_id = of_training AND m.reason <> '';
END $$;

-- Was a 修了証 of this number given, and for what? Nobody's name.
CREATE FUNCTION wall.training_certificate(typed text) RETURNS TABLE (title text, starts_at timestamptz, body text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.title::text, t.starts_at, o.name::text FROM public.programme_trainingseat s
    JOIN public.programme_training t ON t.id = s.training_id JOIN public.accounts_organisation o ON o.id = t.organiser_id
    WHERE replace(s.certificate, '-', '') = typed
$$;

-- Ids of trainings, asked once per statement. Whose participants the actor reads: of his side, and held jointly by his body.
CREATE FUNCTION wall.trainings_viewed() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(t.id), '{}') FROM public.programme_training t
    WHERE (SELECT wall.may('{training_view}'))
        AND (t.municipality_id = ANY ((SELECT wall.represented())::uuid[]) OR t.partner_id = (SELECT wall.organisation()))
$$;

-- Which his side prepares and runs.
CREATE FUNCTION wall.trainings_run() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(t.id), '{}') FROM public.programme_training t
    WHERE (SELECT wall.may('{training_write}')) AND t.municipality_id = ANY ((SELECT wall.represented())::uuid[])
$$;

-- In which he holds a seat: his body, or the one that his link was made for.
CREATE FUNCTION wall.trainings_with_seat() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT t.id), '{}') FROM public.programme_trainingseat s
    JOIN public.programme_training t ON t.id = s.training_id AND t.status <> 'preparing'
    WHERE s.status = 'registered' AND (SELECT wall.may('{training_join}'))
        AND (s.organisation_id = (SELECT wall.organisation()) OR ((SELECT wall.is_system('{training_link}')) AND s.id = (SELECT wall.organisation())))
$$;
