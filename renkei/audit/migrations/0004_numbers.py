"""Numbers drawn by a trigger: nobody chooses one, and a number is drawn only inside a transaction that has its id.

So whoever saw number n, and then waited for every transaction that had an id by then, knows that nothing below n can still
appear: the sealer's edge (ADR 0008). The insert needs no RETURNING, which row-level security would refuse to a writer who
may not read.
"""

from django.db import migrations, models

NUMBER = """
CREATE SEQUENCE audit_event_number OWNED BY audit_event.id;
SELECT setval('audit_event_number', coalesce(max(id), 0) + 1, false) FROM audit_event;
CREATE FUNCTION audit_number_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_current_xact_id();
    NEW.id := nextval('audit_event_number');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_event_number BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_number_event();
"""
UNNUMBER = """
DROP TRIGGER audit_event_number ON audit_event;
DROP FUNCTION audit_number_event();
DROP SEQUENCE audit_event_number;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_codes")]
    operations = [
        migrations.AlterField(
            model_name="event",
            name="id",
            field=models.BigIntegerField(db_comment="通し番号（トリガーが付けます）", editable=False, primary_key=True, serialize=False),
        ),
        migrations.RunSQL(NUMBER, UNNUMBER),
    ]
