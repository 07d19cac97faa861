"""Contact details at rest: who a citizen is stands encrypted, in their ticket alone."""
