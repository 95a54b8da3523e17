"""How a panel answers: alone for htmx, in the frame for everybody else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django_htmx.http import trigger_client_event

from apps.settings.access import is_htmx
from apps.settings.navigation import Text

FORM_ID = "panel-form"


def panel(
    request: HttpRequest, template: str, *, title: Text, list_url: str, context: dict[str, Any], status: int = 200
) -> TemplateResponse:
    """`template` (which extends settings/panel.html) as the answer. The arrow leads to `list_url`.

    `context` may hold `form`, `is_editable` (a Save button for it) and `back_url` (another panel that the arrow opens).
    """
    context = {
        "page_title": title,
        "panel_template": template,
        "list_url": list_url,
        "form_url": request.path,
        "save_form": FORM_ID if context.get("is_editable") else "",
        "is_htmx": is_htmx(request),
        **context,
    }
    page = template if is_htmx(request) else "settings/panel_page.html"
    return TemplateResponse(request, page, context, status=status)


def done(request: HttpRequest, message: Text, *, list_url: str) -> HttpResponse:
    """Close the panel and show the page under it anew, with `message`."""
    if message:
        messages.success(request, str(message))
    if is_htmx(request):
        return trigger_client_event(HttpResponse(status=204), "panel:saved")
    return redirect(list_url)
