"""One person's data, by the reference of their ticket: given out, or erased."""
