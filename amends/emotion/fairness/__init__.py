"""Measures whether equal messages are read alike, whoever writes them and about whom."""
