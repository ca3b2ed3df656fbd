"""A ledger row is never edited or deleted: only its end may be set, once it comes nearer. Consent history is append-only."""

from django.db import migrations

GUARD = """
CREATE FUNCTION ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '開示台帳の行は削除できません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (to_jsonb(NEW) - ARRAY['ends_at', 'ended_cause', 'ended_by'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['ends_at', 'ended_cause', 'ended_by']) THEN
        RAISE EXCEPTION '開示台帳の行は書き換えられません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.ends_at IS NOT NULL AND NEW.ends_at = OLD.ends_at THEN
        RAISE EXCEPTION '終わった理由は書き換えられません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.ends_at IS NULL OR (OLD.ends_at IS NOT NULL AND NEW.ends_at > OLD.ends_at) THEN
        RAISE EXCEPTION '開示の終了を延ばすことはできません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_never_edited BEFORE UPDATE OR DELETE ON disclosure_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_guard();

-- A row rests on a consent, and derives from a row, of its own case: a re-referral reuses no old consent.
ALTER TABLE disclosure_consent ADD CONSTRAINT consent_of_case UNIQUE (id, case_id);
ALTER TABLE disclosure_ledgerentry ADD CONSTRAINT ledger_row_of_case UNIQUE (id, case_id);
ALTER TABLE disclosure_ledgerentry ADD CONSTRAINT ledger_consent_same_case
    FOREIGN KEY (consent_id, case_id) REFERENCES disclosure_consent (id, case_id);
ALTER TABLE disclosure_ledgerentry ADD CONSTRAINT ledger_derived_same_case
    FOREIGN KEY (derived_from_id, case_id) REFERENCES disclosure_ledgerentry (id, case_id);

CREATE FUNCTION consent_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '同意の経過は変更・削除できません' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER consent_event_append_only BEFORE UPDATE OR DELETE ON disclosure_consentevent
    FOR EACH ROW EXECUTE FUNCTION consent_event_guard();
"""
UNGUARD = """
DROP TRIGGER consent_event_append_only ON disclosure_consentevent;
DROP FUNCTION consent_event_guard();
ALTER TABLE disclosure_ledgerentry DROP CONSTRAINT ledger_derived_same_case;
ALTER TABLE disclosure_ledgerentry DROP CONSTRAINT ledger_consent_same_case;
ALTER TABLE disclosure_ledgerentry DROP CONSTRAINT ledger_row_of_case;
ALTER TABLE disclosure_consent DROP CONSTRAINT consent_of_case;
DROP TRIGGER ledger_never_edited ON disclosure_ledgerentry;
DROP FUNCTION ledger_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
