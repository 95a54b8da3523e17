"""From any exception to an answer: always JSON, never more than the caller may know."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, MethodNotAllowed
from rest_framework.response import Response

from apps.api import problems, refusals
from apps.api.envelope import refused
from apps.api.problems import Problem
from apps.common import request_id

logger = logging.getLogger("conexiones.api")

READS = ("GET", "HEAD")
QUERY_CANCELED = "57014"
KNOWN: tuple[tuple[type[Exception], Callable[[], Problem]], ...] = (
    (RequestDataTooBig, problems.TooLarge),
    (SuspiciousOperation, problems.Malformed),
    (UnreadablePostError, problems.Malformed),
    (DataError, problems.Malformed),
    (OperationalError, problems.Unavailable),
    (InterfaceError, problems.Unavailable),
)


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """The exception handler of every view of this door."""
    if isinstance(error, MethodNotAllowed):
        return refused(str(error.detail), "method_not_allowed", status=error.status_code)
    if context["request"].method in READS and _took_too_long(error):
        error = problems.TooCostly()
    problem = error if isinstance(error, Problem) else _problem_of(error)
    refusals.note(problem, context["request"])
    return refused(
        str(problem.detail),
        str(problem.get_codes()),
        status=problem.status_code,
        data=problem.data,
        headers=problem.headers,
    )


def _took_too_long(error: Exception) -> bool:
    """Whether PostgreSQL gave a statement up after its statement_timeout."""
    return getattr(error.__cause__, "sqlstate", None) == QUERY_CANCELED


def _problem_of(error: Exception) -> Problem:
    for kind, problem in KNOWN:
        if isinstance(error, kind):
            logger.warning("refused", extra={"reason": type(error).__name__})
            return problem()
    if isinstance(error, APIException):
        return problems.Malformed()
    logger.error("unexpected error", exc_info=error)
    return _unexpected()


def _unexpected() -> Problem:
    name = request_id.current.get()
    problem = problems.ServerError(
        _("Something went wrong here. Please give this number when you report it: %(request_id)s")
        % {"request_id": name}
    )
    problem.data = [{"ERROR": str(problem.detail), "request_id": name}]
    return problem
