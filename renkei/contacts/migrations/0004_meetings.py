"""会議: the meeting, its seats, agenda, dates, and its minutes with their guard."""

import django.contrib.postgres.fields
import django.db.models.deletion
import renkei.core.fields
import renkei.core.ids
from django.db import migrations, models


#: A 確定 version is never changed; a line of one only ends, and only by a version that is still written. Nothing is deleted.
GUARD = """
CREATE FUNCTION minutes_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '議事録は削除できません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.final_at IS NOT NULL THEN
        RAISE EXCEPTION '確定した議事録は書き換えられません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_never_overwritten BEFORE UPDATE OR DELETE ON contacts_minutes
    FOR EACH ROW EXECUTE FUNCTION minutes_guard();

CREATE FUNCTION minutes_line_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE closed boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '議事録は削除できません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT v.final_at IS NOT NULL INTO closed FROM public.contacts_minutes v WHERE v.id = OLD.minutes_id;
    IF closed AND (to_jsonb(NEW) - 'ended_by_id') IS DISTINCT FROM (to_jsonb(OLD) - 'ended_by_id') THEN
        RAISE EXCEPTION '確定した議事録は書き換えられません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.ended_by_id IS DISTINCT FROM OLD.ended_by_id AND EXISTS (
        SELECT 1 FROM public.contacts_minutes v
        WHERE v.id IN (OLD.ended_by_id, NEW.ended_by_id) AND v.final_at IS NOT NULL) THEN
        RAISE EXCEPTION '確定した議事録は書き換えられません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_line_never_overwritten BEFORE UPDATE OR DELETE ON contacts_minutesline
    FOR EACH ROW EXECUTE FUNCTION minutes_line_guard();
"""
UNGUARD = """
DROP TRIGGER minutes_line_never_overwritten ON contacts_minutesline;
DROP FUNCTION minutes_line_guard();
DROP TRIGGER minutes_never_overwritten ON contacts_minutes;
DROP FUNCTION minutes_guard();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_corporate_number'),
        ('cases', '0004_need_requirements'),
        ('contacts', '0003_note_parts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(db_comment='推測できない識別子', default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_comment='登録日時')),
                ('number', models.CharField(db_comment='無作為の符号。例 M8-7K3Q9', max_length=20, unique=True, verbose_name='会議番号')),
                ('kind', models.CharField(choices=[('intake', '受理会議'), ('joint', '合同支援会議'), ('case', '個別支援会議'), ('care', 'ケア会議'), ('service', 'サービス担当者会議'), ('review', '個別支援検討会'), ('multi', '支援会議（社会福祉法106条の6など）'), ('discharge', '退所前カンファレンス'), ('urgent', '緊急会議'), ('council', '協議会・部会'), ('regular', '定期協議'), ('liaison', '関係機関連絡協議会'), ('steering', '運営委員会')], db_comment='会議種別', max_length=20, verbose_name='会議の種類')),
                ('status', models.CharField(choices=[('preparing', '準備'), ('called', '招集'), ('held', '実施'), ('drafted', '議事録案'), ('final', '確定'), ('cancelled', '中止')], db_comment='状態', default='preparing', max_length=20, verbose_name='状態')),
                ('author', models.UUIDField(db_comment='会議を作った利用者', null=True)),
                ('at', models.DateTimeField(blank=True, db_comment='始まる（始まった）日時。空欄は調整中', null=True, verbose_name='日時')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, db_comment='分', null=True, verbose_name='所要時間')),
                ('place', renkei.core.fields.EncryptedTextField(db_comment='場所・接続先', null=True, verbose_name='場所')),
                ('place_class', models.CharField(blank=True, choices=[('summary', '概要（仮名）'), ('identity', '氏名・連絡先など'), ('welfare', '障害・医療・生活'), ('justice_outline', '支援に必要な刑事情報'), ('justice_detail', '罪名・経過'), ('third_party', '家族・被害者など第三者')], db_comment='場所から分かる情報区分', max_length=20, verbose_name='場所の情報区分')),
                ('item', models.CharField(choices=[('a', 'ア 利用調整'), ('b', 'イ 後方支援'), ('c1', 'ウ 人材の育成'), ('c2', 'ウ 社会資源の開発'), ('c3', 'ウ 定期的な協議・情報交換'), ('common', '共通')], db_comment='事業の区分（ア・イ・ウ）', max_length=10, verbose_name='事業の区分')),
                ('method', models.CharField(choices=[('phone', '電話'), ('visit', '訪問'), ('interview', '面談（来所など）'), ('prison_visit', '面会（施設・留置先）'), ('accompany', '同行'), ('meeting', '会議'), ('online', 'オンライン'), ('letter', '文書・FAX・メール'), ('other', 'その他')], db_comment='方法（集計用）', default='meeting', max_length=20, verbose_name='方法')),
                ('counterpart', models.CharField(choices=[('person', '本人'), ('family', '家族'), ('center', '定着支援センター'), ('probation', '保護観察所'), ('prosecutor', '検察庁'), ('counsel', '弁護人'), ('facility', '矯正施設・留置施設'), ('plan_office', '相談支援事業所'), ('office', 'サービス事業所'), ('medical', '医療機関'), ('government', '行政機関'), ('housing', '住まいの関係者'), ('other', 'その他')], db_comment='おもな相手の種類（集計用）', default='government', max_length=20, verbose_name='相手')),
                ('attendees_count', models.PositiveSmallIntegerField(blank=True, db_comment='開いたときの出席者数', null=True, verbose_name='出席者数')),
                ('opened_at', models.DateTimeField(db_comment='出席者の機関に見えるようになった日時', null=True)),
                ('slots_until', models.DateField(blank=True, db_comment='日程の回答期限', null=True, verbose_name='日程の回答期限')),
                ('agenda_count', models.PositiveSmallIntegerField(db_comment='付けた議題の番号の最後', default=0)),
                ('dropped', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, db_comment='外した議題の番号', default=list, size=None)),
                ('next_at', models.DateTimeField(blank=True, db_comment='次回の日時', null=True, verbose_name='次回の日時')),
                ('case', models.ForeignKey(db_comment='ケース（ない会議もある）', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('organisation', models.ForeignKey(db_comment='招集する機関', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('previous', models.OneToOneField(db_comment='前回の会議', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='contacts.meeting')),
            ],
            options={
                'db_table_comment': '会議',
            },
        ),
        migrations.CreateModel(
            name='Attendee',
            fields=[
                ('id', models.UUIDField(db_comment='推測できない識別子', default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_comment='登録日時')),
                ('kind', models.CharField(choices=[('member', 'れんけいの利用者'), ('outside', '利用者でない人（機関・職・氏名）'), ('person', '本人'), ('family', '本人の家族など')], db_comment='出席者の種類', max_length=10, verbose_name='種類')),
                ('user_id', models.UUIDField(db_comment='利用者', null=True)),
                ('body', renkei.core.fields.EncryptedTextField(db_comment='登録のない機関の名称', null=True, verbose_name='機関の名称')),
                ('post', models.CharField(blank=True, db_comment='職・立場', max_length=60, verbose_name='職・立場')),
                ('name', renkei.core.fields.EncryptedTextField(db_comment='利用者でない人の氏名', null=True, verbose_name='氏名')),
                ('is_justice', models.BooleanField(db_comment='保護観察所・矯正施設・弁護人などか', default=False, verbose_name='司法の機関')),
                ('mode', models.CharField(choices=[('present', '会場'), ('online', 'オンライン'), ('phone', '電話'), ('paper', '書面'), ('part', '一部だけ出席'), ('absent', '欠席')], db_comment='出席形態', default='present', max_length=10, verbose_name='出席の形')),
                ('confidentiality', models.CharField(blank=True, choices=[('official', '公務員'), ('profession', '資格法'), ('contract', '契約'), ('pledge', '誓約書')], db_comment='守秘の根拠', max_length=12, verbose_name='守秘の確認')),
                ('confirmed_on', models.DateField(blank=True, db_comment='守秘を確認した日', null=True, verbose_name='確認した日')),
                ('confirmed_by', models.UUIDField(db_comment='守秘を確認した利用者', null=True)),
                ('support', renkei.core.fields.EncryptedTextField(db_comment='本人の参加のしかたと手助け', null=True, verbose_name='参加のための手助け')),
                ('named_rows', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, db_comment='紙の台帳で名指しした行', default=list, size=None)),
                ('removed_at', models.DateTimeField(db_comment='出席者から外した日時', null=True)),
                ('organisation', models.ForeignKey(db_comment='機関', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('meeting', models.ForeignKey(db_comment='会議', on_delete=django.db.models.deletion.PROTECT, related_name='attendees', to='contacts.meeting')),
            ],
            options={
                'db_table_comment': '会議の出席者',
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.UUIDField(db_comment='推測できない識別子', default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_comment='登録日時')),
                ('position', models.PositiveSmallIntegerField(db_comment='会議の中の番号')),
                ('info_class', models.CharField(blank=True, choices=[('summary', '概要（仮名）'), ('identity', '氏名・連絡先など'), ('welfare', '障害・医療・生活'), ('justice_outline', '支援に必要な刑事情報'), ('justice_detail', '罪名・経過'), ('third_party', '家族・被害者など第三者')], db_comment='情報区分（空欄は個人に触れない議題）', max_length=20, verbose_name='情報区分')),
                ('text', renkei.core.fields.EncryptedTextField(db_comment='議題', verbose_name='議題')),
                ('meeting', models.ForeignKey(db_comment='会議', on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='contacts.meeting')),
            ],
            options={
                'db_table_comment': '会議の議題',
            },
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.UUIDField(db_comment='推測できない識別子', default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_comment='登録日時')),
                ('version', models.PositiveSmallIntegerField(db_comment='会議の中の通し番号', verbose_name='版')),
                ('reason', renkei.core.fields.EncryptedTextField(db_comment='訂正の理由', null=True, verbose_name='訂正の理由')),
                ('recorder', models.UUIDField(db_comment='記録した利用者', null=True)),
                ('revision', models.PositiveSmallIntegerField(db_comment='書き直した回数', default=0)),
                ('abandoned_at', models.DateTimeField(db_comment='訂正をやめた日時', null=True)),
                ('final_at', models.DateTimeField(db_comment='確定した日時', null=True)),
                ('final_by', models.UUIDField(db_comment='確定した利用者', null=True)),
                ('meeting', models.ForeignKey(db_comment='会議', on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='contacts.meeting')),
            ],
            options={
                'db_table_comment': '議事録の版',
            },
        ),
        migrations.CreateModel(
            name='MinutesLine',
            fields=[
                ('id', models.UUIDField(db_comment='推測できない識別子', default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_comment='登録日時')),
                ('kind', models.CharField(choices=[('discussion', '検討内容'), ('wish', '本人の意向'), ('decision', '決定事項'), ('role', '役割分担'), ('emergency', '緊急時の連絡順'), ('pending', '保留事項'), ('plain', '本人に渡す言葉')], db_comment='行の種類', max_length=12, verbose_name='種類')),
                ('key', models.UUIDField(db_comment='版をまたいで同じ行を示す識別子', default=renkei.core.ids.new_id)),
                ('position', models.PositiveSmallIntegerField(db_comment='並び順', default=0)),
                ('info_class', models.CharField(blank=True, choices=[('summary', '概要（仮名）'), ('identity', '氏名・連絡先など'), ('welfare', '障害・医療・生活'), ('justice_outline', '支援に必要な刑事情報'), ('justice_detail', '罪名・経過'), ('third_party', '家族・被害者など第三者')], db_comment='情報区分（空欄は個人に触れない）', max_length=20, verbose_name='情報区分')),
                ('text', renkei.core.fields.EncryptedTextField(db_comment='内容', verbose_name='内容')),
                ('user_id', models.UUIDField(db_comment='担当する利用者', null=True)),
                ('due_on', models.DateField(blank=True, db_comment='期限', null=True, verbose_name='期限')),
                ('agenda', models.ForeignKey(db_comment='議題', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.agendaitem')),
                ('ended_by', models.ForeignKey(db_comment='この行を終わらせた（直した）版', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.minutes')),
                ('minutes', models.ForeignKey(db_comment='この行を加えた版', on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='contacts.minutes')),
                ('organisation', models.ForeignKey(db_comment='担当する機関', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'db_table_comment': '議事録の行',
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.UUIDField(db_comment='推測できない識別子', default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_comment='登録日時')),
                ('at', models.DateTimeField(db_comment='候補の日時', verbose_name='候補の日時')),
                ('dropped_at', models.DateTimeField(db_comment='候補から外した日時', null=True)),
                ('meeting', models.ForeignKey(db_comment='会議', on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='contacts.meeting')),
            ],
            options={
                'db_table_comment': '会議の日程の候補',
            },
        ),
        migrations.CreateModel(
            name='SlotAnswer',
            fields=[
                ('id', models.UUIDField(db_comment='推測できない識別子', default=renkei.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_comment='登録日時')),
                ('answer', models.CharField(choices=[('yes', '○ 出られる'), ('maybe', '△ 調整すれば出られる'), ('no', '× 出られない')], db_comment='回答', max_length=5, verbose_name='回答')),
                ('answered_at', models.DateTimeField(db_comment='回答した日時')),
                ('answered_by', models.UUIDField(db_comment='回答した利用者', null=True)),
                ('attendee', models.ForeignKey(db_comment='出席者', on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='contacts.attendee')),
                ('slot', models.ForeignKey(db_comment='日程の候補', on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='contacts.slot')),
            ],
            options={
                'db_table_comment': '会議の日程の回答',
            },
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['case', '-at'], name='meeting_by_case'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['organisation', '-at'], name='meeting_by_body'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('kind__in', ('council', 'regular', 'liaison', 'steering'))), models.Q(('case__isnull', False), models.Q(('kind__in', ('council', 'regular', 'liaison', 'steering')), _negated=True)), _connector='OR'), name='meeting_case_by_kind', violation_error_message='この種類の会議は、ケースと結び付けられません。'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['preparing', 'cancelled']), ('at__isnull', False), _connector='OR'), name='meeting_called_at', violation_error_message='日時を決めてから招集してください。'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', False), ('place_class', ''), _connector='OR'), name='meeting_place_class', violation_error_message='ケースのない会議の場所に、情報区分は付けられません。'),
        ),
        migrations.AddIndex(
            model_name='attendee',
            index=models.Index(fields=['organisation', 'meeting'], name='attendee_by_body'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=models.UniqueConstraint(condition=models.Q(('user_id__isnull', False)), fields=('meeting', 'user_id'), name='attendee_once', violation_error_message='この人は、すでに出席者にいます。'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'person')), fields=('meeting',), name='attendee_one_person', violation_error_message='本人は、すでに出席者にいます。'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'member'), _negated=True), models.Q(('organisation__isnull', False), ('user_id__isnull', False)), _connector='OR'), name='attendee_member', violation_error_message='利用者を選んでください。'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'member'), ('user_id__isnull', True), _connector='OR'), name='attendee_no_user', violation_error_message='利用者でない人に、利用者は選べません。'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=models.CheckConstraint(condition=models.Q(('confidentiality', ''), ('confirmed_on__isnull', False), _connector='OR'), name='attendee_confirmed_on', violation_error_message='守秘を確認した日を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('meeting', 'position'), name='agenda_position', violation_error_message='同じ番号の議題があります。'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.UniqueConstraint(fields=('meeting', 'version'), name='minutes_version', violation_error_message='同じ版の議事録があります。'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('version', 1), ('reason__isnull', False), _connector='OR'), name='minutes_reason', violation_error_message='訂正の理由を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('abandoned_at__isnull', True), ('final_at__isnull', True), _connector='OR'), name='minutes_one_end', violation_error_message='確定した版を取りやめることはできません。'),
        ),
        migrations.AddIndex(
            model_name='minutesline',
            index=models.Index(fields=['minutes', 'position'], name='minutes_line_by_version'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.UniqueConstraint(fields=('meeting', 'at'), name='slot_once', violation_error_message='この日時は、すでに候補にあります。'),
        ),
        migrations.AddConstraint(
            model_name='slotanswer',
            constraint=models.UniqueConstraint(fields=('slot', 'attendee'), name='slot_answer_once', violation_error_message='すでに回答があります。'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
