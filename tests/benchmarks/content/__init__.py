"""What growing content costs: search by size, and the time from saving an edit to its answer."""
