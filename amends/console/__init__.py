"""The agent handoff console: the API and the pages with which people decide and take over."""
