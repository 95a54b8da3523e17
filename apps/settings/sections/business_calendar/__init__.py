"""Business Calendar: when the company works, and the days that are otherwise."""
