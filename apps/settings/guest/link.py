"""The way to the form: by its link, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from apps.accounts.reading import clock_of
from apps.common.tokens import redact
from apps.company.models import GuestPortal
from apps.maintenance.models.attachment import MAX_BYTES
from apps.settings.guest.languages import speak_as_asked
from apps.settings.guest.pages import no_form, too_large, unlisted

View = Callable[..., HttpResponse]


def behind_link(view: View) -> View:
    """`view(request, portal, …)` for whoever has the link that works; whatever is wrong with it, one and the same page.

    No address of the form reaches a log with its link in it.
    """
    answered = require_http_methods(["GET", "HEAD", "POST"])(partial(_answer, csrf_protect(view)))

    @csrf_exempt
    @wraps(view)
    def wrapper(request: HttpRequest, token: str, **more: str) -> HttpResponse:
        request.path = redact(request.path)
        return unlisted(answered(request, token, **more))

    return wrapper


def _answer(guarded: View, request: HttpRequest, token: str, **more: str) -> HttpResponse:
    speak_as_asked(request)
    portal = GuestPortal.objects.behind(token)
    if portal is None:
        return no_form(request)
    with clock_of(portal.account):
        # Whoever sends too much is told so before anything of it is read, by CSRF protection above all.
        if is_too_large(request, portal):
            return too_large(request, portal)
        request.upload_handlers = [MemoryFileUploadHandler(request), TemporaryFileUploadHandler(request)]
        return guarded(request, portal, **more)


def is_too_large(request: HttpRequest, portal: GuestPortal) -> bool:
    """By a limit of its own: here come several files at once."""
    most = portal.most_files * MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > most
