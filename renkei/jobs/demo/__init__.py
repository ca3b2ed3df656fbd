"""The fictional demo prefecture (code 99), made only by calling services with a moving clock and real roles."""
