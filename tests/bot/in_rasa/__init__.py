"""What runs in Rasa's environment for the tests of bot/: each module prints what it found out."""
