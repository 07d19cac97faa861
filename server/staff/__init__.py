"""Staff: their accounts, how they sign in, and the pages they share."""
