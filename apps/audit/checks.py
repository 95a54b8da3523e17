"""What `manage.py check --deploy` says about this app."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from apps.audit import privileges


@register(Tags.security, deploy=True)
def check_privileges(**kwargs: Any) -> list[CheckMessage]:
    """A database that cannot be asked is for /readyz to tell."""
    try:
        found = privileges.excess()
    except DatabaseError:
        return []
    hint = "Serve with a role of its own: see grant_web_role in README."
    return [Warning(f"The database role that serves {', '.join(found)}.", hint=hint, id="audit.W001")] if found else []
