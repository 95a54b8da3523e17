"""The WSGI application, for gunicorn: `gunicorn config.wsgi`."""

import logging
import os
from collections.abc import Callable, Iterable

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connections

from apps.common import environment


def in_front_of(django: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """What answers instead of `django`, where it can."""
    # Models, which can be imported only now.
    from apps.oauth.short_lane import ShortLane

    return ShortLane(django)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = in_front_of(get_wsgi_application())


def require_key_versions() -> None:
    """Stop when a secret needs a key that is gone."""
    from apps.connections.keys import missing_versions

    if missing := missing_versions():
        environment.stop("FIELD_KEYS", f"lacks {', '.join(missing)}, which rows in the database need")


def warn_of_privileges() -> None:
    """Say so when the role that serves could do more than serve."""
    from apps.audit.privileges import excess

    if found := excess():
        logger = logging.getLogger("conexiones.start")
        logger.warning("the database role that serves %s: see grant_web_role in README", ", ".join(found))


try:
    require_key_versions()
    warn_of_privileges()
except DatabaseError:
    # A database that is away or empty is for /readyz to tell.
    pass
finally:
    connections.close_all()
