"""Measures the emotion model: speed beside a stock pipeline, quality, and hidden anger."""
