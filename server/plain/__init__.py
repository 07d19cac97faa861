"""The assistant without JavaScript: plain pages and forms."""
