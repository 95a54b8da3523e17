"""My sessions: where I am signed in, and ending that. For everybody who is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.services import end_sessions_now
from apps.accounts.session import Session, SessionQuerySet
from apps.accounts.user_agents import in_words
from apps.settings.access import actor_of, user_of
from apps.settings.people.paging import page_of, pager


@require_safe
@login_required
def my_sessions(request: HttpRequest) -> HttpResponse:
    page = page_of(_mine(request), request.GET.get("page"))
    rows = [{"session": row, "browser": in_words(row.user_agent), "is_this": _is_this(request, row)} for row in page]
    context = {"page_title": _("My sessions"), "rows": rows, "others": page.paginator.count - 1, **pager(page)}
    return render(request, "settings/my_sessions/list.html", context)


@require_POST
@login_required
def end_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my own. Anybody else's does not exist here."""
    session = get_object_or_404(_mine(request), pk=pk)
    end_sessions_now(sessions=[session], by=actor_of(request))
    if _is_this(request, session):
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("The session is ended."))
    return redirect("my-sessions")


@require_POST
@login_required
def end_my_others(request: HttpRequest) -> HttpResponse:
    """Sign me out everywhere but here."""
    others = [row for row in _mine(request) if not _is_this(request, row)]
    count = end_sessions_now(sessions=others, by=actor_of(request))
    words = ngettext("%(count)d other session is ended.", "%(count)d other sessions are ended.", count)
    messages.success(request, words % {"count": count})
    return redirect("my-sessions")


def _mine(request: HttpRequest) -> SessionQuerySet:
    user = user_of(request)
    return Session.objects.of_user(user) if user else Session.objects.none()


def _is_this(request: HttpRequest, session: Session) -> bool:
    return session.digest == request.session.key_digest  # type: ignore[attr-defined, no-any-return]
