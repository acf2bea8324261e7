"""Amends: a customer-support assistant that makes things right after something went wrong."""
