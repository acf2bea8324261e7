"""When people take over: agents, the queue of those who wait, call-backs."""
