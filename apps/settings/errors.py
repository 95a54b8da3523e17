"""Error pages in the portal's own frame."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: say so, and lose nothing else."""
    return render(request, "errors/csrf.html", status=403)
