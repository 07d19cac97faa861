"""The edge: what every request passes before it reaches a feature."""
