"""Somebody speaks or presses a button; this part answers."""
