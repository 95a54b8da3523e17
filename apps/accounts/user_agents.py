"""What a browser calls itself, in the few words that its owner recognises it by."""

from __future__ import annotations

# The first that is found counts: most browsers also name the ones they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python-", "Python"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """ "Firefox, Windows"; what is not recognised is not shown, because anybody can write anything there."""
    found = (_found(user_agent, BROWSERS), _found(user_agent, SYSTEMS))
    return ", ".join(word for word in found if word)


def _found(user_agent: str, words: tuple[tuple[str, str], ...]) -> str:
    return next((word for sign, word in words if sign in user_agent), "")
