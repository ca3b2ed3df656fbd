"""Kanji that names are written with in several ways (旧字体・異体字): the form searched by, then the others.

Whoever searches types what the keyboard offers; the family register has what it has. Compatibility forms that Unicode
folds by itself (NFKC) and variation selectors need no entry. When a name is not found, add it here and run
`manage.py index_names`.
"""

from __future__ import annotations

_TABLE = """
万萬 与與 両兩 並竝 乗乘 乱亂 亀龜 予豫 争爭 亜亞 京亰 仏佛 仮假 伊𠇇 会會 伝傳 体體 余餘 価價
倹儉 偽僞 傑杰 児兒 党黨 内內 円圓 冊册 冴冱 凛凜 処處 剣劍劔 剥剝 剰剩 励勵 労勞 効效 勧勸
区區 医醫 単單 即卽 厳嚴 参參 双雙 収收 叙敍 台臺 号號 吉𠮷 呉吳 哲喆 営營 嘱囑 団團 囲圍 図圖
国國圀 圧壓 塁壘 塩鹽 増增 壊壞 壌壤 壮壯 声聲 壱壹 売賣 変變 奥奧 奨奬 姫姬 嬢孃 学學 宝寶寳
実實 富冨 寛寬 寝寢 対對 寿壽 専專 将將 尭堯 尽盡 届屆 属屬 岳嶽 峡峽 峰峯 島嶋嶌㠀 崎﨑嵜碕
巌巖 巣巢 巻卷 帯帶 帰歸 并幷 庁廳 広廣 廃廢 廼迺 弁辨瓣辯辦 弐貳 弥彌 強强 弾彈 当當 彦彥 従從
徳德 徴徵 応應 恋戀 恒恆 恵惠 悩惱 悪惡 惨慘 慎愼 懐懷 戦戰 戸戶 戻戾 払拂 抜拔 択擇 担擔 拝拜
拡擴 挙擧 挿插 捜搜 揺搖 摂攝 教敎 数數 斎齋斉齊𪗱𠫸 断斷 昂昻 昼晝 晃晄 晋晉 晟晠 暁曉 暦曆
曳曵 曽曾 条條 来來 松枩 枢樞 柳栁桺 栃杤 栄榮 桑桒 桜櫻 桟棧 桧檜 検檢 楼樓 楽樂 概槪 様樣
槙槇 権權 横橫 檮梼 歓歡 歩步 歴歷 残殘 毎每 気氣 沢澤 浄淨 浅淺 浜濱濵 涙淚 涼凉 淵渕渊 清淸
済濟 渉涉 渋澁 渓溪 温溫 湾灣 満滿 滝瀧 滞滯 潜潛 瀬瀨 灯燈 炉爐 点點 焼燒 状狀 独獨 猟獵 献獻
獣獸 瑶瑤 瓶甁 画畫 畑畠 畳疊 百佰 盗盜 県縣 真眞 砕碎 礼禮 祢禰 禅禪 秘祕 稲稻 穂穗 穏穩 窃竊
竜龍 篠筿 籠篭 粋粹 粛肅 粟栗 糸絲 経經 絵繪 継繼 続續 総總 緑綠 緒緖 縁緣 縄繩 縦縱 繊纖 翻飜
聴聽 胆膽 脇脅 脳腦 臓臟 舎舍 舗舖 芸藝 苅刈 茎莖 草艸 荊荆 荘莊 蔵藏 薫薰 薬藥 薮藪籔 虫蟲
蚕蠶 蛍螢 蛮蠻 蝉蟬 衛衞 装裝 褒襃 覇霸 覚覺 覧覽 観觀 触觸 訳譯 証證 誉譽 読讀 諫諌 謡謠 譲讓
豊豐 賛贊 践踐 転轉 辺邊邉𨘢 遅遲 遥遙 郎郞 郷鄕 酔醉 釈釋 野埜 鉄鐵 鉱鑛 銭錢 鋳鑄 錬鍊 録錄
鎮鎭 関關闗 険險 随隨 隠隱 雑雜 霊靈 青靑 静靜 頬頰 頼賴 顔顏 顕顯 飯飰 館舘 駅驛 駆驅 騒騷
験驗 髄髓 高髙 髪髮 鯵鰺 鰯鰮 鴎鷗 鴬鶯 鶏鷄 黄黃 黒黑 黙默 齢齡
"""
#: Code point → the character searched by, for `str.translate`.
VARIANTS: dict[int, str] = {ord(other): group[0] for group in _TABLE.split() for other in group[1:]}
