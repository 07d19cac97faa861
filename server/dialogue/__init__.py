"""The dialogue: a turn through Rasa, or without it."""
