"""Sessions of our own, shut to the application's role: it reaches them by functions of the owner only (ADR 0006)."""

import renkei.core.ids
from django.db import migrations, models

SHUT = """
DO $$ BEGIN
    EXECUTE format('REVOKE ALL ON accounts_session FROM %I', current_setting('renkei.app_role'));
END $$;
DROP TABLE IF EXISTS django_session;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(db_comment="推測できない識別子", default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_comment="登録日時")),
                ("key_hash", models.CharField(db_comment="鍵の要約値（鍵そのものはブラウザーだけが持つ）", max_length=64, unique=True)),
                ("user_id", models.UUIDField(db_comment="サインインしている利用者", db_index=True, null=True)),
                ("seal", models.CharField(db_comment="この行がアプリケーションの書いたものである印", max_length=64)),
                ("last_seen_at", models.DateTimeField(db_comment="最後に使われた日時")),
                ("ends_at", models.DateTimeField(db_comment="使っていても終わる日時")),
                ("idle_seconds", models.PositiveIntegerField(db_comment="使わないと終わるまでの秒数")),
                ("agent", models.CharField(blank=True, db_comment="ブラウザーの種類（短い言葉）", max_length=60)),
                ("strong", models.BooleanField(db_comment="二つ目の要素まで確認したか", default=False)),
                ("data", models.TextField(db_comment="画面が覚えておくこと（署名つき）")),
            ],
            options={"db_table_comment": "サインインの状態（セッション）"},
        ),
        migrations.RunSQL(SHUT, migrations.RunSQL.noop),
    ]
