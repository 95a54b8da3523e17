"""The second step of signing in: an authenticator app or a passkey, and recovery codes for when both are lost.

    codes     what an app shows and what recovery codes look like        passkeys  the ceremonies of WebAuthn
    adapter   what allauth's sign-in asks of us                          state     who has which factor

The rows are written by apps.accounts.services.two_step; nothing else changes them.
"""
