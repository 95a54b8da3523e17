"""API Connections: the account's key pair, its OAuth consumers, and what users authorized."""
