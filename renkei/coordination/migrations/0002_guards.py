"""The history of the joint-running board is append-only."""

from django.db import migrations

GUARD = """
CREATE FUNCTION joint_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '併走の経過は変更・削除できません' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER joint_event_append_only BEFORE UPDATE OR DELETE ON coordination_jointevent
    FOR EACH ROW EXECUTE FUNCTION joint_event_guard();
"""
UNGUARD = """
DROP TRIGGER joint_event_append_only ON coordination_jointevent;
DROP FUNCTION joint_event_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("coordination", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
