"""Customers: who they are, what they ordered, what happened before."""
