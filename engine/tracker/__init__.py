"""What the engine remembers of a conversation, and how it is stored."""
