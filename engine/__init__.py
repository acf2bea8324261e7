"""The dialogue engine: what Amends adds to Rasa so that it understands and answers customers."""
