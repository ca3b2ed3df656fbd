"""個人情報の取扱い across all tables, by introspection: the data dictionary. Later: 開示請求, retention, incidents."""
