"""The table of seals: append-only like the events, and nobody but the owner has even the right to change either."""

from django.db import migrations, models


GUARD = """
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE audit_seal ALTER COLUMN leaves SET STORAGE EXTERNAL;  -- hashes do not compress
DO $$ BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, audit_seal FROM %I', current_setting('renkei.app_role'));
END $$;
"""
UNGUARD = """
DROP TRIGGER audit_seal_no_truncate ON audit_seal;
DROP TRIGGER audit_seal_append_only ON audit_seal;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_numbers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(db_comment='封印の番号（1から続く）', primary_key=True, serialize=False)),
                ('size', models.BigIntegerField(db_comment='ここまでに封印した行の数', unique=True)),
                ('last_event', models.BigIntegerField(db_comment='最後に封印した行の通し番号', unique=True)),
                ('events', models.BinaryField(db_comment='封印した行の通し番号（8バイトずつ）')),
                ('leaves', models.BinaryField(db_comment='封印した行の照合値（SHA-256、32バイトずつ）')),
                ('peaks', models.BinaryField(db_comment='木の頂（32バイトずつ）。次の封印が続きから始めるため')),
                ('root', models.BinaryField(db_comment='木の根（全体の照合値）')),
                ('sealed_at', models.DateTimeField(db_comment='封印した日時')),
                ('key_hash', models.BinaryField(db_comment='署名した鍵の短い名前')),
                ('signature', models.BinaryField(db_comment='Ed25519の署名')),
            ],
            options={
                'db_table_comment': '操作の記録の封印（追記のみ）',
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
