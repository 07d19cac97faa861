"""What runs in Rasa's environment for the evaluation."""
