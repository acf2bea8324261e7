"""What the customers' services ask of the database, one subject a module."""
