"""The database backend with what only tests need."""
