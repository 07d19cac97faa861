"""Staff: who they are, and the pages they share. One token until there are accounts."""
