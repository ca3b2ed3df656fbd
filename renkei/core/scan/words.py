"""Words that betray custody, an offence or the programme; and general words that are no one's name.

The one place to add a word. `manage.py` needs nothing after a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Custody, proceedings, the programme, and offences by name (罪名). 「詐欺の被害」 is a need like another: see below.
_CUSTODY = (
    r"刑務所|刑務官|拘置|少年院|鑑別所|鑑別|矯正|留置|警察|検察|検事|保護観察|保護司|更生保護|更生緊急|自立準備ホーム|定着支援センター|地域生活定着|"
    r"連携強化事業|特別調整|一般調整|被疑者等支援|入口支援|出口支援|出所|出獄|出院|仮釈放|仮退院|釈放|保釈|満期|受刑|服役|収監|収容|獄中|塀の中|ムショ|"
    r"シャバ|勾留|逮捕|送検|被疑者|被告|公判|裁判|判決|執行猶予|起訴|罰金|科料|懲役|禁錮|拘禁刑|前科|前歴|再犯|初犯|累犯|犯行|犯罪|罪|刑期|刑事|刑罰|実刑|"
    r"触法|弁護|加害|共犯|余罪|示談"
)
_OFFENCES = (
    r"窃盗|万引|置引き|ひったくり|空き巣|侵入盗|盗撮|放火|傷害事件|傷害罪|暴行|強盗|恐喝|脅迫|詐欺|横領|覚醒剤|覚せい剤|大麻|違法薬物|危険ドラッグ|"
    r"わいせつ|痴漢|強姦|不同意性交|性犯|殺人|殺害|住居侵入|建造物侵入|器物損壊|公務執行妨害|無銭飲食|無免許|飲酒運転|ひき逃げ|ストーカー|つきまとい|"
    r"銃刀法|入管法"
)
_BETRAYING = re.compile(f"{_CUSTODY}|{_OFFENCES}")
#: The same letters in words of everyday care.
_HARMLESS = re.compile(
    r"歯列矯正|歯科矯正|視力矯正|矯正視力|矯正靴|矯正器具|留置カテーテル|留置針|尿道留置|膀胱留置|カテーテル留置|留置(?=して|中の)|罪悪感|謝罪|"
    r"収容(?=人数|定員|避難)|保険の?満期|裁判所?(?=の?後見|の?保佐|の?補助)|家庭裁判所|"
    r"(?:詐欺|犯罪|暴行|脅迫|恐喝|窃盗|盗撮|痴漢|ストーカー|つきまとい|わいせつ|消費者|特殊詐欺)(?:の|など(?:の)?|に|行為の)?"
    r"(?:被害|遭|あいや|あわ|あう|だまされ|巻き込まれ)"
)
#: Kinds of places: what stands before one of them is its name, unless it is a general word.
_FACILITY = re.compile(
    r"病院|クリニック|医院|診療所|医療センター|障害者センター|福祉センター|支援センター|保健センター|保健所|児童相談所|学校|高校|中学|小学|学園|学院|"
    r"大学|幼稚園|保育園|作業所|事業所|グループホーム|授産所|寮|荘|苑|会社|工場|商店|薬局|教会|寺|児童養護施設|支援施設|救護施設|役所|役場|駅"
)
_GENERAL = re.compile(
    r"精神科?|神経科?|心療|内科|外科|整形|歯科|眼科|耳鼻|皮膚|泌尿|小児|婦人|産|専門|総合|一般|救急|協力|連携|提携|大学|単科|療養|慢性期|急性期|リハビリ|"
    r"かかりつけ|主治|通院|入院|転院|受診|近隣|近所|近く|最寄|市内|区内|町内|村内|県内|管内|圏域|地域|地元|以前|前|現在|今|元|別|他|同|各|複数|数|新|旧|"
    r"特別支援|支援|養護|定時制|通信制|専修|職業|盲|聾|ろう|普通|公立|私立|県立|市立|町立|国立|都立|府立|義務|中|高|小|母|夜間|全日制|高等|"
    r"基幹|相談|計画|障害|障がい|者|児|知的|身体|発達|福祉|生活|就労|就業|自立|地域包括|包括|権利擁護|後見|虐待防止|子育て|子ども|社会福祉|市町村|市|区|町|村|県|都|道|府|"
    r"訓練|移行|継続|定着|型|Ａ|Ｂ|A|B|介護|訪問|看護|居宅|短期入所|入所|通所|日中|活動|多機能|小規模|共同|作業|サービス|利用|希望|受入|受け入れ|"
    r"送迎|貴|当|本|全|両|民間|一般|特例子|特例|大|分|本校|学級|普通|在|社員|女子|男子|学生|職員|独身|調剤|保険|門前|業務|保健|医療|機関|救護|更生|"
    r"施設|株式|有限|合同|建設|清掃|食品|製造|印刷|運送|警備|個人|町|派遣|人材|勤務|就職|下請|零細|中小|家族|相手|ご|お"
)
#: Diagnoses so many people have that they tell nobody from another.
_COMMON = re.compile(
    r"統合失調|うつ|抑うつ|双極|躁|気分障害|不安|パニック|強迫|適応障害|発達障害|自閉|ＡＳＤ|ASD|アスペルガー|広汎性|注意欠|ＡＤＨＤ|ADHD|学習障害|LD|知的|精神遅滞|"
    r"てんかん|糖尿病|高血圧|脂質異常|認知症|アルコール|依存症|高次脳|脳梗塞|脳出血|不眠|睡眠|ＰＴＳＤ|PTSD|ストレス|人格障害|パーソナリティ|ダウン症|腰痛|喘息|肝炎|肝硬変|"
    r"心不全|不整脈|白内障|緑内障|難聴|骨折|がん|癌|摂食|疑い|軽度|中等度|重度|最重度|なし|不明"
)
_NAME_RUN = re.compile(r"[一-鿿々〆ヶァ-ヺーA-Za-zＡ-Ｚａ-ｚ0-9]{1,20}$")
#: A name in hiragana: not the end of a verb, no particle, no adverb.
_KANA_RUN = re.compile(r"(?<![一-鿿々ぁ-ん])(?!しばらく|ときどき|そのまま|なるべく|できるだけ|やはり|ゆっくり|あまり|ほとんど|しっかり|たびたび|"
                       r"あるいは|および|または|ひとり|ふたり)[ぁ-んー]{3,8}(?<![のたるいなでにはがをともやてかずつえく])$")  # fmt: skip
_MIXED_RUN = re.compile(r"[ぁ-んァ-ヺー]{2,6}[がヶケガノ]?[丘岡原谷浜崎島野山川台森里池田沢橋町村坂]$")  # ひばりが丘
_LEAST = 2


def betraying_in(text: str) -> Iterator[tuple[int, int]]:
    """Where a word betrays the background."""
    harmless = [m.span() for m in _HARMLESS.finditer(text)]
    for match in _BETRAYING.finditer(text):
        if not any(start <= match.start() and match.end() <= end for start, end in harmless):
            yield match.span()


_ORDINARY = re.compile(
    r"アパート|マンション|住宅|県営|市営|公営|団地|部屋|住所|住居|不定|不明|なし|調査中|確認中|県外|市外|国外|自宅|実家|知人|友人|家族|母|父|兄|姉|弟|妹|祖父|祖母|宅|ホテル|"
    r"ネットカフェ|路上|車上|簡易宿泊所|入院中|入所中|番地|丁目|号室|号|番|方|内|の|外|担当者?|主任|係長?|課長?|観察官|先生|氏|様|さん|手話|筆談|点字|在留|永住者?|定住者?"
)


def is_ordinary(word: str) -> bool:
    """Does it consist of general words alone, so that it names nobody and no place?"""
    return len(_GENERAL.sub("", _ORDINARY.sub("", word))) < _LEAST


def is_common_diagnosis(name: str) -> bool:
    """Is it one of the frequent ones? Any other is looked for in the text."""
    return _COMMON.search(name) is not None


def named_places_in(text: str) -> Iterator[tuple[int, int]]:
    """A hospital, school, station … by name: 「桜川病院」, but not 「精神科病院」 nor 「最寄りの駅」."""
    for match in _FACILITY.finditer(text):
        run = _NAME_RUN.search(text[: match.start()])
        if run and len(_GENERAL.sub("", run[0])) >= _LEAST:
            yield run.start(), match.end()
            continue
        kana = _MIXED_RUN.search(text[: match.start()]) or _KANA_RUN.search(
            text[: run.start() if run else match.start()]
        )
        if kana:
            yield kana.start(), match.end()
