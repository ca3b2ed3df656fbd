"""本人の情報: one table per information class, one row per version. Read only through `queries.read`, which asks the ledger."""
