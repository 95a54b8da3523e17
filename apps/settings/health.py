"""Two answers for whoever watches the process: is it alive, and can it serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from apps.common import redis_server

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 whenever the process answers at all; it asks nothing else."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every migration is applied; otherwise 503 that says which it is.

    That Redis does not answer is only told: the database counts the calls then.
    """
    checks = check_database()
    is_ready = all(state == "ok" for state in checks.values())
    checks |= check_redis()
    body = {"status": "ok" if is_ready else "unavailable", "checks": checks}
    return JsonResponse(body, status=200 if is_ready else 503, headers={} if is_ready else {"Retry-After": "5"})


def check_database() -> dict[str, str]:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return {"database": "unreachable", "migrations": "unknown"}
    return {"database": "ok", "migrations": "missing" if missing else "ok"}


def check_redis() -> dict[str, str]:
    """Nothing where none is configured."""
    if not redis_server.is_configured():
        return {}
    try:
        redis_server.client().ping()
    except redis_server.errors():
        return {"redis": "unreachable"}
    return {"redis": "ok"}
