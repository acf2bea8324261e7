"""The transformer encoder that ships: its network, its training and its files."""
