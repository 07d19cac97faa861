"""The desk: pages on which staff answer tickets and take conversations over."""
