"""手続: the kinds (catalogue), what has happened (history), what waits for what and until when (chain). Pure."""
