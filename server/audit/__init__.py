"""The audit log: who of staff did what, and when."""
