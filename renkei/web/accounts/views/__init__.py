"""Pages of organisations, commissions, users and one's own account."""
