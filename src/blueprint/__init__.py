"""Blueprint: a sentence or a photo becomes a robot-ready world and its training data."""

__version__ = "0.1.0"
