"""PostgreSQL with two roles: the application's, which owns nothing, and the owner's, for migrations only."""
