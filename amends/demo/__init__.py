"""Demo data: a shop with customers to try everything on."""
