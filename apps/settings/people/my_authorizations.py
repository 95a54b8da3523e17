"""My app authorizations: what I allowed to which app, and taking it back. For everybody who is signed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.connections.models import Authorization
from apps.connections.models.authorization import AuthorizationQuerySet
from apps.connections.scopes import scopes_in_words
from apps.connections.services.authorizations import revoke_authorizations
from apps.settings.access import actor_of, user_of
from apps.settings.people.paging import PAGE_SIZE, pager


@require_safe
@login_required
def my_authorizations(request: HttpRequest) -> HttpResponse:
    page = Paginator(_mine(request), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_title": _("My app authorizations"), "rows": [_row(row) for row in page], **pager(page)}
    return render(request, "settings/my_authorizations/list.html", context)


@require_POST
@login_required
def revoke_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of my own back. Anybody else's does not exist here."""
    authorization = get_object_or_404(_mine(request), pk=pk)
    revoke_authorizations(authorizations=[authorization], by=actor_of(request))
    messages.success(request, _("%(app)s can no longer act for you.") % {"app": authorization.consumer.name})
    return redirect("my-authorizations")


def _mine(request: HttpRequest) -> AuthorizationQuerySet:
    user = user_of(request)
    return Authorization.objects.of_user(user) if user else Authorization.objects.none()


def _row(authorization: Authorization) -> dict[str, Any]:
    return {"authorization": authorization, "words": scopes_in_words(authorization.scopes)}
