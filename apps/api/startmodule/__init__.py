"""A module of one's own: the files that it takes, and the lines by which the others know of it."""
