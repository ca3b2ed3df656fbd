"""Pure rules of the directory: reading files, check digits, places, pairing of rows, matching with needs."""
