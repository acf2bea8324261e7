"""Demo data, generated from a seed, and what the demo page needs; says everywhere that it is."""
