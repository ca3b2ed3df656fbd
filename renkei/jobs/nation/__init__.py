"""A nation's worth of data for measuring (`manage.py make_national_data`): made up, reproducible, in a database of its own.

Nobody and nothing in it exists but the names of the municipalities. The same seed, size and day give the same rows, but for
the ciphertexts, whose keys and nonces are random.
"""
