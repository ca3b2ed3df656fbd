"""Measurements on a data set of national size (`make bench`). They print figures; docs/performance.md keeps them."""
