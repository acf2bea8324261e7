"""What is said: the conversation log, the inbox, the dispatcher and the outbox."""
