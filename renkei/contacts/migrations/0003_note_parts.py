"""More parts of a note, its ひな形; whether 次の対応 is done says its task, so a note is never changed at all."""

import django.db.models.deletion
import renkei.core.fields
import renkei.core.ids
from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION note_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '支援経過記録は削除できません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RAISE EXCEPTION '支援経過記録は書き換えられません' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_corporate_number'),
        ('cases', '0004_need_requirements'),
        ('contacts', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoteTemplate',
            fields=[
                ('id', models.UUIDField(db_comment='推測できない識別子', default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_comment='登録日時')),
                ('code', models.CharField(db_comment='ひな形の符号', max_length=40)),
                ('name', models.CharField(db_comment='ひな形の名前', max_length=30, verbose_name='名前')),
                ('method', models.CharField(choices=[('phone', '電話'), ('visit', '訪問'), ('interview', '面談（来所など）'), ('prison_visit', '面会（施設・留置先）'), ('accompany', '同行'), ('meeting', '会議'), ('online', 'オンライン'), ('letter', '文書・FAX・メール'), ('other', 'その他')], db_comment='方法', max_length=20, verbose_name='方法')),
                ('counterpart', models.CharField(choices=[('person', '本人'), ('family', '家族'), ('center', '定着支援センター'), ('probation', '保護観察所'), ('prosecutor', '検察庁'), ('counsel', '弁護人'), ('facility', '矯正施設・留置施設'), ('plan_office', '相談支援事業所'), ('office', 'サービス事業所'), ('medical', '医療機関'), ('government', '行政機関'), ('housing', '住まいの関係者'), ('other', 'その他')], db_comment='相手の種類', max_length=20, verbose_name='相手')),
                ('item', models.CharField(choices=[('a', 'ア 利用調整'), ('b', 'イ 後方支援'), ('c1', 'ウ 人材の育成'), ('c2', 'ウ 社会資源の開発'), ('c3', 'ウ 定期的な協議・情報交換'), ('common', '共通')], db_comment='事業の区分', max_length=10, verbose_name='事業の区分')),
                ('info_class', models.CharField(choices=[('summary', '概要（仮名）'), ('identity', '氏名・連絡先など'), ('welfare', '障害・医療・生活'), ('justice_outline', '支援に必要な刑事情報'), ('justice_detail', '罪名・経過'), ('third_party', '家族・被害者など第三者')], db_comment='情報区分', max_length=20, verbose_name='情報区分')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, db_comment='分', null=True, verbose_name='いつもの所要時間')),
                ('text', models.CharField(blank=True, db_comment='見出しなど（個人のことは書かない）', max_length=1000, verbose_name='文の骨組み')),
                ('hidden', models.BooleanField(db_comment='使わない', default=False)),
                ('saved_at', models.DateTimeField(db_comment='保存した日時')),
                ('saved_by', models.UUIDField(db_comment='保存した利用者', null=True)),
            ],
            options={
                'db_table_comment': '支援経過記録のひな形',
            },
        ),
        migrations.RemoveIndex(
            model_name='note',
            name='note_next_due',
        ),
        migrations.RemoveField(
            model_name='note',
            name='next_done_at',
        ),
        migrations.RemoveField(
            model_name='note',
            name='next_done_by',
        ),
        migrations.AddField(
            model_name='note',
            name='doer',
            field=models.CharField(choices=[('self', '自分'), ('colleague', '自分の機関のほかの職員'), ('other', 'ほかの機関の人（代わりに入力）')], db_comment='支援を行った人', default='self', max_length=10, verbose_name='行った人'),
        ),
        migrations.AddField(
            model_name='note',
            name='doer_name',
            field=renkei.core.fields.EncryptedTextField(db_comment='書いた人と違うときの、行った人・機関', null=True, verbose_name='行った人の名前'),
        ),
        migrations.AddField(
            model_name='note',
            name='judgement',
            field=renkei.core.fields.EncryptedTextField(db_comment='判断・方針', null=True, verbose_name='判断・方針'),
        ),
        migrations.AddField(
            model_name='note',
            name='observed',
            field=renkei.core.fields.EncryptedTextField(db_comment='本人の様子・発言', null=True, verbose_name='本人の様子・発言'),
        ),
        migrations.AddField(
            model_name='note',
            name='partner',
            field=renkei.core.fields.EncryptedTextField(db_comment='相手の機関・担当者', null=True, verbose_name='相手の機関・担当者'),
        ),
        migrations.AddField(
            model_name='note',
            name='place',
            field=renkei.core.fields.EncryptedTextField(db_comment='場所', null=True, verbose_name='場所'),
        ),
        migrations.AddField(
            model_name='note',
            name='thread',
            field=models.UUIDField(db_comment='最初の版（訂正した版だけ）', null=True),
        ),
        migrations.AddField(
            model_name='note',
            name='travel_minutes',
            field=models.PositiveSmallIntegerField(blank=True, db_comment='往復の移動の分', null=True, verbose_name='移動時間'),
        ),
        migrations.AlterField(
            model_name='note',
            name='at',
            field=models.DateTimeField(db_comment='支援した日時（始めた時刻）', verbose_name='日時'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(fields=['organisation', 'at'], name='note_of_body'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('doer', 'self'), ('doer_name__isnull', False), _connector='OR'), name='note_doer', violation_error_message='行った人の名前や機関を入力してください。'),
        ),
        migrations.AddField(
            model_name='notetemplate',
            name='organisation',
            field=models.ForeignKey(db_comment='機関', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddConstraint(
            model_name='notetemplate',
            constraint=models.UniqueConstraint(fields=('organisation', 'code'), name='note_template_code', violation_error_message='このひな形は、すでにあります。'),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
