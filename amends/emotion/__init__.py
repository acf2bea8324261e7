"""How the customer feels: emotions and sentiment of a message, frustration over a conversation."""
