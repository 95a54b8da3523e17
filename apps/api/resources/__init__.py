"""One file per resource: what it is called, which module it belongs to, which fields it has."""
