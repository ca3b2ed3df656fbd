"""操作の記録: who did and who looked. Append-only, ids without foreign keys, never personal data."""
