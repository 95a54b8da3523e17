"""Signing in at a company's own provider (OpenID Connect Core 1.0 section 3.1), through allauth."""
