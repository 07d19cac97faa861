"""Personal data: what must not be kept is masked here."""
