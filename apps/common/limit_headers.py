"""What a caller is told about a limit, in both families of headers: the IETF's draft, and what older clients read."""

from __future__ import annotations

FAMILIES = {"ratelimit": ("limit", "remaining", "reset"), "Request-Call": ("Limit", "Remaining", "Reset")}


def limit_headers(*, limit: int, remaining: int, reset: int) -> dict[str, str]:
    """`limit` in all, `remaining` of it, and in how many seconds it starts over."""
    figures = [str(figure) for figure in (limit, remaining, reset)]
    return {
        f"{family}-{name}": figure
        for family, names in FAMILIES.items()
        for name, figure in zip(names, figures, strict=True)
    }


def wait_headers(*, limit: int, seconds: int) -> dict[str, str]:
    """Nothing remains of `limit`, and the next try is looked at in so many seconds (RFC 6585 section 4)."""
    return {"Retry-After": str(seconds)} | limit_headers(limit=limit, remaining=0, reset=seconds)
