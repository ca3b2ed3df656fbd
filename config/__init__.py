"""Settings, addresses, server entry, and the database with its two roles."""
