"""The server: the public API, the action webhook, tickets and the widget."""
