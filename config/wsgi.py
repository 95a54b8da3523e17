"""The WSGI application, for gunicorn: `gunicorn config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError

from apps.common import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()


def require_key_versions() -> None:
    """Stop when a secret needs a key that is gone; a database that is away or empty is for /readyz to tell."""
    from apps.connections.keys import missing_versions

    try:
        missing = missing_versions()
    except DatabaseError:
        return
    if missing:
        environment.stop("FIELD_KEYS", f"lacks {', '.join(missing)}, which secrets in the database need")


require_key_versions()
