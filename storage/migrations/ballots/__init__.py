"""Revisions in order; each runs forward only."""
