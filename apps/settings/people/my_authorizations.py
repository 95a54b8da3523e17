"""My app authorizations: what I allowed to which app, and taking it back. For everybody who is signed in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.connections.callers import named_permissions
from apps.connections.models import AccessToken, Authorization, PermissionUse
from apps.connections.models.authorization import AuthorizationQuerySet
from apps.connections.scopes import scopes_in_words
from apps.connections.services.revoking import restore_authorizations, revoke_authorizations
from apps.connections.sign_in import sign_in_in_words
from apps.settings.access import actor_of, user_of
from apps.settings.panel import answers
from apps.settings.panel.bounds import SCANNED
from apps.settings.people.paging import page_of, pager
from apps.settings.privileges import use_of

LONGEST_SEARCH = 100


@require_safe
@login_required
def my_authorizations(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    mine = _named(_mine(request), query) if query else _mine(request)
    page = page_of(mine, request.GET.get("page"))
    rows = [_row(request, row) for row in page]
    context = {"page_title": _("My app authorizations"), "rows": rows, "query": query, **pager(page, q=query)}
    return render(request, "settings/my_authorizations/list.html", context)


@require_safe
@login_required
def my_authorization(request: HttpRequest, pk: int) -> HttpResponse:
    """One of my own in a panel: what it may do, what it really does, and what stops when I take it back."""
    authorization = get_object_or_404(_mine(request).select_related("account"), pk=pk)
    context = {
        **_row(request, authorization),
        "hosts": sorted({urlsplit(url).netloc or url for url in authorization.consumer.callback_urls}),
        "use": use_of(named_permissions(authorization), _last_used(authorization), authorization.account),
        "signs_in": sign_in_in_words(authorization.scopes),
        "consequences": _consequences(authorization),
    }
    template, title = "settings/my_authorizations/panel.html", authorization.consumer.name
    return answers.panel(request, template, title=title, list_url=_list_url(), context=context)


@require_POST
@login_required
def revoke_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of my own back. Anybody else's does not exist here."""
    authorization = get_object_or_404(_mine(request), pk=pk)
    if revoke_authorizations(authorizations=[authorization], by=actor_of(request)):
        words = _("%(app)s can no longer act for you.") % {"app": authorization.consumer.name}
        messages.success(request, words, extra_tags=reverse("restore-my-authorization", args=[pk]))
    return answers.done(request, "", list_url=_list_url())


@require_POST
@login_required
def restore_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with its tokens, while there is time; what an administrator took back stays with them."""
    authorization = get_object_or_404(_mine(request), pk=pk)
    if _may_undo(request, authorization) and restore_authorizations(
        authorizations=[authorization], by=actor_of(request)
    ):
        messages.success(request, _("%(app)s can act for you again.") % {"app": authorization.consumer.name})
    else:
        messages.warning(request, _("It is too late to undo that, or somebody has done it already."))
    return answers.done(request, "", list_url=_list_url())


def _list_url() -> str:
    return reverse("my-authorizations")


def _mine(request: HttpRequest) -> AuthorizationQuerySet:
    user = user_of(request)
    return Authorization.objects.of_user(user) if user else Authorization.objects.none()


def _named(mine: AuthorizationQuerySet, words: str) -> AuthorizationQuerySet:
    """Of the newest SCANNED, which nobody comes near: a name in the middle of which `words` stand has no index."""
    return mine.filter(pk__in=mine.order_by("-granted_at", "-pk").values("pk")[:SCANNED]).named(words)


def _row(request: HttpRequest, authorization: Authorization) -> dict[str, Any]:
    words = scopes_in_words(authorization.scopes)
    return {"authorization": authorization, "words": words, "may_undo": _may_undo(request, authorization)}


def _may_undo(request: HttpRequest, authorization: Authorization) -> bool:
    user = user_of(request)
    return authorization.is_restorable and user is not None and authorization.revoked_by_id == user.pk


def _last_used(authorization: Authorization) -> Any:
    return PermissionUse.objects.of(authorization.account).of_authorization(authorization).last_used()


def _consequences(authorization: Authorization) -> list[str]:
    """What stops, in whole sentences."""
    tokens = AccessToken.objects.live().filter(authorization=authorization).count()
    ending = ngettext("%(count)d live token ends.", "%(count)d live tokens end.", tokens) % {"count": tokens}
    return [
        _("Its very next call is refused, and it must ask you again."),
        *([ending] if tokens else []),
        _("For ten minutes you can undo it; then the tokens are gone for good."),
    ]
