"""Writing what the company configures, always with its record."""
