"""Mentions in context to records."""
