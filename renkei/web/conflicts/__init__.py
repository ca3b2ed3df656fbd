"""利害関係: declare it, mark a colleague, end it."""
