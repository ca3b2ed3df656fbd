"""機関と利用者: organisations, users, memberships, delegations (委託), qualified staff."""
