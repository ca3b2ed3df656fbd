"""個人情報の取扱い across all tables: 開示等請求, 保存期間と廃棄, 返却の確認, 漏えい等, ファイル簿, データ定義書. A file per subject."""
