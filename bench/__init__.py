"""Measures Pulssi against a bot that is built with the SDK as it comes: `python -m bench`."""
