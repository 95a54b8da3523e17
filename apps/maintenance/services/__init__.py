"""Writes: each function is one database transaction together with its record."""
