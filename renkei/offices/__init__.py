"""事業所と資源: the directory of welfare offices, where it came from, and what fits a need.

Words: 事業所 Office (a place under one 事業所番号), サービス OfficeService (one published row), 公開分 release
(YYYYMM), 掲載なし gone from a newer release. Source: open data of 障害福祉サービス等情報公表システム (WAM NET);
other lists by profile.
Holds no personal data. A withheld address stays withheld; a ward's representative point is never shown as a place.
"""
