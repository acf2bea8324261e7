"""Measurements, each beside something known, in one run."""
