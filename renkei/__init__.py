"""Renkei（れんけい）: the municipality, its commissioned body, the settlement center and the offices work on one case."""
