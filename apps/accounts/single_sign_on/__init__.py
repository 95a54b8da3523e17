"""Signing in at a provider of the company's own, by OpenID Connect; allauth speaks it, this decides who may."""
