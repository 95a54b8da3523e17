"""Error pages in the portal's own frame, and JSON for programs. None of them needs the database."""

from __future__ import annotations

import math
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts import modules
from apps.accounts.permissions import Reason, Refusal
from apps.common import redis_server, request_id

PROGRAMS = ("/api/", "/oauth/", "/.well-known/")
FOR_PEOPLE = ("/oauth/authorize", "/oauth/logout")
RETRY_AFTER = 60


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if for_program(request):
        return problem(_("The request could not be understood."), "bad_request", 400)
    # Without the request: what is wrong with it may be what a page would read from it.
    return HttpResponse(render_to_string("400.html", {"page_title": _("Bad request")}), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`exception` may carry a Refusal as its first argument: then the page says in words what is missing."""
    if for_program(request):
        return problem(_("You may not do this."), "forbidden", 403)
    context = {"page_title": _("You may not open this"), "reason": reason_in_words(exception)}
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if for_program(request):
        return problem(_("There is nothing at this address."), "not_found", 404)
    return render(request, "404.html", {"page_title": _("This page does not exist")}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 when database or cache could not be reached, because then trying again will help."""
    is_passing = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError, *redis_server.errors()))
    title = _("Not available at the moment") if is_passing else _("Something went wrong")
    status = 503 if is_passing else 500
    if for_program(request):
        response: HttpResponse = problem(f"{title}.", "unavailable" if is_passing else "server_error", status)
    else:
        context = {"page_title": title, "is_passing": is_passing, "request_id": request_id.current.get()}
        response = HttpResponse(render_to_string("500.html", context), status=status)
    return retry_later(response, 5) if is_passing else response


def too_many(request: HttpRequest, seconds: int = RETRY_AFTER) -> HttpResponse:
    """429, for whoever tries too often: the next try is in `seconds`."""
    context = {"page_title": _("Too many attempts"), "wait": wait_in_words(seconds)}
    return retry_later(render(request, "429.html", context, status=429), seconds)


def wait_in_words(seconds: int) -> str:
    """To the second below a minute, then in whole minutes; whoever would wait longer than an hour does better."""
    minutes = math.ceil(seconds / 60)
    if minutes > 60:
        return _("Set a new password.")
    if seconds < 60:
        words = ngettext("Try again in %(number)s second.", "Try again in %(number)s seconds.", seconds)
        return words % {"number": seconds}
    words = ngettext("Try again in %(number)s minute.", "Try again in %(number)s minutes.", minutes)
    return words % {"number": minutes}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: say so, and lose nothing else."""
    return render(request, "errors/csrf.html", {"page_title": _("The form has expired")}, status=403)


def for_program(request: HttpRequest) -> bool:
    path = request.path_info
    return path == "/api" or (path.startswith(PROGRAMS) and not path.startswith(FOR_PEOPLE))


def problem(message: str, code: str, status: int) -> JsonResponse:
    """The API's envelope, which also names the `error` as RFC 6749 section 5.2 does."""
    body = {"success": False, "message": message, "code": code, "error": code, "data": [{"ERROR": message}]}
    return JsonResponse(body, status=status)


def retry_later(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    return response


def reason_in_words(exception: Exception | None) -> str:
    refusal = exception.args[0] if exception and exception.args else None
    return words_of(refusal) if isinstance(refusal, Refusal) else ""


def words_of(refusal: Refusal) -> str:
    module = modules.get(refusal.module)
    words = {
        "module": module.label if module else refusal.module,
        "action": modules.ACTION_LABELS.get(refusal.action, refusal.action),
    }
    if refusal.reason == Reason.UNKNOWN_MODULE:
        return ""
    if refusal.reason == Reason.NO_ACCOUNT:
        return _("This belongs to an account. Enter one first.")
    if refusal.reason == Reason.ACCOUNT_SUSPENDED:
        return _("The account is suspended.")
    if refusal.reason == Reason.MODULE_DISABLED:
        return _("The module %(module)s is not enabled in this account.") % words
    return _("You need the permission “%(action)s” of %(module)s.") % words
