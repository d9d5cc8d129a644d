"""Made-up people and what they say: the generator behind ``nawba bench redact``."""
