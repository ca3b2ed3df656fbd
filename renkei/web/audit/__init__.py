"""操作の記録: what happened, for the auditor. Ids and codes only; nothing about a person stands in the record."""
