"""Starts everything: prepares, supervises the three processes, says when they are ready."""
