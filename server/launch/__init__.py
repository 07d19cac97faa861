"""Setting up and running all processes; the set-up needs only the standard library."""
