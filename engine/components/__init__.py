"""The engine's graph components: one step of understanding or deciding in each module."""
