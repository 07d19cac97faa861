"""Rasa custom actions: what the dialogue engine asks the server to do."""
