"""The action webhook Rasa calls."""
