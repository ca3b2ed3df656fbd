"""A note is never overwritten or deleted: a correction is a new row; only 次の対応 may be ticked off."""

from django.db import migrations

GUARD = """
CREATE FUNCTION note_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '支援経過記録は削除できません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (to_jsonb(NEW) - ARRAY['next_done_at', 'next_done_by'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['next_done_at', 'next_done_by']) THEN
        RAISE EXCEPTION '支援経過記録は書き換えられません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER note_never_overwritten BEFORE UPDATE OR DELETE ON contacts_note
    FOR EACH ROW EXECUTE FUNCTION note_guard();
"""
UNGUARD = """
DROP TRIGGER note_never_overwritten ON contacts_note;
DROP FUNCTION note_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
