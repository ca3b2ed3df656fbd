"""The mark of the key store under which the database is written (ADR 0007); shut to the application's role."""

import renkei.core.ids
from django.db import migrations, models

SHUT = """
DO $$ BEGIN
    EXECUTE format('REVOKE ALL ON privacy_keystore FROM %I', current_setting('renkei.app_role'));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_retention")]

    operations = [
        migrations.CreateModel(
            name="KeyStore",
            fields=[
                ("id", models.UUIDField(db_comment="推測できない識別子", default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_comment="登録日時")),
                ("mark", models.CharField(db_comment="鍵の置き場所の印（鍵の要約値）", max_length=64)),
            ],
            options={"db_table_comment": "鍵の置き場所の印"},
        ),
        migrations.RunSQL(SHUT, migrations.RunSQL.noop),
    ]
