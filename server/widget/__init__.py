"""The widget: its files, and what the server makes of them."""
