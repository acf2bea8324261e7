"""What to offer, who must approve it, and what became of it."""
